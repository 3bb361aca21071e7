// SPDX-License-Identifier: MIT
#include "report/columns.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const char *const csv_file_names[CSV_FILES] = {
	"samples.csv", "counters.csv", "summary.csv"
};

/* A text, in quotes where it needs them. */
void csv_print_text(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text == '\n' || *text == '\r' ? ' ' : *text, out);
	}
	fputc('"', out);
}

/* What is not there is empty, never 0. */
static void print_number(FILE *out, double value)
{
	if (isfinite(value))
		fprintf(out, "%.12g", value);
}

#define CONFIG(row)	((row)->point->config)
#define OUTCOME(row)	((row)->result->outcome)

static bool measured(const struct csv_row *row)
{
	return OUTCOME(row).status == TRIAL_OK;
}

static bool counted(const struct csv_row *row)
{
	return measured(row) && point_has_buffers(row->point);
}

/* Who puts: the producers, or the one thread that does everything. */
static const struct tally *putter(const struct csv_row *row)
{
	return row->point->single ? &OUTCOME(row).consumer :
				    &OUTCOME(row).producers;
}

static const struct counter_value *counter(const struct csv_row *row)
{
	return &row->result->threads[row->thread].counters[row->event];
}

static bool counter_has_value(const struct csv_row *row)
{
	return counter(row)->status == COUNTER_OK ||
	       counter(row)->status == COUNTER_SCALED;
}

#define PRINTER(name)							\
	static void name(FILE *out, const struct csv_row *row)
#define PRINT_TEXT(name, value)						\
	PRINTER(name) { csv_print_text(out, (value)); }
#define PRINT_UNSIGNED(name, value)					\
	PRINTER(name) { (void)row; fprintf(out, "%u", (unsigned int)(value)); }
#define PRINT_COUNT(name, condition, value)				\
	PRINTER(name)							\
	{								\
		if (condition)						\
			fprintf(out, "%" PRIu64, (uint64_t)(value));	\
	}
#define PRINT_NUMBER(name, condition, value)				\
	PRINTER(name)							\
	{								\
		if (condition)						\
			print_number(out, (value));			\
	}

PRINT_UNSIGNED(schema, CSV_SCHEMA)
PRINT_TEXT(run, row->run)
PRINT_UNSIGNED(trial, row->trial)
PRINT_UNSIGNED(round_number, row->round)
PRINT_UNSIGNED(attempt, row->attempt)

PRINT_TEXT(scenario, scenario_names[CONFIG(row).scenario])
PRINT_TEXT(pool, CONFIG(row).pool)
PRINT_TEXT(placement, point_placement(row->point))
PRINT_UNSIGNED(producers, CONFIG(row).plan.producers)
PRINT_COUNT(burst, point_has_buffers(row->point), CONFIG(row).burst)
PRINTER(touch)
{
	if (point_has_buffers(row->point))
		csv_print_text(out, touch_names[CONFIG(row).touch]);
}
PRINTER(put)
{
	if (point_has_buffers(row->point))
		csv_print_text(out, put_mode_names[CONFIG(row).put]);
}
PRINTER(home)
{
	if (point_has_buffers(row->point))
		csv_print_text(out, row->point->home);
}
PRINT_COUNT(buffer_bytes, point_has_buffers(row->point),
	    CONFIG(row).buffer_bytes)
PRINT_COUNT(pool_max, point_has_buffers(row->point), CONFIG(row).pool_max)
PRINT_COUNT(miss_ns, point_has_buffers(row->point), CONFIG(row).miss_ns)
PRINT_UNSIGNED(window_ms, CONFIG(row).window_ms)
PRINT_UNSIGNED(warmup_ms, CONFIG(row).warmup_ms)
PRINT_UNSIGNED(oversubscribed, CONFIG(row).plan.oversubscribed)

PRINT_TEXT(trial_status, trial_status_names[OUTCOME(row).status])
PRINT_TEXT(trial_error, OUTCOME(row).error)
PRINT_NUMBER(window_ns, measured(row), OUTCOME(row).window_ns)
PRINT_COUNT(buffers, measured(row), OUTCOME(row).buffers)
PRINT_NUMBER(ns_per_buffer, measured(row), OUTCOME(row).ns_per_buffer)
PRINT_NUMBER(consumer_busy, measured(row), OUTCOME(row).consumer_busy_ns)
PRINT_NUMBER(producer_busy, measured(row) && !row->point->single,
	     OUTCOME(row).producer_busy_ns)
