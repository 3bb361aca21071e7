// SPDX-License-Identifier: MIT
#include "report/csv_read.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int csv_damaged(const struct csv_reader *reader, struct error *error,
		const char *format, ...)
{
	char what[160];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	return error_set(error, EINVAL, "%s: line %lu: %s", reader->path,
			 reader->line, what);
}

static int read_whole(struct csv_reader *reader, FILE *in)
{
	size_t room = 0;

	do {
		char *text;

		room = room ? 2 * room : 1 << 16;
		text = realloc(reader->text, room);
		if (!text)
			return -ENOMEM;
		reader->text = text;
		reader->size += fread(text + reader->size, 1,
				      room - reader->size, in);
	} while (reader->size == room);
	return ferror(in) ? -errno : 0;
}

/* Programs that edit tables save them in their own ways. */
static int check_first_line(struct csv_reader *reader, struct error *error)
{
	const char *line = reader->text, *end;
	size_t length;

	if (reader->size >= strlen(CSV_MARK) &&
	    memcmp(line, CSV_MARK, strlen(CSV_MARK)) == 0)
		reader->at = strlen(CSV_MARK);
	end = memchr(line, '\n', reader->size);
	length = end ? (size_t)(end - line) : 0;
	if (memchr(line, ',', length) || !memchr(line, ';', length))
		return 0;
	return error_set(error, EINVAL,
		"%s has semicolons between its fields: it was saved by a program that writes decimal commas; the file as bench wrote it is needed",
		reader->path);
}

int csv_reader_open(struct csv_reader *reader, const char *path,
		    struct error *error)
{
	FILE *in = fopen(path, "re");
	int result;

	*reader = (struct csv_reader){ .path = path, .next_line = 1 };
	if (!in)
		return error_set(error, errno, "cannot read %s: %s", path,
				 strerror(errno));
	result = read_whole(reader, in);
	fclose(in);
	if (result)
		return error_set(error, -result, "cannot read %s: %s", path,
				 strerror(-result));
	return check_first_line(reader, error);
}

void csv_reader_close(struct csv_reader *reader)
{
	free(reader->text);
	free(reader->field);
	*reader = (struct csv_reader){ .path = NULL };
}

static int add_field(struct csv_reader *reader, char *text,
		     struct error *error)
{
	if (reader->n == reader->room) {
		const size_t room = reader->room ? 2 * reader->room : 64;
		char **field = realloc(reader->field, room * sizeof(*field));

		if (!field)
			return error_set(error, ENOMEM, "no memory to read %s",
					 reader->path);
		reader->field = field;
		reader->room = room;
	}
	reader->field[reader->n++] = text;
	return 0;
}

/*
 * The end of a field that begins with a quote. Its text is moved down over
 * the quotes and ended with a NUL.
 *
 * Return: the delimiter after it, NULL with @error set.
 */
static char *read_quoted(struct csv_reader *reader, char *from, char *end,
			 struct error *error)
{
	char *to = from++;

	for (; from < end && *from; from++) {
		if (*from == '\n')
			reader->next_line++;
		if (*from != '"') {
			*to++ = *from;
			continue;
		}
		if (from + 1 == end || from[1] != '"') {
			*to = '\0';
			return from + 1;
		}
		*to++ = *from++;
	}
	csv_damaged(reader, error, from < end ? "a NUL byte" :
		    "a quote that is never closed");
	return NULL;
}

static char *read_plain(struct csv_reader *reader, char *from, char *end,
			struct error *error)
{
	for (; from < end && *from != ',' && *from != '\n'; from++) {
		if (*from == '\r' && from + 1 < end && from[1] == '\n')
			return from;
		if (*from && *from != '"')
			continue;
		csv_damaged(reader, error, *from ?
			    "a quote in a field that does not begin with one" :
			    "a NUL byte");
		return NULL;
	}
	return from;
}

/* Return: the delimiter after the field, 0 where the file ends, or an error */
static int read_field(struct csv_reader *reader, char **at, char *end,
		      struct error *error)
{
	char *from = *at;
	char *stop = from < end && *from == '"' ?
		     read_quoted(reader, from, end, error) :
		     read_plain(reader, from, end, error);
	char *after = stop;
	int delimiter;

	if (!stop)
		return -EINVAL;
	if (after + 1 < end && after[0] == '\r' && after[1] == '\n')
		after++;
	if (after == end)
		return 0;
	delimiter = *after;
	if (delimiter != ',' && delimiter != '\n')
		return csv_damaged(reader, error, "text after a closing quote");
	*stop = '\0';
	*at = after + 1;
	return add_field(reader, from, error) ? -ENOMEM : delimiter;
}

int csv_reader_next(struct csv_reader *reader, struct error *error)
{
	char *at = reader->text + reader->at;
	char *end = reader->text + reader->size;
	int delimiter;

	if (!memchr(at, '\n', (size_t)(end - at)))
		return 0;
	reader->line = reader->next_line;
	reader->n = 0;
	do {
		delimiter = read_field(reader, &at, end, error);
	} while (delimiter == ',');
	if (delimiter != '\n')
		return delimiter;
	reader->next_line++;
	reader->at = (size_t)(at - reader->text);
	return 1;
}
