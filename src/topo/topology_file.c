// SPDX-License-Identifier: MIT
#include "topo/topology.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "topo/topology_child.h"
#include "topo/topology_xml.h"

/* A machine of 1000 CPUs with all its devices takes 2 MB. */
#define MAX_FILE_BYTES	(64 << 20)
/* Of a long path the end is shown, and the reason after it always fits. */
#define SHOWN_PATH	100

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

static int check_file(const struct stat *file, struct error *error)
{
	if (S_ISDIR(file->st_mode))
		return error_set(error, EINVAL, "is a directory");
	if (!S_ISREG(file->st_mode))
		return error_set(error, EINVAL, "is not a regular file");
	if (file->st_size > MAX_FILE_BYTES)
		return error_set(error, EINVAL,
			"too large: %lld bytes, at most %d",
			(long long)file->st_size, MAX_FILE_BYTES);
	return 0;
}

/* Reads at most @capacity bytes: the file may grow meanwhile. */
static ssize_t read_text(int fd, char *text, size_t capacity,
			 struct error *error)
{
	size_t length = 0;

	while (length < capacity) {
		ssize_t got = read(fd, text + length, capacity - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(error, errno, "cannot be read: %s",
					 strerror(errno));
		if (!got)
			break;
		length += (size_t)got;
	}
	text[length] = '\0';
	return (ssize_t)length;
}

static int load_open_file(struct topology *topology, int fd,
			  struct error *error)
{
	struct stat file;
	ssize_t length;
	char *text;
	int ret;

	if (fstat(fd, &file))
		return error_set(error, errno, "%s", strerror(errno));
	ret = check_file(&file, error);
	if (ret)
		return ret;
	text = malloc((size_t)file.st_size + 1);
	if (!text)
		return error_set(error, ENOMEM, "no memory for %lld bytes",
				 (long long)file.st_size);
	length = read_text(fd, text, (size_t)file.st_size, error);
	ret = length < 0 ? (int)length :
	      topology_xml_check(text, (size_t)length, error);
	if (!ret)
		ret = topology_parse_in_child(topology, text, (size_t)length,
					      error);
	free(text);
	return ret;
}

int topology_load_file(struct topology *topology, const char *path,
		       struct error *error)
{
	/* Opening a FIFO must not wait for its writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int ret;

	memset(topology, 0, sizeof(*topology));
	if (fd < 0) {
		ret = error_set(error, errno, "cannot be opened: %s",
				strerror(errno));
	} else {
		ret = load_open_file(topology, fd, error);
		close(fd);
	}
	topology->foreign = !ret;
	if (ret)
		name_file(error, path);
	return ret;
}
