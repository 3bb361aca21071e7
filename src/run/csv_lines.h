/* SPDX-License-Identifier: MIT */
/* A file of the kernel module's, row by row: numbers and words, no quotes. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

#define CSV_LINES_FIELDS	64

struct csv_lines {
	char path[4200];
	FILE *in;
	unsigned long line;	/* Of the row at hand, from 1 */
	char *text;	/* Of the row at hand, in @size bytes */
	size_t size;
	char *field[CSV_LINES_FIELDS];	/* Until the next row is read */
	size_t n;
	size_t columns;	/* Of the first line */
};

/*
 * @lines: zeroed; closed by csv_lines_close(), also after an error. @column:
 * set to the index of each name's field. Returns 0 where the first line is not
 * whole, else 1.
 */
int csv_lines_open(struct csv_lines *lines, const char *path,
		   const char *const *names, size_t n, size_t *column,
		   struct error *error);

/*
 * Returns 1, or 0 past the last row. A last line that has no newline was torn
 * when its writer died: it is no row, and no error.
 */
int csv_lines_next(struct csv_lines *lines, struct error *error);

/* A field as a whole number, at most @most */
int csv_lines_count(const struct csv_lines *lines, size_t index,
		    const char *name, uint64_t most, uint64_t *count,
		    struct error *error);

/* An error in the row at hand, whose path and line begin the text: -EINVAL */
int csv_lines_damaged(const struct csv_lines *lines, struct error *error,
		      const char *format, ...) printf_like(3, 4);

void csv_lines_close(struct csv_lines *lines);
