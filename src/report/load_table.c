// SPDX-License-Identifier: MIT
#include "report/load_table.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/columns.h"

static const char *const column_names[LOAD_COLUMNS] = {
	"schema", "run", "trial", "round", "status", "error", "window_ns",
	"buffers", "ns_per_buffer", "fallback_allocs", "line_transfer_ns",
	"malloc_provider", "disturbed", "steady",
	"starved_share",
};

#define OF(member)	offsetof(struct trial_outcome, member)

/* Place of the count that every trial has that counted */
#define OPTIONAL_GET_HIT	3

/*
 * What goes into the outcome as it is, or is not there: counts and figures
 * that a summary needs.
 */
static const struct optional {
	const char *name;
	size_t offset;
	enum { OPTIONAL_COUNT, OPTIONAL_SIGNED, OPTIONAL_FIGURE } kind;
} optional[] = {
	{ "put_accepted", OF(producers.buffers), OPTIONAL_COUNT },
	{ "put_refused", OF(producers.put_full), OPTIONAL_COUNT },
	{ "put_refused_negative", OF(producers.put_full_negative),
	  OPTIONAL_COUNT },
	[OPTIONAL_GET_HIT] =
	{ "get_hit", OF(consumer.get_hit), OPTIONAL_COUNT },
	{ "wrong_node", OF(consumer.wrong_node), OPTIONAL_COUNT },
	{ "leaked", OF(consumer.leaked), OPTIONAL_COUNT },
	{ "longest_list", OF(consumer.longest), OPTIONAL_COUNT },
	{ "count_lowest", OF(producers.count_lowest), OPTIONAL_SIGNED },
	{ "count_highest", OF(producers.count_highest), OPTIONAL_SIGNED },
	{ "ns_per_message", OF(rpc.ns_per_message), OPTIONAL_FIGURE },
	{ "cpu_ns_per_message", OF(rpc.cpu_ns_per_message), OPTIONAL_FIGURE },
	{ "message_cost_ns", OF(rpc.cost_ns), OPTIONAL_FIGURE },
	{ "pool_ns_per_message", OF(rpc.pool_ns), OPTIONAL_FIGURE },
	{ "miss_ns_per_message", OF(rpc.miss_ns), OPTIONAL_FIGURE },
	{ "pool_share", OF(rpc.pool_share), OPTIONAL_FIGURE },
	{ "break_even_miss_ns", OF(rpc.break_even_miss_ns), OPTIONAL_FIGURE },
	{ "stamp_ns", OF(stamp_ns), OPTIONAL_FIGURE },
	{ "puts_stamped", OF(producers.stamped), OPTIONAL_COUNT },
	{ "gets_stamped", OF(consumer.stamped), OPTIONAL_COUNT },
	{ "handoffs_stamped", OF(consumer.crossed), OPTIONAL_COUNT },
	{ "huge_share", OF(huge_share), OPTIONAL_FIGURE },
	{ "ratio_to_svc_page_pool", OF(ratio), OPTIONAL_FIGURE },
};

_Static_assert(ARRAY_SIZE(optional) == LOAD_OPTIONAL, "one place for each");

/* Where @name is; where it is absent it is added to @missing, or NULL. */
static size_t find_column(const struct csv_reader *csv, const char *name,
			  char *missing, size_t size)
{
	size_t length;

	for (size_t i = 0; i < csv->n; i++) {
		if (strcmp(csv->field[i], name) == 0)
			return i;
	}
	if (missing) {
		length = strlen(missing);
		snprintf(missing + length, size - length, "%s%s",
			 length ? ", " : "", name);
	}
	return LOAD_NOT_THERE;
}

/* What the columns of schema 2 and before are known by */
static bool is_older(const struct load_table *table)
{
	return find_column(&table->csv, "warmup_ms", NULL, 0) !=
	       LOAD_NOT_THERE;
}

