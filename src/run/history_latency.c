// SPDX-License-Identifier: MIT
#include "run/history_latency.h"

#include <errno.h>
#include <string.h>

static const char *const column_names[HISTORY_LATENCY_COLUMNS] = {
	"trial", "pool", "operation", "low_ns", "count"
};

int history_latency_open(struct history_latency *latency, const char *path,
			 struct error *error)
{
	int result = csv_lines_open(&latency->lines, path, column_names,
				    HISTORY_LATENCY_COLUMNS, latency->column,
				    error);

	if (result > 0)
		result = csv_lines_next(&latency->lines, error);
	latency->more = result > 0;
	return result < 0 ? result : 0;
}

static const char *field_of(const struct history_latency *latency,
			    enum history_latency_column column)
{
	return latency->lines.field[latency->column[column]];
}

static int read_number(const struct history_latency *latency,
		       enum history_latency_column column, uint64_t *value,
		       struct error *error)
{
	return csv_lines_count(&latency->lines, latency->column[column],
			       column_names[column], UINT64_MAX, value, error);
}

/* A row is a bucket, or says that there is none. */
static int read_bucket(const struct history_latency *latency,
		       struct latency_histograms *histograms,
		       struct error *error)
{
	const char *name = field_of(latency, HISTORY_LATENCY_OPERATION);
	uint64_t low, count;
	int operation = 0, result;

	while (operation < LATENCY_OPERATIONS &&
	       strcmp(name, latency_operation_names[operation]) != 0)
		operation++;
	if (operation == LATENCY_OPERATIONS)
		return csv_lines_damaged(&latency->lines, error,
					 "operation: '%.40s' is not known",
					 name);
	if (!field_of(latency, HISTORY_LATENCY_LOW)[0])
		return 0;
	result = read_number(latency, HISTORY_LATENCY_LOW, &low, error);
	if (!result)
		result = read_number(latency, HISTORY_LATENCY_COUNT, &count,
				     error);
	if (!result)
		histograms->of[operation].count[histogram_bucket(low)] += count;
	return result;
}

int history_latency_trial(struct history_latency *latency, unsigned int trial,
			  const char *pool,
			  struct latency_histograms *histograms,
			  struct error *error)
{
	bool found = false;
	int result = 0;

	memset(histograms, 0, sizeof(*histograms));
	while (latency->more) {
		uint64_t number;

		result = read_number(latency, HISTORY_LATENCY_TRIAL, &number,
				     error);
		if (!result && number == trial &&
		    strcmp(field_of(latency, HISTORY_LATENCY_POOL), pool) != 0) {
			if (found)
				break;
		} else if (!result && number > trial) {
			break;
		} else if (!result && number == trial) {
			found = true;
			result = read_bucket(latency, histograms, error);
		}
		if (!result)
			result = csv_lines_next(&latency->lines, error);
		if (result < 0)
			return result;
		latency->more = result > 0;
	}
	return found ? 0 : error_set(error, EINVAL,
		"%s has nothing of %s in trial %u, which samples.csv has",
		latency->lines.path, pool, trial);
}
