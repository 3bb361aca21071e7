// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/columns.h"
#include "report/load_internal.h"
#include "report/load_table.h"

/* The axes' fields as csv_point_key() has them; to be freed. */
static char *make_key(const struct load_table *table)
{
	char *key = NULL;
	size_t length;
	FILE *memory = open_memstream(&key, &length);

	if (!memory)
		return NULL;
	for (size_t i = 0; i < table->axes; i++) {
		if (i)
			fputc(',', memory);
		csv_print_text(memory, load_table_axis(table, i));
	}
	if (!fclose(memory))
		return key;
	free(key);
	return NULL;
}

/* Pointers and the texts that they point to, in one piece of memory. */
static const char **copy_axes(const struct load_table *table)
{
	size_t size = 1 + table->axes * sizeof(char *);
	const char **axis;
	char *text;

	for (size_t i = 0; i < table->axes; i++)
		size += strlen(load_table_axis(table, i)) + 1;
	axis = malloc(size);
	if (!axis)
		return NULL;
	text = (char *)(axis + table->axes);
	for (size_t i = 0; i < table->axes; i++) {
		axis[i] = text;
		text = stpcpy(text, load_table_axis(table, i)) + 1;
	}
	return axis;
}

/* Return: index of the row's point, LOAD_NOT_THERE without memory */
static size_t find_point(struct loaded *loaded, const struct load_table *table)
{
	const size_t n = loaded->points;
	char *key = make_key(table);
	struct loaded_point *point;
	const char **axis;

	for (size_t i = 0; key && i < n; i++) {
		if (strcmp(loaded->point[i].key, key) == 0) {
			free(key);
			return i;
		}
	}
	axis = copy_axes(table);
	point = realloc(loaded->point, (n + 1) * sizeof(*point));
	if (point)
		loaded->point = point;
	if (!key || !axis || !point) {
		free(axis);
		free(key);
		return LOAD_NOT_THERE;
	}
	point[n] = (struct loaded_point){ .key = key, .axis = axis };
	loaded->points++;
	return n;
}

/* One file is one run: rounds of several would be taken for pairs. */
static int read_identity(struct loaded *loaded,
			 const struct load_table *table, struct error *error)
{
	const char *run;
	unsigned int schema;
	const int result = load_table_identity(table, &schema, &run, error);

	if (result)
		return result;
	if (!loaded->run) {
		loaded->schema = schema;
		loaded->run = strdup(run);
		return loaded->run ? 0 :
			error_set(error, ENOMEM, "no memory to read %s",
				  table->csv.path);
	}
	if (schema != loaded->schema)
		return csv_damaged(&table->csv, error,
				   "schema %u after rows of schema %u",
				   schema, loaded->schema);
	if (strcmp(run, loaded->run) != 0)
		return csv_damaged(&table->csv, error,
				   "run '%.40s' after rows of run %.40s",
				   run, loaded->run);
	return 0;
}

static bool make_room(struct loaded *loaded)
{
	const size_t room = loaded->room ? 2 * loaded->room : 256;
	struct loaded_sample *sample;

	if (loaded->samples < loaded->room)
		return true;
	sample = realloc(loaded->sample, room * sizeof(*sample));
	if (!sample)
		return false;
	loaded->sample = sample;
	loaded->room = room;
	return true;
}

static int read_row(struct loaded *loaded, const struct load_table *table,
		    struct error *error)
{
	struct loaded_sample sample;
	int result = read_identity(loaded, table, error);

	if (!result)
		result = load_table_sample(table, &sample, error);
	if (result)
		return result;
	sample.point = find_point(loaded, table);
	if (sample.point == LOAD_NOT_THERE || !make_room(loaded))
		return error_set(error, ENOMEM, "no memory to read %s",
				 table->csv.path);
	sample.key = loaded->point[sample.point].key;
	loaded->sample[loaded->samples++] = sample;
	return 0;
}

int loaded_read_samples(struct loaded *loaded, const char *path,
			struct error *error)
{
	struct load_table table = { .axes = 0 };
	int result = load_table_open(&table, path, error);

	while (!result) {
		result = load_table_next(&table, error);
		if (result <= 0)
			break;
		result = read_row(loaded, &table, error);
	}
	csv_reader_close(&table.csv);
	return result;
}
