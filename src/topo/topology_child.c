// SPDX-License-Identifier: MIT
#include "topo/topology_child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/child.h"
#include "topo/topology_hwloc.h"

/* The largest file of the tests takes 30 ms. */
#define TIME_LIMIT_SECONDS	10
/* Damaged numbers become bitmaps of gigabytes. */
#define MEMORY_LIMIT_BYTES	((rlim_t)1 << 30)
/* Larger than any machine; bounds what the parent allocates. */
#define MAX_CPUS		(1 << 17)

/* What the child sends; on success CPUs, nodes and distances follow. */
struct reply {
	int status;
	struct error error;
	int nr_cpus;
	int nr_nodes;
	int nr_kinds;
	uint64_t cache_bytes;
	bool distances;
};

static bool send_all(int fd, const void *data, size_t bytes)
{
	while (bytes > 0) {
		ssize_t sent = write(fd, data, bytes);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		data = (const char *)data + sent;
		bytes -= (size_t)sent;
	}
	return true;
}

static bool receive_all(int fd, void *data, size_t bytes)
{
	while (bytes > 0) {
		ssize_t got = read(fd, data, bytes);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		data = (char *)data + got;
		bytes -= (size_t)got;
	}
	return true;
}

/* Above what is mapped already, which under a sanitizer is terabytes. */
static void limit_memory(void)
{
	unsigned long pages = 0;
	struct rlimit limit;
	FILE *file = fopen("/proc/self/statm", "re");

	if (!file)
		return;
	if (fscanf(file, "%lu", &pages) == 1) {
		limit.rlim_max = (rlim_t)pages *
				 (rlim_t)sysconf(_SC_PAGESIZE) +
				 MEMORY_LIMIT_BYTES;
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_AS, &limit);
	}
	fclose(file);
}