PRINT_NUMBER(starved_share, counted(row), OUTCOME(row).starved_share)
PRINT_COUNT(put_accepted, counted(row), putter(row)->buffers -
	    putter(row)->put_full - putter(row)->put_full_negative)
PRINT_COUNT(put_refused, counted(row),
	    putter(row)->put_full + putter(row)->put_full_negative)
PRINT_COUNT(put_refused_negative, counted(row),
	    putter(row)->put_full_negative)
PRINT_COUNT(get_hit, counted(row),
	    OUTCOME(row).consumer.buffers - OUTCOME(row).consumer.fallback)
PRINT_COUNT(get_empty, counted(row), OUTCOME(row).consumer.get_empty)
PRINT_COUNT(fallback_allocs, counted(row), OUTCOME(row).consumer.fallback)
PRINT_COUNT(wrong_node, counted(row) && point_has_nodes(row->point),
	    OUTCOME(row).consumer.wrong_node)
PRINT_COUNT(put_retries, counted(row), putter(row)->put_retries)
PRINT_COUNT(get_retries, counted(row), OUTCOME(row).consumer.get_retries)
PRINT_NUMBER(start_skew, measured(row) && !row->point->single,
	     OUTCOME(row).start_skew_ns)
PRINT_NUMBER(line_transfer, measured(row), OUTCOME(row).line_transfer_ns)
PRINT_NUMBER(drift, measured(row), OUTCOME(row).drift_percent)
PRINTER(steady)
{
	if (measured(row))
		fputs(OUTCOME(row).unsteady ? "no" : "yes", out);
}
PRINT_NUMBER(fairness, measured(row) && !row->point->single,
	     OUTCOME(row).fairness)
PRINT_NUMBER(run_delay, measured(row), OUTCOME(row).run_delay_ns)
PRINTER(disturbed)
{
	const char *plus = "";

	for (int i = 0; measured(row) && disturbance_names[i]; i++) {
		if (!(OUTCOME(row).disturbed & 1u << i))
			continue;
		fprintf(out, "%s%s", plus, disturbance_names[i]);
		plus = "+";
	}
}
PRINT_COUNT(population, counted(row) && point_has_nodes(row->point),
	    OUTCOME(row).population)
PRINT_TEXT(malloc_provider, OUTCOME(row).malloc_provider)

PRINT_TEXT(role, row->thread ? "producer" : "consumer")
PRINT_UNSIGNED(thread, row->thread ? row->thread - 1 : 0)
PRINT_TEXT(event, counters_event_name(row->event))
PRINT_COUNT(counter_number, counter_has_value(row), counter(row)->value)
/* Only events of perf are ever off the hardware. */
PRINT_COUNT(counter_enabled, counter_has_value(row) &&
	    counter(row)->enabled_ns, counter(row)->enabled_ns)
PRINT_COUNT(counter_running, counter_has_value(row) &&
	    counter(row)->enabled_ns, counter(row)->running_ns)
PRINT_TEXT(counter_status, counter_status_names[counter(row)->status])

PRINT_COUNT(summary_n, true, row->summary->median.n)
PRINT_NUMBER(median, row->summary->median.n, row->summary->median.estimate)
PRINT_NUMBER(ci_low, row->summary->median.valid, row->summary->median.low)
PRINT_NUMBER(ci_high, row->summary->median.valid, row->summary->median.high)
PRINT_NUMBER(ci_level, row->summary->median.valid,
	     row->summary->median.level)
PRINT_TEXT(summary_status, row->summary->status)
PRINT_TEXT(summary_reason, row->summary->reason)
PRINT_NUMBER(summary_line, true, row->summary->line_transfer_ns)
PRINT_NUMBER(summary_starved, true, row->summary->starved_share)
PRINT_COUNT(summary_unsteady, true, row->summary->unsteady)
PRINT_COUNT(summary_disturbed, true, row->summary->disturbed)
PRINT_NUMBER(hit_share, true, row->summary->hit_share)
PRINT_NUMBER(ratio, row->summary->ratio.n, row->summary->ratio.estimate)
PRINT_NUMBER(ratio_low, row->summary->ratio.valid, row->summary->ratio.low)
PRINT_NUMBER(ratio_high, row->summary->ratio.valid,
	     row->summary->ratio.high)

