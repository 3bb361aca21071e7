// SPDX-License-Identifier: MIT
/* This machine, and machines of files. */
#include "topo/topology.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cgroup.h"
#include "base/node_memory.h"
#include "base/small_file.h"
#include "topo/topology_hwloc.h"

/* hwloc lets each of these take the place of the machine. */
static const char *const replaces_machine[] = {
	"HWLOC_XMLFILE", "HWLOC_SYNTHETIC", "HWLOC_FSROOT", "HWLOC_CPUID_PATH",
};

static int refuse_replacement(struct error *error)
{
	for (size_t i = 0; i < ARRAY_SIZE(replaces_machine); i++) {
		const char *value = getenv(replaces_machine[i]);

		if (value && value[0])
			return error_set(error, EINVAL,
				"%s is set: hwloc would describe another machine; unset it",
				replaces_machine[i]);
	}
	return 0;
}

/* Where the kernel does not say, none is. */
static void find_isolated(struct topology *topology)
{
	char booted[4096], partition[4096];

	/* "(null)" of older kernels is an empty list */
	small_file_read(booted, sizeof(booted),
			"/sys/devices/system/cpu/isolated");
	cgroup_unbalanced_cpus(partition, sizeof(partition));
	topology_for_each_cpu(cpu, topology) {
		cpu->isolated = cpu_list_has(booted, cpu->cpu) ||
				cpu_list_has(partition, cpu->cpu);
	}
}

/* What hwloc does not know: the kernel's policies */
static void restrict_to_process(struct topology *topology)
{
	topology_for_each_cpu(cpu, topology) {
		int own = topology_node_index(topology,
					node_memory_node_of_cpu(cpu->cpu));

		if (own >= 0 && node_set_has(&cpu->nodes, own))
			cpu->own = own;
	}
	find_isolated(topology);
	for (int i = 0; i < topology->nr_nodes; i++) {
		struct topology_node *node = &topology->nodes[i];

		node->allowed = node->allowed &&
				node_memory_is_allowed(node->node);
	}
}

/* What is not of the topology: this thread's affinity */
static int restrict_to_affinity(struct topology *topology,
				hwloc_topology_t hwloc, struct error *error)
{
	hwloc_bitmap_t mask = hwloc_bitmap_alloc();
	int ret = 0;

	if (!mask || hwloc_get_cpubind(hwloc, mask, HWLOC_CPUBIND_THREAD))
		ret = error_set(error, errno, "cannot read the affinity: %m");
	topology_for_each_cpu(cpu, topology) {
		cpu->allowed = cpu->allowed && !ret &&
			       hwloc_bitmap_isset(mask, (unsigned int)cpu->cpu);
	}
	hwloc_bitmap_free(mask);
	return ret;
}

int topology_load_this(struct topology *topology, struct error *error)
{
	hwloc_topology_t hwloc;
	int ret = refuse_replacement(error);

	memset(topology, 0, sizeof(*topology));
	if (!ret)
		ret = topology_hwloc_init(&hwloc, error);
	if (ret)
		return ret;
	if (hwloc_topology_load(hwloc))
		ret = error_set(error, EIO,
				"hwloc cannot describe this machine: %s",
				strerror(errno));
	else if (!hwloc_topology_is_thissystem(hwloc))
		ret = error_set(error, EINVAL,
			"hwloc says that it describes another machine: unset the HWLOC_ variables of the environment");
	else
		ret = topology_convert(topology, hwloc, error);
	if (!ret)
		ret = restrict_to_affinity(topology, hwloc, error);
	if (!ret)
		restrict_to_process(topology);
	if (ret)
		topology_free(topology);
	hwloc_topology_destroy(hwloc);
	return ret;
}

/* A machine of 1000 CPUs with all its devices takes 2 MB. */
#define MAX_FILE_BYTES	(64 << 20)
/* Of a long path the end is shown, and the reason after it always fits. */
#define SHOWN_PATH	100
/* hwloc reads the files of its own major version and of the one before. */
#define NEWEST	(HWLOC_API_VERSION >> 16)

/* Puts the file's name before the reason. */
static void name_file(struct error *error, const char *path)
{
	size_t length = strlen(path);
	struct error reason;
	char shown[SHOWN_PATH + 1];

	if (!error)
		return;
	snprintf(shown, sizeof(shown), "%s%s",
		 length > SHOWN_PATH ? "..." : "",
		 length > SHOWN_PATH ? path + length - (SHOWN_PATH - 3) : path);
	for (char *c = shown; *c; c++) {
		if (iscntrl((unsigned char)*c))
			*c = '?';
	}
	reason = *error;
	snprintf(error->text, sizeof(error->text), "%s: %.*s", shown,
		 (int)(sizeof(error->text) - sizeof(shown) - 2), reason.text);
}

