/* SPDX-License-Identifier: MIT */
/* A made-up machine: a folder with the files of /proc and /sys. */
#pragma once

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static inline void make_root(void)
{
	snprintf(root, sizeof(root), "/tmp/made_up.XXXXXX");
	assert_non_null(mkdtemp(root));
}

static inline void put(const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s", root, name);
	for (char *at = path + strlen(root) + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		mkdir(path, 0777);
		*at = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline int remove_one(const char *path, const struct stat *status,
			     int type, struct FTW *ftw)
{
	return remove(path);
}

static inline int remove_root(void)
{
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
