// SPDX-License-Identifier: MIT
/* samples.csv as trials had their outcomes. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/columns.h"
#include "run/csv_lines.h"
#include "run/history_internal.h"

/* Columns that are looked at one by one; behind them the figures, the axes */
enum {
	SCHEMA, RUN, TRIAL, ROUND, STATUS, ERROR, DISTURBED, STEADY, GET_HIT,
	FIGURES
};

static const char *const texts[FIGURES] = {
	"schema", "run", "trial", "round", "status", "error", "disturbed",
	"steady", "get_hit",
};

#define OF(member)	offsetof(struct trial_outcome, member)

/*
 * What goes into the outcome as it is: counts, which are 0 where nothing was
 * counted, and figures, which are NAN where they are missing.
 */
static const struct figure {
	const char *name;
	size_t offset;
	enum { COUNT, SIGNED, FIGURE } kind;
} figures[] = {
	{ "window_ns", OF(window_ns), FIGURE },
	{ "buffers", OF(buffers), COUNT },
	{ "ns_per_buffer", OF(ns_per_buffer), FIGURE },
	{ "fallback_allocs", OF(consumer.fallback), COUNT },
	{ "line_transfer_ns", OF(line_transfer_ns), FIGURE },
	{ "starved_share", OF(starved_share), FIGURE },
	{ "put_accepted", OF(producers.buffers), COUNT },
	{ "put_refused", OF(producers.put_full), COUNT },
	{ "put_refused_negative", OF(producers.put_full_negative), COUNT },
	{ "get_hit", OF(consumer.get_hit), COUNT },
	{ "wrong_node", OF(consumer.wrong_node), COUNT },
	{ "leaked", OF(consumer.leaked), COUNT },
	{ "longest_list", OF(consumer.longest), COUNT },
	{ "count_lowest", OF(producers.count_lowest), SIGNED },
	{ "count_highest", OF(producers.count_highest), SIGNED },
	{ "ns_per_message", OF(rpc.ns_per_message), FIGURE },
	{ "cpu_ns_per_message", OF(rpc.cpu_ns_per_message), FIGURE },
	{ "message_cost_ns", OF(rpc.cost_ns), FIGURE },
	{ "pool_ns_per_message", OF(rpc.pool_ns), FIGURE },
	{ "miss_ns_per_message", OF(rpc.misses_ns), FIGURE },
	{ "pool_share", OF(rpc.pool_share), FIGURE },
	{ "break_even_miss_ns", OF(rpc.break_even_miss_ns), FIGURE },
	{ "stamp_ns", OF(stamp_ns), FIGURE },
	{ "puts_stamped", OF(producers.stamped), COUNT },
	{ "gets_stamped", OF(consumer.stamped), COUNT },
	{ "handoffs_stamped", OF(consumer.crossed), COUNT },
	{ "huge_share", OF(huge_share), FIGURE },
	{ "ratio_to_svc_page_pool", OF(ratio), FIGURE },
};

#define AXES_AT		(FIGURES + ARRAY_SIZE(figures))
#define COLUMNS_MAX	(AXES_AT + 48)

/* The file, and where the columns are */
struct source {
	struct csv_lines lines;
	size_t column[COLUMNS_MAX];
	size_t axes;
};

static int open_source(struct source *source, const char *path,
		       struct error *error)
{
	const char *const *axis = csv_axis_names(&source->axes);
	const char *names[COLUMNS_MAX];

	if (AXES_AT + source->axes > COLUMNS_MAX)
		return error_set(error, ENOMEM, "no room for %zu axes",
				 source->axes);
	memcpy(names, texts, sizeof(texts));
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++)
		names[FIGURES + i] = figures[i].name;
	memcpy(names + AXES_AT, axis, source->axes * sizeof(*axis));
	return csv_lines_open(&source->lines, path, names,
			      AXES_AT + source->axes, source->column, error);
}

static const char *text_of(const struct source *source, size_t column)
{
	return source->lines.field[source->column[column]];
}

static int read_number(const struct source *source, size_t column,
		       unsigned int *value, struct error *error)
{
	uint64_t number;
	const int result = csv_lines_count(&source->lines,
					   source->column[column],
					   texts[column], UINT32_MAX, &number,
					   error);

	*value = (unsigned int)number;
	return result;
}

/* One file is one run, and this program writes the schema that it reads. */
static int read_identity(struct history *history, const struct source *source,
			 struct error *error)
{
	const char *run = text_of(source, RUN);
	unsigned int schema;
	const int result = read_number(source, SCHEMA, &schema, error);

	if (result)
		return result;
	if (schema != CSV_SCHEMA)
		return error_set(error, EINVAL,
			"--resume: %s has columns of schema %u, and this program writes schema %d: start a new run",
			source->lines.path, schema, CSV_SCHEMA);
	if (!history->run)
		history->run = strdup(run);
	if (!history->run)
		return error_set(error, ENOMEM, "no memory");
	return strcmp(run, history->run) == 0 ? 0 :
		csv_lines_damaged(&source->lines, error,
				  "run '%.40s' after rows of run %.40s", run,
				  history->run);
}

