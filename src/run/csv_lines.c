// SPDX-License-Identifier: MIT
#include "run/csv_lines.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int csv_lines_damaged(const struct csv_lines *lines, struct error *error,
		      const char *format, ...)
{
	char what[160];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	return error_set(error, EINVAL, "%s: line %lu: %s", lines->path,
			 lines->line, what);
}

int csv_lines_next(struct csv_lines *lines, struct error *error)
{
	const ssize_t length = getline(&lines->text, &lines->size, lines->in);
	char *rest, *field;

	lines->line++;
	if (length <= 0 && ferror(lines->in))
		return error_set(error, errno, "cannot read %s: %s",
				 lines->path, strerror(errno));
	if (length <= 0 || lines->text[length - 1] != '\n')
		return 0;
	lines->text[length - 1] = '\0';
	rest = lines->text;
	for (lines->n = 0; (field = strsep(&rest, ",")); lines->n++) {
		if (lines->n < CSV_LINES_FIELDS)
			lines->field[lines->n] = field;
	}
	if (lines->n > CSV_LINES_FIELDS ||
	    (lines->columns && lines->n != lines->columns))
		return csv_lines_damaged(lines, error,
			"%zu fields: as many as in the first line, and %d at most, would be right",
			lines->n, CSV_LINES_FIELDS);
	return 1;
}

int csv_lines_open(struct csv_lines *lines, const char *path,
		   const char *const *names, size_t n, size_t *column,
		   struct error *error)
{
	int result;

	snprintf(lines->path, sizeof(lines->path), "%s", path);
	lines->in = fopen(path, "re");
	if (!lines->in)
		return error_set(error, errno, "cannot read %s: %s", path,
				 strerror(errno));
	result = csv_lines_next(lines, error);
	if (result <= 0)
		return result;
	lines->columns = lines->n;
	for (size_t i = 0; i < n; i++) {
		column[i] = 0;
		while (column[i] < lines->n &&
		       strcmp(lines->field[column[i]], names[i]) != 0)
			column[i]++;
		if (column[i] == lines->n)
			return error_set(error, EINVAL, "%s lacks column %s",
					 path, names[i]);
	}
	return 1;
}

int csv_lines_count(const struct csv_lines *lines, size_t index,
		    const char *name, uint64_t most, uint64_t *count,
		    struct error *error)
{
	const char *text = lines->field[index];
	char *end;

	errno = 0;
	*count = strtoull(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && !*end && !errno &&
	    *count <= most)
		return 0;
	return csv_lines_damaged(lines, error,
				 "%s: '%.40s' is not a whole number of its range",
				 name, text);
}

void csv_lines_close(struct csv_lines *lines)
{
	if (lines->in)
		fclose(lines->in);
	free(lines->text);
	*lines = (struct csv_lines){ .line = 0 };
}
