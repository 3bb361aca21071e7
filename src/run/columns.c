// SPDX-License-Identifier: MIT
#include "run/columns.h"

#include <inttypes.h>
#include <math.h>

#include "plan/axes.h"
#include "report/figure.h"

const char *const csv_file_names[CSV_FILES] = {
	"samples.csv", "slices.csv", "counters.csv", "latency.csv", "summary.csv"
};

/* Of the row at hand */
#define CONFIG	(&row->point->config)
#define SUBJECT	(&row->result->subject[row->subject])
#define OUTCOME	csv_outcome(row)
#define SLICE	(&row->result->slice[row->slice])
#define SUMMARY	(row->summary)

static bool measured(const struct csv_row *row)
{
	return OUTCOME->status == TRIAL_OK;
}

static bool counted(const struct csv_row *row)
{
	return ACCOUNTING && measured(row) && point_has_calls(row->point);
}

/* What became of its buffers is known: a kernel's allocator does not tell. */
static bool counted_fate(const struct csv_row *row)
{
	return counted(row) && !OUTCOME->uncounted;
}

static bool counted_nodes(const struct csv_row *row)
{
	return counted(row) && point_has_nodes(row->point);
}

static bool has_huge_share(const struct csv_row *row)
{
	return measured(row) && CONFIG->huge_pages &&
	       point_has_nodes(row->point);
}

static bool has_producers(const struct csv_row *row)
{
	return measured(row) && !row->point->single;
}

/* Roles that wait for each other: in overflow they do not. */
static bool has_waits(const struct csv_row *row)
{
	return measured(row) && CONFIG->scenario != SCENARIO_OVERFLOW;
}

static bool is_rpc(const struct csv_row *row)
{
	return measured(row) && CONFIG->scenario == SCENARIO_RPC;
}

/* The same, with calls of a pool in it. */
static bool is_rpc_pool(const struct csv_row *row)
{
	return is_rpc(row) && counted(row);
}

/* A stamp on a buffer can be found again. */
static bool is_followed(const struct csv_row *row)
{
	const struct pool_ops *pool = pool_find(CONFIG->pool);

	return csv_has_latency(row) && pool && trial_has_handoff(pool);
}

/*
 * Return: the pool whose calls were counted, and looked into; NULL: none was. A
 * kernel's llist tells of no retry, and its counts are not handed out.
 */
static const struct pool_ops *counted_pool(const struct csv_row *row)
{
	return counted(row) && CONFIG->where == WHERE_USER ?
	       pool_find(CONFIG->pool) : NULL;
}

/* An allocator's list, and none at all, cannot be looked at. */
static bool has_count(const struct csv_row *row)
{
	const struct pool_ops *pool = counted_pool(row);

	return pool && pool->capabilities & POOL_COUNTS;
}

static bool has_retries(const struct csv_row *row)
{
	const struct pool_ops *pool = counted_pool(row);

	return pool && !(pool->capabilities & POOL_HIDES_RETRIES);
}

static bool has_length(const struct csv_row *row)
{
	const struct pool_ops *pool = counted_pool(row);

	return CONFIG->scenario == SCENARIO_OVERFLOW && pool && pool->length;
}

/* Who puts: the producers, or the one thread that does everything. */
static const struct tally *putter(const struct csv_row *row)
{
	return row->point->single ? &OUTCOME->consumer : &OUTCOME->producers;
}

static uint64_t refused(const struct csv_row *row)
{
	return putter(row)->put_full + putter(row)->put_full_negative;
}

static uint64_t beyond_cap(const struct csv_row *row)
{
	const uint64_t longest = OUTCOME->consumer.longest;

	return longest > CONFIG->pool_max ? longest - CONFIG->pool_max : 0;
}

static const struct counter_value *counter(const struct csv_row *row)
{
	return &trial_thread(row->result, row->subject, row->thread)->
		counters[row->event];
}

static bool has_value(const struct csv_row *row)
{
	return counter(row)->status == COUNTER_OK ||
	       counter(row)->status == COUNTER_SCALED;
}

/* Only events of perf are ever off the hardware. */
static bool has_times(const struct csv_row *row)
{
	return has_value(row) && counter(row)->enabled_ns;
}

static bool has_bucket(const struct csv_row *row)
{
	return row->bucket < HISTOGRAM_BUCKETS;
}

static const char *bucket_status(const struct csv_row *row)
{
	if (has_bucket(row))
		return "ok";
	return row->operation == LATENCY_HANDOFF && !is_followed(row) ?
	       "not_applicable" : "too_few_samples";
}

/* RFC 4180 has no list: the shares of one histogram, separated by spaces */
static void print_occupancy(FILE *out, const struct rpc_outcome *rpc)
{
	const char *space = "";

	for (int i = 0; i < RPC_OCCUPANCY; i++) {
		if (!isfinite(rpc->occupancy[i]))
			continue;
		fprintf(out, "%s%.3g", space, rpc->occupancy[i]);
		space = " ";
	}
}