/* In which files a column stands; its place is its place in this table. */
enum {
	S = 1 << CSV_SAMPLES,
	C = 1 << CSV_COUNTERS,
	Y = 1 << CSV_SUMMARY,
	/* one of those that together say which point it is */
	A = 1 << CSV_FILES,
	AXIS = S | Y | A,
};

static const struct column {
	unsigned int files;
	const char *name;
	const char *unit;
	const char *meaning;
	void (*print)(FILE *out, const struct csv_row *row);
} columns[] = {
	{ S | C | Y, "schema", "", "version of these columns", schema },
	{ S | C | Y, "run", "", "identifies the run: its start (UTC) and process", run },
	{ S | C, "trial", "", "number of the trial in the run, in the order of time", trial },
	{ S, "round", "", "number of the round; every point is measured once in each", round_number },
	{ S, "attempt", "", "of the round: one that was disturbed is measured again as a whole; the last attempt counts", attempt },
	{ AXIS, "scenario", "", "what is measured: `bench --list` explains each", scenario },
	{ AXIS, "pool", "", "the pool; in scenario floor, the floor's name", pool },
	{ AXIS, "placement", "", "where the producers run, seen from the consumer; `single`: one thread does everything; `cpus:A-B`: one pair of `--pairs all`", placement },
	{ AXIS, "producers", "threads", "threads that put", producers },
	{ AXIS, "burst", "buffers", "buffers in one message", burst },
	{ AXIS, "touch", "", "which memory of a buffer the roles use", touch },
	{ AXIS, "put", "", "buffers are returned one at a time or in bulk", put },
	{ AXIS, "home", "", "where buffers lie: consumer's node, producers' nodes, or a node's number", home },
	{ AXIS, "buffer_bytes", "bytes", "size of a buffer", buffer_bytes },
	{ AXIS, "pool_max", "buffers", "cap of the pool", pool_max },
	{ AXIS, "miss_ns", "ns", "what an empty get is charged, a model of the page allocator", miss_ns },
	{ AXIS, "window_ms", "ms", "length of the measured window that was asked for", window_ms },
	{ AXIS, "warmup_ms", "ms", "time from the start to the window", warmup_ms },
	{ AXIS, "oversubscribed", "0 or 1", "threads share a CPU: the figure is the scheduler's", oversubscribed },
	{ S, "status", "", "ok, or why the trial has no figures: starved, missed_window, error, crashed, timeout", trial_status },
	{ S, "error", "", "one line where status is not ok", trial_error },
	{ S, "window_ns", "ns", "the consumer's window as it was", window_ns },
	{ S, "buffers", "buffers", "handed out in the window; operations in scenario floor", buffers },
	{ S, "ns_per_buffer", "ns", "the figure: window_ns / buffers", ns_per_buffer },
	{ S, "consumer_busy_ns_per_buffer", "ns", "the consumer's time that it did not wait for a producer, per buffer", consumer_busy },
	{ S, "producer_busy_ns_per_buffer", "ns", "all producers' time that they did not wait for a message, per buffer put", producer_busy },
	{ S, "starved_share", "0 to 1", "part of the window that the consumer waited for a buffer, pool and backing list being empty", starved_share },
	{ S, "put_accepted", "buffers", "put, and accepted by the pool", put_accepted },
	{ S, "put_refused", "buffers", "put, and refused for being full, the next column included", put_refused },
	{ S, "put_refused_negative", "buffers", "refused because the pool's count was below zero", put_refused_negative },
	{ S, "get_hit", "buffers", "handed out by the pool; get_hit + fallback_allocs = buffers", get_hit },
	{ S, "get_empty", "buffers", "gets that found the pool empty; at least fallback_allocs", get_empty },
	{ S, "fallback_allocs", "buffers", "handed out by the backing list, each charged miss_ns", fallback_allocs },
	{ S, "wrong_node", "buffers", "handed out from another node than the pool's; empty for allocators, whose nodes are not known", wrong_node },
	{ S, "put_retries", "", "failed compare-exchanges of put; for percpu, restarted sequences", put_retries },
	{ S, "get_retries", "", "the same for get", get_retries },
	{ S, "start_skew_ns", "ns", "between the first and the last thread to leave the start", start_skew },
	{ S, "line_transfer_ns", "ns", "one cache line, one way, between the consumer's CPU and a producer's, in the same process just before the start", line_transfer },
	{ S, "drift_percent", "%", "trend of the figure over the 20 parts of the window (Theil-Sen), in percent of its median", drift },
	{ S, "steady", "", "no: that trend is seen (Mann-Kendall, level 0.99) and above 5 %", steady },
	{ S, "fairness", "1/producers to 1", "Jain's index of what the producers put; empty for one producer", fairness },
	{ S, "run_delay_ns", "ns", "longest time in its window that a thread was ready to run and did not", run_delay },
	{ S, "disturbed", "", "what came from outside: run_delay (above 1 % of the window), steal, page_faults, migration; empty: nothing", disturbed },
	{ S, "population", "buffers", "buffers that circulate", population },
	{ S, "malloc_provider", "", "object that provides malloc in the worker, and its version", malloc_provider },
	{ C, "role", "", "consumer or producer", role },
	{ C, "thread", "", "number of the thread in its role, from 0", thread },
	{ C, "event", "", "what was counted, in user mode, in the thread's own window", event },
	{ C, "value", "", "how often (or ns, for events named so); empty unless status is ok or scaled", counter_number },
	{ C, "enabled_ns", "ns", "time the event was asked for; empty for events that do not come from perf", counter_enabled },
	{ C, "running_ns", "ns", "time it was on the hardware", counter_running },
	{ C, "status", "", "ok, scaled (value scaled by enabled / running), unsupported, denied, not_scheduled, not_applicable", counter_status },
	{ Y, "n", "trials", "trials that the row rests on", summary_n },
	{ Y, "median_ns_per_buffer", "ns", "median over the trials", median },
	{ Y, "ci_low", "ns", "lower end of its exact interval", ci_low },
	{ Y, "ci_high", "ns", "upper end", ci_high },
	{ Y, "ci_level", "", "level that the interval really has", ci_level },
	{ Y, "status", "", "ok, too_few_samples (no interval), unavailable, or the status of trials that all failed", summary_status },
	{ Y, "reason", "", "why it is unavailable, or how many trials failed and why", summary_reason },
	{ Y, "line_transfer_ns", "ns", "median over the trials of one cache line's way between the CPUs used", summary_line },
	{ Y, "disturbed", "trials", "trials among the n that were disturbed from outside", summary_disturbed },
	{ Y, "unsteady", "trials", "trials among the n whose figure moved within the window", summary_unsteady },
	{ Y, "hit_share", "0 to 1", "buffers that the pool handed out, of all", hit_share },
	{ Y, "starved_share", "0 to 1", "mean over the trials of the window's part that the consumer waited for a buffer", summary_starved },
	{ Y, "ratio_to_svc_page_pool", "", "median over the rounds of this pool's figure divided by that of svc_page_pool in the same round", ratio },
	{ Y, "ratio_low", "", "lower end of its exact interval", ratio_low },
	{ Y, "ratio_high", "", "upper end", ratio_high },
};

