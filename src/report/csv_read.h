/* SPDX-License-Identifier: MIT */
/* A CSV file, record by record, by RFC 4180. */
#pragma once

#include <stddef.h>

#include "base/error.h"

/* The byte-order mark of UTF-8, which is passed over */
#define CSV_MARK	"\xef\xbb\xbf"

/**
 * struct csv_reader - a file being read
 * @path: of the file, for errors
 * @text: the file
 * @size: of @text
 * @at: where the next record begins; after the last one, the length of the
 *	file without a torn last line
 * @line: of the record at hand, from 1
 * @next_line: of the next record
 * @field: texts of the record at hand, valid until csv_reader_close()
 * @n: how many fields it has
 * @room: for how many there is memory
 */
struct csv_reader {
	const char *path;
	char *text;
	size_t size;
	size_t at;
	unsigned long line;
	unsigned long next_line;
	char **field;
	size_t n;
	size_t room;
};

/**
 * csv_reader_open() - read a file
 * @reader: filled; closed by csv_reader_close(), also after an error
 * @path: valid as long as @reader is
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int csv_reader_open(struct csv_reader *reader, const char *path,
		    struct error *error);

/**
 * csv_reader_next() - go to the next record
 * @reader: its @line, @field and @n are set
 * @error: what is damaged, with the line
 *
 * A last line that has no newline was torn when its writer died: it is not a
 * record, and not an error.
 *
 * Return: 1, 0 past the last record, -EINVAL for a damaged line, -ENOMEM.
 */
int csv_reader_next(struct csv_reader *reader, struct error *error);

/**
 * csv_reader_close() - free what the others allocated
 */
void csv_reader_close(struct csv_reader *reader);

/**
 * csv_damaged() - an error in the record at hand
 * @reader: its path and line begin the text
 * @error: set
 * @format: what is wrong
 *
 * Return: -EINVAL.
 */
int csv_damaged(const struct csv_reader *reader, struct error *error,
		const char *format, ...) printf_like(3, 4);