/* A crash must be silent, quick and without a core file. */
static void confine_child(void)
{
	static const int fatal[] = {
		SIGALRM, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL,
	};
	const struct rlimit no_core = { 0, 0 };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	sigset_t none;

	for (size_t i = 0; i < ARRAY_SIZE(fatal); i++)
		signal(fatal[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	alarm(TIME_LIMIT_SECONDS);
	if (null >= 0)
		dup2(null, STDERR_FILENO);
	setrlimit(RLIMIT_CORE, &no_core);
	limit_memory();
	/* HWLOC_ variables would change what the file means. */
	clearenv();
}

static int parse(struct topology *topology, const char *xml, size_t length,
		 struct error *error)
{
	hwloc_topology_t hwloc;
	int ret = topology_hwloc_init(&hwloc, error);

	if (ret)
		return ret;
	if (length >= INT_MAX ||
	    hwloc_topology_set_xmlbuffer(hwloc, xml, (int)length + 1) ||
	    hwloc_topology_load(hwloc))
		return error_set(error, EINVAL, "damaged: hwloc refuses it");
	return topology_convert(topology, hwloc, error);
}

static _Noreturn void child(int fd, const char *xml, size_t length)
{
	struct topology topology = { 0 };
	struct reply reply = { 0 };
	bool sent;

	confine_child();
	reply.status = parse(&topology, xml, length, &reply.error);
	reply.nr_cpus = topology.nr_cpus;
	reply.nr_nodes = topology.nr_nodes;
	reply.nr_kinds = topology.nr_kinds;
	reply.cache_bytes = topology.cache_bytes;
	reply.distances = topology.distances;
	sent = send_all(fd, &reply, sizeof(reply));
	if (sent && !reply.status) {
		size_t cpus = (size_t)topology.nr_cpus;
		size_t nodes = (size_t)topology.nr_nodes;

		sent = send_all(fd, topology.cpus,
				cpus * sizeof(*topology.cpus)) &&
		       send_all(fd, topology.nodes,
				nodes * sizeof(*topology.nodes)) &&
		       (!topology.distances ||
			send_all(fd, topology.distances, nodes * nodes *
				 sizeof(*topology.distances)));
	}
	/* No handlers, no leak check: this is still the parent's program. */
	_exit(sent ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* What the rest of the project relies on without looking again. */
static bool is_sane(const struct topology *topology)
{
	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

		if (cpu->cpu < 0 || cpu->kind < 0 ||
		    cpu->kind >= topology->nr_kinds || cpu->own < -1 ||
		    cpu->own >= topology->nr_nodes ||
		    cpu->llc >= topology->nr_cpus)
			return false;
		for (int j = topology->nr_nodes; j < TOPOLOGY_MAX_NODES; j++) {
			if (node_set_has(&cpu->nodes, j))
				return false;
		}
	}
	return true;
}

static int receive_arrays(int fd, struct topology *topology, bool distances,
			  struct error *error)
{
	size_t cpus = (size_t)topology->nr_cpus;
	size_t nodes = (size_t)topology->nr_nodes;

	topology->cpus = calloc(cpus, sizeof(*topology->cpus));
	topology->nodes = calloc(nodes, sizeof(*topology->nodes));
	if (distances)
		topology->distances = calloc(nodes * nodes,
					     sizeof(*topology->distances));
	if (!topology->cpus || !topology->nodes ||
	    (distances && !topology->distances))
		return error_set(error, ENOMEM, "no memory for %zu CPUs", cpus);
	if (!receive_all(fd, topology->cpus, cpus * sizeof(*topology->cpus)) ||
	    !receive_all(fd, topology->nodes,
			 nodes * sizeof(*topology->nodes)) ||
	    (distances &&
	     !receive_all(fd, topology->distances,
			  nodes * nodes * sizeof(*topology->distances))))
		return -EPIPE;
	if (!is_sane(topology))
		return error_set(error, EINVAL, "damaged: its parts disagree");
	return 0;
}

/*
 * Return: 0, -EINVAL with the child's own reason, -EPIPE where the child did
 * not live to answer, -ENOMEM.
 */
static int receive(int fd, struct topology *topology, struct error *error)
{
	struct reply reply;

	if (!receive_all(fd, &reply, sizeof(reply)))
		return -EPIPE;
	reply.error.text[sizeof(reply.error.text) - 1] = '\0';
	if (reply.status)
		return error_set(error, EINVAL, "%s", reply.error.text);
	if (reply.nr_cpus < 1 || reply.nr_cpus > MAX_CPUS ||
	    reply.nr_nodes < 1 || reply.nr_nodes > TOPOLOGY_MAX_NODES ||
	    reply.nr_kinds < 1 || reply.nr_kinds > MAX_CPUS)
		return error_set(error, EINVAL,
				 "damaged: it has %d CPUs and %d NUMA nodes",
				 reply.nr_cpus, reply.nr_nodes);
	topology->nr_cpus = reply.nr_cpus;
	topology->nr_nodes = reply.nr_nodes;
	topology->nr_kinds = reply.nr_kinds;
	topology->cache_bytes = reply.cache_bytes;
	return receive_arrays(fd, topology, reply.distances, error);
}

static int explain_death(int status, struct error *error)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return error_set(error, EINVAL,
			"damaged: hwloc did not finish reading it within %d s",
			TIME_LIMIT_SECONDS);
	if (WIFSIGNALED(status))
		return error_set(error, EINVAL,
				 "damaged: hwloc crashed on it (%s)",
				 strsignal(WTERMSIG(status)));
	return error_set(error, EINVAL, "damaged: hwloc gave up on it");
}

int topology_parse_in_child(struct topology *topology, const char *xml,
			    size_t length, struct error *error)
{
	struct error lost = { "" };
	int fds[2], status = 0, ret;
	pid_t pid;

	memset(topology, 0, sizeof(*topology));
	if (pipe2(fds, O_CLOEXEC))
		return error_set(error, errno, "no pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0) {
		ret = error_set(error, errno, "no child process: %s",
				strerror(errno));
		close(fds[0]);
		close(fds[1]);
		return ret;
	}
	if (pid == 0) {
		close(fds[0]);
		child(fds[1], xml, length);
	}
	close(fds[1]);
	ret = receive(fds[0], topology, error);
	close(fds[0]);
	if (child_wait(pid, &status, &lost) && ret == -EPIPE)
		ret = error_set(error, ECHILD, "hwloc: %s", lost.text);
	else if (ret == -EPIPE)
		ret = explain_death(status, error);
	if (ret)
		topology_free(topology);
	return ret;
}