static const char open_tag[] = "<topology";
static const char close_tag[] = "</topology>";
static const char byte_order_mark[] = "\xef\xbb\xbf";

/* The root's tag; <topologydiff> is another of hwloc's formats. */
static const char *find_root(const char *text)
{
	const char *tag = text;

	while ((tag = strstr(tag, open_tag))) {
		tag += strlen(open_tag);
		if (isspace((unsigned char)*tag) || *tag == '>')
			return tag;
	}
	return NULL;
}

/* The files of hwloc 1 have no version. */
static long root_version(const char *tag)
{
	const char *end = strchr(tag, '>');
	const char *version = strstr(tag, "version=");

	if (!version || !end || version > end)
		return 1;
	version += strlen("version=");
	return strtol(version + (*version == '"' || *version == '\''), NULL,
		      10);
}

/* Only white space may follow the last tag. */
static bool is_whole(const char *text, size_t length)
{
	size_t tag = strlen(close_tag);

	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	return length >= tag && !memcmp(text + length - tag, close_tag, tag);
}

/*
 * What hwloc cannot read is refused in plain words: it answers all of it with
 * EINVAL. @text has a NUL after its end, which @length does not count.
 */
static int check_xml(const char *text, size_t length, struct error *error)
{
	const char *start = text, *root;
	long version;

	if (!length)
		return error_set(error, EINVAL, "the file is empty");
	if (!strncmp(start, byte_order_mark, strlen(byte_order_mark)))
		start += strlen(byte_order_mark);
	while (isspace((unsigned char)*start))
		start++;
	if (*start != '<' || strlen(text) != length)
		return error_set(error, EINVAL,
			"not XML: make it with `lstopo machine.xml`");
	root = find_root(start);
	if (!root)
		return error_set(error, EINVAL,
			"not hwloc's XML: it has no <topology>");
	version = root_version(root);
	if (version > NEWEST)
		return error_set(error, EINVAL,
			"hwloc %ld XML, and this program has hwloc %d: export it with `lstopo --export-xml-flags v2 machine.xml`",
			version, NEWEST);
	if (version == 1)
		return error_set(error, EINVAL,
			"hwloc 1 XML: convert it with `lstopo -i old.xml new.xml` of hwloc 2");
	if (version < 2)
		return error_set(error, EINVAL,
			"hwloc XML of an unknown version");
	if (!is_whole(start, length - (size_t)(start - text)))
		return error_set(error, EINVAL,
			"truncated: %s is missing at its end", close_tag);
	return 0;
}

static int parse(struct topology *topology, const char *xml, size_t length,
		 struct error *error)
{
	hwloc_topology_t hwloc;
	int ret = topology_hwloc_init(&hwloc, error);

	if (ret)
		return ret;
	if (hwloc_topology_set_xmlbuffer(hwloc, xml, (int)length + 1) ||
	    hwloc_topology_load(hwloc))
		ret = error_set(error, EINVAL, "damaged: hwloc refuses it");
	else
		ret = topology_convert(topology, hwloc, error);
	hwloc_topology_destroy(hwloc);
	return ret;
}

static int load_open_file(struct topology *topology, int fd,
			  struct error *error)
{
	size_t size, length = 0;
	struct stat file;
	ssize_t got = 0;
	char *text;
	int ret;

	if (fd < 0 || fstat(fd, &file))
		return error_set(error, errno, "cannot be opened: %m");
	if (!S_ISREG(file.st_mode))
		return error_set(error, EINVAL, S_ISDIR(file.st_mode) ?
				 "is a directory" : "is not a regular file");
	if (file.st_size > MAX_FILE_BYTES)
		return error_set(error, EINVAL,
			"too large: %lld bytes, at most %d",
			(long long)file.st_size, MAX_FILE_BYTES);
	/* no more than that: the file may grow meanwhile */
	size = (size_t)file.st_size;
	text = malloc(size + 1);
	if (!text)
		return error_set(error, ENOMEM, "no memory for %zu bytes", size);
	while (length < size &&
	       (got = read(fd, text + length, size - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
	ret = got < 0 ? error_set(error, errno, "cannot be read: %m") :
			check_xml(text, length, error);
	if (!ret)
		ret = parse(topology, text, length, error);
	free(text);
	return ret;
}

int topology_load_file(struct topology *topology, const char *path,
		       struct error *error)
{
	/* Opening a FIFO must not wait for its writer. */
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int ret;

	memset(topology, 0, sizeof(*topology));
	ret = load_open_file(topology, fd, error);
	if (fd >= 0)
		close(fd);
	topology->foreign = !ret;
	if (ret)
		name_file(error, path);
	return ret;
}