static int read_header(struct load_table *table, struct error *error)
{
	const char *const *axis = csv_axis_names(&table->axes);
	struct csv_reader *csv = &table->csv;
	char missing[512] = "";
	const int result = csv_reader_next(csv, error);

	if (result < 0)
		return result;
	if (!result)
		return error_set(error, EINVAL, "%s has no whole line",
				 csv->path);
	table->fields = csv->n;
	for (int i = 0; i < LOAD_COLUMNS; i++)
		table->column[i] = find_column(csv, column_names[i],
			i < LOAD_NEEDED ? missing : NULL, sizeof(missing));
	for (size_t i = 0; i < LOAD_OPTIONAL; i++)
		table->optional[i] = find_column(csv, optional[i].name, NULL,
						 0);
	for (size_t i = 0; i < table->axes; i++)
		table->axis[i] = find_column(csv, axis[i], missing,
					     sizeof(missing));
	if (!missing[0])
		return 0;
	if (is_older(table))
		return error_set(error, EINVAL,
			"%s is of an older schema, which this program no longer reads: the last commit that does is " CSV_OLD_READER,
			csv->path);
	return error_set(error, EINVAL, "%s lacks columns: %s", csv->path,
			 missing);
}

int load_table_open(struct load_table *table, const char *path,
		    struct error *error)
{
	const int result = csv_reader_open(&table->csv, path, error);

	return result ? result : read_header(table, error);
}

int load_table_next(struct load_table *table, struct error *error)
{
	const int result = csv_reader_next(&table->csv, error);

	if (result > 0 && table->csv.n != table->fields)
		return csv_damaged(&table->csv, error,
				   "%zu fields, where the first line has %zu",
				   table->csv.n, table->fields);
	return result;
}

static const char *field_of(const struct load_table *table,
			    enum load_column column)
{
	return table->csv.field[table->column[column]];
}

static int read_number(const struct load_table *table,
		       enum load_column column, uint64_t high, uint64_t *value,
		       struct error *error)
{
	const char *text = field_of(table, column);
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || *value > high)
		return csv_damaged(&table->csv, error,
				   "%s: '%.40s' is not a whole number of its range",
				   column_names[column], text);
	return 0;
}

static int read_unsigned(const struct load_table *table,
			 enum load_column column, unsigned int *value,
			 struct error *error)
{
	uint64_t number;
	const int result = read_number(table, column, UINT32_MAX, &number,
				       error);

	*value = (unsigned int)number;
	return result;
}

/* A figure; empty where it could not be had, which is NAN here. */
static int read_figure(const struct load_table *table,
		       enum load_column column, double *value,
		       struct error *error)
{
	const char *text = field_of(table, column);
	char *end;

	*value = NAN;
	if (!text[0])
		return 0;
	*value = strtod(text, &end);
	if (*end || !isfinite(*value) || *value < 0)
		return csv_damaged(&table->csv, error,
				   "%s: '%.40s' is not a figure",
				   column_names[column], text);
	return 0;
}

static int read_status(const struct load_table *table,
		       enum trial_status *status, struct error *error)
{
	const char *text = field_of(table, LOAD_STATUS);

	for (int i = 0; i < TRIAL_STATUS_COUNT; i++) {
		if (strcmp(text, trial_status_names[i]) == 0) {
			*status = (enum trial_status)i;
			return 0;
		}
	}
	return csv_damaged(&table->csv, error, "status: '%.40s' is not known",
			   text);
}

/* The names of the bits, joined by plus signs. */
static void read_disturbed(const char *text, struct loaded_sample *sample)
{
	sample->disturbed = text[0];
	while (*text) {
		const size_t length = strcspn(text, "+");

		for (int i = 0; disturbance_names[i]; i++) {
			if (strlen(disturbance_names[i]) == length &&
			    strncmp(disturbance_names[i], text, length) == 0)
				sample->outcome.disturbed |= 1u << i;
		}
		text += length + (text[length] == '+');
	}
}

static const char *optional_text(const struct load_table *table, size_t index)
{
	return table->optional[index] == LOAD_NOT_THERE ? "" :
	       table->csv.field[table->optional[index]];
}

/* Empty is 0 for a count, as where nothing was counted, and NAN for a figure. */
static int read_optional(const struct load_table *table, size_t index,
			 struct trial_outcome *outcome, struct error *error)
{
	const struct optional *wanted = &optional[index];
	char *place = (char *)outcome + wanted->offset, *end;
	const char *text;
	double figure;
	int64_t count;

