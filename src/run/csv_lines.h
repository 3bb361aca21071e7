/* SPDX-License-Identifier: MIT */
/*
 * A file of the run's own, row by row: each is one line, as csv_print_text()
 * leaves no line end in a field.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

/**
 * struct csv_lines - a file being read
 * @path: of the file, for errors
 * @in: the file
 * @line: number of the row at hand, from 1
 * @text: the row
 * @size: room that it has
 * @field: texts of the row at hand, valid until the next one is read
 * @n: how many fields it has
 * @room: for how many there is memory
 * @columns: how many the first line has
 */
struct csv_lines {
	char path[4200];
	FILE *in;
	unsigned long line;
	char *text;
	size_t size;
	char **field;
	size_t n;
	size_t room;
	size_t columns;
};

/**
 * csv_lines_open() - read the first line
 * @lines: zeroed; filled, closed by csv_lines_close(), also after an error
 * @path: of the file
 * @names: of columns
 * @n: how many
 * @column: set to the index of each one's field
 * @error: why not
 *
 * Return: 1, 0 where the first line is not whole, or a negative errno.
 */
int csv_lines_open(struct csv_lines *lines, const char *path,
		   const char *const *names, size_t n, size_t *column,
		   struct error *error);

/**
 * csv_lines_next() - go to the next row
 * @lines: its line, field and n are set
 * @error: what is damaged, with the line
 *
 * A last line that has no newline was torn when its writer died: it is no row,
 * and no error.
 *
 * Return: 1, 0 past the last row, or a negative errno.
 */
int csv_lines_next(struct csv_lines *lines, struct error *error);

/**
 * csv_lines_count() - a field as a whole number
 * @lines: of the row at hand
 * @index: of the field
 * @name: of its column
 * @most: it may be
 * @count: set
 * @error: it is none
 *
 * Return: 0 or -EINVAL.
 */
int csv_lines_count(const struct csv_lines *lines, size_t index,
		    const char *name, uint64_t most, uint64_t *count,
		    struct error *error);

/**
 * csv_lines_damaged() - an error in the row at hand
 * @lines: its path and line begin the text
 * @error: set
 * @format: what is wrong
 *
 * Return: -EINVAL.
 */
int csv_lines_damaged(const struct csv_lines *lines, struct error *error,
		      const char *format, ...) printf_like(3, 4);

/**
 * csv_lines_close() - free what the others allocated
 */
void csv_lines_close(struct csv_lines *lines);
