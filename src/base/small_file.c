// SPDX-License-Identifier: MIT
#include "base/small_file.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void text_strip_end(char *text, size_t length)
{
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	text[length] = '\0';
}

bool small_file_vread(const char *root, char *text, size_t size,
		      const char *format, va_list args)
{
	char path[PATH_MAX];
	size_t length = 0;
	ssize_t got;
	int fd, used;

	text[0] = '\0';
	used = snprintf(path, sizeof(path), "%s", root);
	if (used < 0 || (size_t)used >= sizeof(path) ||
	    vsnprintf(path + used, sizeof(path) - (size_t)used, format,
		      args) >= (int)(sizeof(path) - (size_t)used))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	do {
		got = read(fd, text + length, size - 1 - length);
		if (got > 0)
			length += (size_t)got;
	} while (got > 0 && length < size - 1);
	close(fd);
	text_strip_end(text, got < 0 ? 0 : length);
	return got >= 0;
}

bool small_file_read(const char *root, char *text, size_t size,
		     const char *format, ...)
{
	va_list args;
	bool read;

	va_start(args, format);
	read = small_file_vread(root, text, size, format, args);
	va_end(args);
	return read;
}

bool cpu_list_next(const char **list, int *first, int *last)
{
	char *end;

	if (!isdigit((unsigned char)**list))
		return false;
	*first = *last = (int)strtol(*list, &end, 10);
	if (*end == '-')
		*last = (int)strtol(end + 1, &end, 10);
	*list = end + (*end == ',');
	return true;
}

bool cpu_list_has(const char *list, int number)
{
	int first, last;

	while (cpu_list_next(&list, &first, &last)) {
		if (number >= first && number <= last)
			return true;
	}
	return false;
}