	text = optional_text(table, index);
	errno = 0;
	if (wanted->kind == OPTIONAL_FIGURE) {
		figure = text[0] ? strtod(text, &end) : NAN;
		memcpy(place, &figure, sizeof(figure));
	} else {
		/* counts of a trial are far below 2^63 */
		count = text[0] ? strtoll(text, &end, 10) : 0;
		memcpy(place, &count, sizeof(count));
	}
	if (text[0] && (*end || errno ||
			(text[0] == '-' && wanted->kind != OPTIONAL_SIGNED)))
		return csv_damaged(&table->csv, error,
				   "%s: '%.40s' is not a figure",
				   wanted->name, text);
	return 0;
}

static int read_optionals(const struct load_table *table,
			  struct trial_outcome *outcome, struct error *error)
{
	struct tally *puts = &outcome->producers;
	int result = 0;

	for (size_t i = 0; !result && i < LOAD_OPTIONAL; i++)
		result = read_optional(table, i, outcome, error);
	outcome->uncounted = !optional_text(table, OPTIONAL_GET_HIT)[0];
	/* the file has what was accepted, and all refusals together */
	puts->buffers += puts->put_full;
	puts->put_full -= puts->put_full_negative;
	return result;
}

static int read_outcome(const struct load_table *table,
			struct loaded_sample *sample, struct error *error)
{
	struct trial_outcome *outcome = &sample->outcome;
	int result = read_status(table, &outcome->status, error);

	if (!result)
		result = read_figure(table, LOAD_WINDOW_NS, &outcome->window_ns,
				     error);
	if (!result)
		result = read_figure(table, LOAD_NS_PER_BUFFER,
				     &outcome->ns_per_buffer, error);
	if (!result)
		result = read_figure(table, LOAD_LINE_TRANSFER,
				     &outcome->line_transfer_ns, error);
	if (!result && field_of(table, LOAD_BUFFERS)[0])
		result = read_number(table, LOAD_BUFFERS, UINT64_MAX,
				     &outcome->buffers, error);
	if (!result && field_of(table, LOAD_FALLBACK)[0])
		result = read_number(table, LOAD_FALLBACK, UINT64_MAX,
				     &outcome->consumer.fallback, error);
	if (!result && outcome->status == TRIAL_OK &&
	    !(outcome->ns_per_buffer > 0))
		result = csv_damaged(&table->csv, error,
				     "status is ok, but there is no ns_per_buffer above 0");
	snprintf(outcome->error, sizeof(outcome->error), "%s",
		 field_of(table, LOAD_ERROR));
	snprintf(sample->malloc_provider, sizeof(sample->malloc_provider),
		 "%s", field_of(table, LOAD_MALLOC_PROVIDER));
	if (table->column[LOAD_DISTURBED] != LOAD_NOT_THERE)
		read_disturbed(field_of(table, LOAD_DISTURBED), sample);
	if (table->column[LOAD_STEADY] != LOAD_NOT_THERE)
		sample->outcome.unsteady =
			strcmp(field_of(table, LOAD_STEADY), "no") == 0;
	if (!result && table->column[LOAD_STARVED] != LOAD_NOT_THERE &&
	    field_of(table, LOAD_STARVED)[0])
		result = read_figure(table, LOAD_STARVED,
				     &outcome->starved_share, error);
	return result ? result : read_optionals(table, outcome, error);
}

const char *load_table_axis(const struct load_table *table, size_t index)
{
	return table->axis[index] == LOAD_NOT_THERE ? "" :
	       table->csv.field[table->axis[index]];
}

int load_table_identity(const struct load_table *table, unsigned int *schema,
			const char **run, struct error *error)
{
	*run = field_of(table, LOAD_RUN);
	return read_unsigned(table, LOAD_SCHEMA, schema, error);
}

int load_table_sample(const struct load_table *table,
		      struct loaded_sample *sample, struct error *error)
{
	int result;

	*sample = (struct loaded_sample){ .trial = 0 };
	result = read_unsigned(table, LOAD_TRIAL, &sample->trial, error);
	if (!result)
		result = read_unsigned(table, LOAD_ROUND, &sample->round,
				       error);
	if (!result)
		result = read_outcome(table, sample, error);
	return result;
}