static int read_status(const struct source *source, enum trial_status *status,
		       struct error *error)
{
	const char *text = text_of(source, STATUS);

	for (int i = 0; i < TRIAL_STATUS_COUNT; i++) {
		if (strcmp(text, trial_status_names[i]) == 0) {
			*status = (enum trial_status)i;
			return 0;
		}
	}
	return csv_lines_damaged(&source->lines, error,
				 "status: '%.40s' is not known", text);
}

/* The names of the bits, joined by plus signs. */
static unsigned int disturbances(const char *text)
{
	unsigned int bits = 0;

	while (*text) {
		const size_t length = strcspn(text, "+");

		for (int i = 0; disturbance_names[i]; i++) {
			if (strlen(disturbance_names[i]) == length &&
			    strncmp(disturbance_names[i], text, length) == 0)
				bits |= 1u << i;
		}
		text += length + (text[length] == '+');
	}
	return bits;
}

static int read_figure(const struct source *source, size_t index,
		       struct trial_outcome *outcome, struct error *error)
{
	const struct figure *wanted = &figures[index];
	const char *text = text_of(source, FIGURES + index);
	char *place = (char *)outcome + wanted->offset, *end;
	double figure = NAN;
	int64_t count = 0;
	bool bad = false;

	errno = 0;
	if (text[0] && wanted->kind == FIGURE)
		figure = strtod(text, &end);
	else if (text[0])
		/* counts of a trial are far below 2^63 */
		count = strtoll(text, &end, 10);
	if (text[0])
		bad = *end || errno || (wanted->kind == FIGURE &&
					!isfinite(figure)) ||
		      (text[0] == '-' && wanted->kind != SIGNED);
	if (bad)
		return csv_lines_damaged(&source->lines, error,
					 "%s: '%.40s' is not a figure",
					 wanted->name, text);
	if (wanted->kind == FIGURE)
		memcpy(place, &figure, sizeof(figure));
	else
		memcpy(place, &count, sizeof(count));
	return 0;
}

static int read_outcome(const struct source *source,
			struct trial_outcome *outcome, struct error *error)
{
	struct tally *puts = &outcome->producers;
	int result = read_status(source, &outcome->status, error);

	for (size_t i = 0; !result && i < ARRAY_SIZE(figures); i++)
		result = read_figure(source, i, outcome, error);
	if (!result && outcome->status == TRIAL_OK &&
	    !(outcome->ns_per_buffer > 0))
		result = csv_lines_damaged(&source->lines, error,
			"status is ok, but there is no ns_per_buffer above 0");
	snprintf(outcome->error, sizeof(outcome->error), "%s",
		 text_of(source, ERROR));
	/* a sum of trials is made of it */
	if (isnan(outcome->starved_share))
		outcome->starved_share = 0;
	outcome->disturbed = disturbances(text_of(source, DISTURBED));
	outcome->unsteady = strcmp(text_of(source, STEADY), "no") == 0;
	outcome->uncounted = !text_of(source, GET_HIT)[0];
	/* the file has what was accepted, and all refusals together */
	puts->buffers += puts->put_full;
	puts->put_full -= puts->put_full_negative;
	return result;
}

/* The axes' fields as csv_point_key() has them; NULL without memory */
static char *make_key(const struct source *source)
{
	char *key = NULL;
	size_t length;
	FILE *memory = open_memstream(&key, &length);

	if (!memory)
		return NULL;
	for (size_t i = 0; i < source->axes; i++) {
		if (i)
			fputc(',', memory);
		csv_print_text(memory, text_of(source, AXES_AT + i));
	}
	if (!fclose(memory))
		return key;
	free(key);
	return NULL;
}

static int add_row(struct history *history, const struct source *source,
		   struct error *error)
{
	struct history_sample sample = { .trial = 0 };
	int result = read_identity(history, source, error);

	if (!result)
		result = read_number(source, TRIAL, &sample.trial, error);
	if (!result)
		result = read_number(source, ROUND, &sample.round, error);
	if (!result)
		result = read_outcome(source, &sample.outcome, error);
	if (result)
		return result;
	if (history->samples == history->room) {
		const size_t room = history->room ? 2 * history->room : 256;
		struct history_sample *more = realloc(history->sample,
						      room * sizeof(*more));

		if (!more)
			return error_set(error, ENOMEM, "no memory");
		history->sample = more;
		history->room = room;
	}
	sample.key = make_key(source);
	if (!sample.key)
		return error_set(error, ENOMEM, "no memory");
	history->sample[history->samples++] = sample;
	return 0;
}

int history_read_samples(struct history *history, const char *path,
			 struct error *error)
{
	struct source source = { .axes = 0 };
	int result = open_source(&source, path, error);

	while (result > 0) {
		result = csv_lines_next(&source.lines, error);
		if (result > 0 && add_row(history, &source, error))
			result = -EINVAL;
	}
	csv_lines_close(&source.lines);
	return result;
}
