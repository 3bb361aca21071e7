// SPDX-License-Identifier: MIT
#include "base/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int durable_folder(const char *folder, struct error *error)
{
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = 0;

	/* EINVAL: this filesystem does not sync folders */
	if (fd < 0 || (fsync(fd) && errno != EINVAL))
		result = error_set(error, errno, "cannot sync folder %s: %m",
				   folder);
	if (fd >= 0)
		close(fd);
	return result;
}

int durable_make_folder(const char *folder, struct error *error)
{
	char path[4096], parent[4096] = ".";
	int result = 0;

	if (!*folder || strlen(folder) >= sizeof(path) - 64)
		return error_set(error, ENAMETOOLONG,
				 "output folder: the path is empty or too long");
	snprintf(path, sizeof(path), "%s", folder);
	if (*path == '/')
		snprintf(parent, sizeof(parent), "/");
	for (char *slash = path + 1; !result; slash++) {
		const char kept = *slash;

		if (kept && kept != '/')
			continue;
		*slash = '\0';
		if (!mkdir(path, 0777))
			result = durable_folder(parent, error);
		else if (errno != EEXIST)
			result = error_set(error, errno,
				"cannot make output folder %s: %m", path);
		if (!kept)
			break;
		snprintf(parent, sizeof(parent), "%s", path);
		*slash = kept;
	}
	return result;
}

int durable_write(int fd, const char *text, size_t length)
{
	while (length) {
		const ssize_t written = write(fd, text, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return written < 0 ? -errno : -EIO;
		text += written;
		length -= (size_t)written;
	}
	return 0;
}

static int write_file(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
			    O_CLOEXEC, 0666);
	int result;

	if (fd < 0)
		return -errno;
	result = durable_write(fd, text, strlen(text));
	/* A full disk may be noticed only now. */
	if (!result && fsync(fd))
		result = -errno;
	if (close(fd) && !result)
		result = -errno;
	return result;
}

int durable_replace(const char *path, const char *text, struct error *error)
{
	const char *slash = strrchr(path, '/');
	char *fresh = NULL, *folder = NULL;
	int result = -ENOMEM;

	if (asprintf(&fresh, "%s.%ld.tmp", path, (long)getpid()) < 0)
		fresh = NULL;
	folder = slash ? strndup(path, (size_t)(slash - path) + 1) :
			 strdup(".");
	if (fresh && folder)
		result = write_file(fresh, text);
	if (!result && rename(fresh, path))
		result = -errno;
	if (result) {
		if (fresh)
			unlink(fresh);
		error_set(error, -result, "cannot write %s: %s", path,
			  error_reason(-result));
	} else {
		result = durable_folder(folder, error);
	}
	free(fresh);
	free(folder);
	return result;
}