void csv_print_header(FILE *out, enum csv_file file)
{
	const char *comma = "";

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		if (!(columns[i].files & 1u << file))
			continue;
		fprintf(out, "%s%s", comma, columns[i].name);
		comma = ",";
	}
	fputc('\n', out);
}

void csv_print_row(FILE *out, enum csv_file file, const struct csv_row *row)
{
	bool first = true;

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		if (!(columns[i].files & 1u << file))
			continue;
		if (!first)
			fputc(',', out);
		first = false;
		columns[i].print(out, row);
	}
	fputc('\n', out);
}

const char *const *csv_axis_names(size_t *n)
{
	static const char *names[ARRAY_SIZE(columns)];

	*n = 0;
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		if (columns[i].files & A)
			names[(*n)++] = columns[i].name;
	}
	return names;
}

void csv_point_key(const struct point *point, char *text, size_t size)
{
	const struct csv_row row = { .point = point };
	FILE *memory = fmemopen(text, size, "w");
	const char *comma = "";

	text[0] = '\0';
	if (!memory)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		if (!(columns[i].files & A))
			continue;
		fputs(comma, memory);
		comma = ",";
		columns[i].print(memory, &row);
	}
	fclose(memory);
}

void csv_print_description(FILE *out)
{
	for (int file = 0; file < CSV_FILES; file++) {
		fprintf(out, "%s### %s\n\n| column | unit | meaning |\n| --- | --- | --- |\n",
			file ? "\n" : "", csv_file_names[file]);
		for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
			if (columns[i].files & 1u << file)
				fprintf(out, "| `%s` | %s | %s |\n",
					columns[i].name, columns[i].unit,
					columns[i].meaning);
		}
	}
}