static void print_disturbed(FILE *out, unsigned int disturbed)
{
	const char *plus = "";

	for (int i = 0; disturbance_names[i]; i++) {
		if (!(disturbed & 1u << i))
			continue;
		fprintf(out, "%s%s", plus, disturbance_names[i]);
		plus = "+";
	}
}

/* What is not there is empty, never 0. */
static void print_number(FILE *out, double value)
{
	if (isfinite(value))
		fprintf(out, FIGURE_FILE_FORMAT, value);
}

#define TEXT(value)		csv_print_text(out, value)
#define COUNT(value)		fprintf(out, "%" PRId64, (int64_t)(value))
#define NUMBER(value)		print_number(out, value)
#define FORMAT(format, value)	fprintf(out, format, value)
#define PERCENTILE(operation, percentile) \
	NUMBER(SUMMARY->latency.ns[LATENCY_##operation][LATENCY_##percentile])

/* First each column's function, EVERY_schema(), then the table of them. */
#define VALUE_AXES
#define COLUMN(files, name, unit, when, print, meaning)			\
	static void files##_##name(FILE *out, const struct csv_row *row) \
	{								\
		(void)row;						\
		if (when)						\
			print;						\
	}
#include "run/columns.def"
#undef VALUE_AXES
#undef COLUMN

/* In which files a column stands; its place is its place in the table. */
enum {
	S = 1 << CSV_SAMPLES,
	T = 1 << CSV_SLICES,
	C = 1 << CSV_COUNTERS,
	L = 1 << CSV_LATENCY,
	Y = 1 << CSV_SUMMARY,
	TRIAL = S | T | C | L,
	EVERY = TRIAL | Y,
	/* of those that together say which point it is */
	AXIS = S | Y,
	AXIS_C_L = AXIS | C | L,
};

/* A row without a name stands for all of axes[]. */
struct column {
	unsigned int files;
	const char *name;
	const char *unit;
	const char *meaning;
	void (*print)(FILE *out, const struct csv_row *row);
	const struct axis *axis;
};

static const struct column table[] = {
#define VALUE_AXES	{ .files = AXIS },
#define COLUMN(files, name, unit, when, print, meaning) \
	{ files, #name, unit, meaning, files##_##name, NULL },
#include "run/columns.def"
};

/*
 * The table, with the axes in their place: the column after @column, or the
 * first for NULL, of @file. NULL past the last.
 */
static const struct column *next_column(const struct column *column,
					enum csv_file file)
{
	static struct column all[ARRAY_SIZE(table) - 1 + AXES];
	static size_t n;

	for (size_t i = 0; n < ARRAY_SIZE(all); i++) {
		if (table[i].name)
			all[n++] = table[i];
		for (int a = 0; !table[i].name && a < AXES; a++)
			all[n++] = (struct column){
				.files = table[i].files,
				.name = axes[a].name,
				.unit = axes[a].unit,
				.meaning = axes[a].meaning,
				.axis = &axes[a],
			};
	}
	column = column ? column + 1 : all;
	while (column < all + n && !(column->files & 1u << file))
		column++;
	return column < all + n ? column : NULL;
}

static void print_value(FILE *out, const struct column *column,
			const struct csv_row *row)
{
	char text[AXIS_TEXT_SIZE];

	if (!column->axis)
		column->print(out, row);
	else if (axis_is_told(column->axis, CONFIG))
		fputs(axis_text(column->axis, axis_get(column->axis, CONFIG),
				text), out);
}

void csv_print_header(FILE *out, enum csv_file file)
{
	const struct column *column = NULL;
	const char *comma = "";

	while ((column = next_column(column, file))) {
		fprintf(out, "%s%s", comma, column->name);
		comma = ",";
	}
	fputc('\n', out);
}

void csv_print_row(FILE *out, enum csv_file file, const struct csv_row *row)
{
	const struct column *column = NULL;
	const char *comma = "";

	while ((column = next_column(column, file))) {
		fputs(comma, out);
		comma = ",";
		print_value(out, column, row);
	}
	fputc('\n', out);
}

void csv_print_summary(FILE *out, const char *run,
		       const struct summary *summaries, size_t n)
{
	csv_print_header(out, CSV_SUMMARY);
	for (size_t i = 0; i < n; i++)
		csv_print_row(out, CSV_SUMMARY, &(const struct csv_row){
			.run = run, .point = summaries[i].point,
			.summary = &summaries[i] });
}

void csv_print_description(FILE *out)
{
	for (int file = 0; file < CSV_FILES; file++) {
		const struct column *column = NULL;

		fprintf(out, "%s### %s\n\n| column | unit | meaning |\n| --- | --- | --- |\n",
			file ? "\n" : "", csv_file_names[file]);
		while ((column = next_column(column, file)))
			fprintf(out, "| `%s` | %s | %s |\n", column->name,
				column->unit, column->meaning);
	}
}
