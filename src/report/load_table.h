/* SPDX-License-Identifier: MIT */
/* samples.csv as rows with named columns, for load*.c only. */
#pragma once

#include "report/csv_read.h"
#include "report/load.h"

#define LOAD_AXES_MAX	48
#define LOAD_NOT_THERE	SIZE_MAX

enum load_column {
	LOAD_SCHEMA,
	LOAD_RUN,
	LOAD_TRIAL,
	LOAD_ROUND,
	LOAD_STATUS,
	LOAD_ERROR,
	LOAD_WINDOW_NS,
	LOAD_BUFFERS,
	LOAD_NS_PER_BUFFER,
	LOAD_FALLBACK,
	LOAD_LINE_TRANSFER,
	LOAD_MALLOC_PROVIDER,
	/* a file may be without those that follow */
	LOAD_NEEDED,
	LOAD_DISTURBED = LOAD_NEEDED,
	LOAD_STEADY,
	LOAD_STARVED,
	LOAD_COLUMNS,
};

/* More columns that a file may be without, see load_table.c */
#define LOAD_OPTIONAL	22


/**
 * struct load_table - a file being read
 * @csv: its records
 * @fields: how many each has
 * @column: index of a column's field; LOAD_NOT_THERE
 * @optional: the same for more columns
 * @axis: index of the field of each of csv_axis_names(); LOAD_NOT_THERE
 * @axes: how many
 */
struct load_table {
	struct csv_reader csv;
	size_t fields;
	size_t column[LOAD_COLUMNS];
	size_t optional[LOAD_OPTIONAL];
	size_t axis[LOAD_AXES_MAX];
	size_t axes;
};

/**
 * load_table_open() - read the first line
 * @table: filled; its csv is closed by csv_reader_close(), also after an error
 * @path: of the file
 * @error: which columns are missing
 *
 * Return: 0 or a negative errno.
 */
int load_table_open(struct load_table *table, const char *path,
		    struct error *error);

/**
 * load_table_next() - go to the next row
 *
 * Return: as csv_reader_next().
 */
int load_table_next(struct load_table *table, struct error *error);

/**
 * load_table_axis() - the text of an axis in the row that was read last
 * @table: of the row
 * @index: into csv_axis_names()
 *
 * Return: empty for an axis that the file does not have.
 */
const char *load_table_axis(const struct load_table *table, size_t index);

/**
 * load_table_identity() - schema and run of the row
 *
 * Return: 0 or a negative errno.
 */
int load_table_identity(const struct load_table *table, unsigned int *schema,
			const char **run, struct error *error);

/**
 * load_table_sample() - all of the row but its point
 *
 * Return: 0 or a negative errno.
 */
int load_table_sample(const struct load_table *table,
		      struct loaded_sample *sample, struct error *error);
