// SPDX-License-Identifier: MIT
#include "base/small_file.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *small_file_root = "";

static void strip_end(char *text, size_t length)
{
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	text[length] = '\0';
}

printf_like(3, 0)
static bool read_list(char *text, size_t size, const char *format,
		      va_list args)
{
	char path[PATH_MAX];
	size_t length = 0;
	ssize_t got;
	int fd, used;

	text[0] = '\0';
	used = snprintf(path, sizeof(path), "%s", small_file_root);
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
	strip_end(text, got < 0 ? 0 : length);
	return got >= 0;
}

bool small_file_read(char *text, size_t size, const char *format, ...)
{
	va_list args;
	bool read;

	va_start(args, format);
	read = read_list(text, size, format, args);
	va_end(args);
	return read;
}

FILE *small_file_open(const char *path)
{
	char whole[PATH_MAX];

	snprintf(whole, sizeof(whole), "%s%s", small_file_root, path);
	return fopen(whole, "re");
}

bool small_file_line(char *value, size_t size, const char *key,
		     const char *format, ...)
{
	const size_t length = strlen(key);
	char text[8192];
	va_list args;

	value[0] = '\0';
	va_start(args, format);
	read_list(text, sizeof(text), format, args);
	va_end(args);
	for (char *rest = text, *line; (line = strsep(&rest, "\n"));) {
		size_t at = length;

		if (strncmp(line, key, length) != 0 ||
		    !strchr(" \t:", line[length]))
			continue;
		at += strspn(line + at, " \t");
		at += line[at] == ':';
		at += strspn(line + at, " \t");
		snprintf(value, size, "%s", line + at);
		strip_end(value, strlen(value));
		break;
	}
	return value[0] != '\0';
}

bool text_has_word(const char *list, const char *word, size_t length)
{
	static const char separators[] = " ,\n\t";

	while (*list) {
		const size_t next = strcspn(list, separators);

		if (next == length && strncmp(list, word, length) == 0)
			return true;
		list += next;
		list += strspn(list, separators);
	}
	return false;
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
