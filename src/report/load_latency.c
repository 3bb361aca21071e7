// SPDX-License-Identifier: MIT
#include "report/load_latency.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const column_names[LOAD_LATENCY_COLUMNS] = {
	"trial", "pool", "operation", "low_ns", "count"
};

int load_latency_open(struct load_latency *latency, const char *path,
		      struct error *error)
{
	struct csv_reader *csv = &latency->csv;
	int result;

	snprintf(latency->path, sizeof(latency->path), "%s", path);
	result = csv_reader_open(csv, latency->path, error);
	if (!result)
		result = csv_reader_next(csv, error);
	if (result <= 0)
		return result ? result :
			error_set(error, EINVAL, "%s has no whole line", path);
	latency->fields = csv->n;
	for (int i = 0; i < LOAD_LATENCY_COLUMNS; i++) {
		size_t at = 0;

		while (at < csv->n &&
		       strcmp(csv->field[at], column_names[i]) != 0)
			at++;
		if (at == csv->n)
			return error_set(error, EINVAL, "%s lacks column %s",
					 path, column_names[i]);
		latency->column[i] = at;
	}
	result = csv_reader_next(csv, error);
	latency->more = result > 0;
	return result < 0 ? result : 0;
}

static const char *field_of(const struct load_latency *latency,
			    enum load_latency_column column)
{
	return latency->csv.field[latency->column[column]];
}

/* A whole number; the record is damaged where it is none. */
static int read_number(const struct load_latency *latency,
		       enum load_latency_column column, uint64_t *value,
		       struct error *error)
{
	const char *text = field_of(latency, column);
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && !*end && !errno)
		return 0;
	return csv_damaged(&latency->csv, error,
			   "%s: '%.40s' is not a whole number",
			   column_names[column], text);
}

/* A row is a bucket, or says that there is none. */
static int read_bucket(const struct load_latency *latency,
		       struct latency_histograms *histograms,
		       struct error *error)
{
	const char *name = field_of(latency, LOAD_LATENCY_OPERATION);
	uint64_t low, count;
	int operation = 0, result;

	while (operation < LATENCY_OPERATIONS &&
	       strcmp(name, latency_operation_names[operation]) != 0)
		operation++;
	if (operation == LATENCY_OPERATIONS)
		return csv_damaged(&latency->csv, error,
				   "operation: '%.40s' is not known", name);
	if (!field_of(latency, LOAD_LATENCY_LOW)[0])
		return 0;
	result = read_number(latency, LOAD_LATENCY_LOW, &low, error);
	if (!result)
		result = read_number(latency, LOAD_LATENCY_COUNT, &count,
				     error);
	if (!result)
		histograms->of[operation].count[histogram_bucket(low)] += count;
	return result;
}

int load_latency_trial(struct load_latency *latency, unsigned int trial,
		       const char *pool, struct latency_histograms *histograms,
		       struct error *error)
{
	bool found = false;
	int result = 0;

	memset(histograms, 0, sizeof(*histograms));
	while (latency->more) {
		uint64_t number;

		if (latency->csv.n != latency->fields)
			return csv_damaged(&latency->csv, error,
				"%zu fields, where the first line has %zu",
				latency->csv.n, latency->fields);
		result = read_number(latency, LOAD_LATENCY_TRIAL, &number,
				     error);
		if (!result && number == trial &&
		    strcmp(field_of(latency, LOAD_LATENCY_POOL), pool) != 0) {
			if (found)
				break;
		} else if (!result && number > trial) {
			break;
		} else if (!result && number == trial) {
			found = true;
			result = read_bucket(latency, histograms, error);
		}
		if (!result)
			result = csv_reader_next(&latency->csv, error);
		if (result < 0)
			return result;
		latency->more = result > 0;
	}
	return found ? 0 : error_set(error, EINVAL,
		"%s has nothing of %s in trial %u, which samples.csv has",
		latency->path, pool, trial);
}

void load_latency_close(struct load_latency *latency)
{
	csv_reader_close(&latency->csv);
}
