// SPDX-License-Identifier: MIT
#include "report/columns.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/axes.h"

const char *const csv_file_names[CSV_FILES] = {
	"samples.csv", "slices.csv", "counters.csv", "latency.csv", "summary.csv"
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

#define NUMBER_FORMAT	"%.12g"

/* What is not there is empty, never 0. */
static void print_number(FILE *out, double value)
{
	if (isfinite(value))
		fprintf(out, NUMBER_FORMAT, value);
}

double csv_number(double value)
{
	char text[32];

	if (!isfinite(value))
		return value;
	snprintf(text, sizeof(text), NUMBER_FORMAT, value);
	return strtod(text, NULL);
}

#define CONFIG(row)	((row)->point->config)
#define OUTCOME(row)	((row)->result->subject[(row)->subject].outcome)
#define SLICE(row)	((row)->result->slice[(row)->slice])

static bool measured(const struct csv_row *row)
{
	return OUTCOME(row).status == TRIAL_OK;
}

static bool counted(const struct csv_row *row)
{
	return ACCOUNTING && measured(row) && point_has_calls(row->point);
}

static bool is_rpc(const struct csv_row *row)
{
	return measured(row) && CONFIG(row).scenario == SCENARIO_RPC;
}

/* The same, with calls of a pool in it. */
static bool is_rpc_pool(const struct csv_row *row)
{
	return is_rpc(row) && counted(row);
}

static bool is_latency(const struct csv_row *row)
{
	return measured(row) && CONFIG(row).scenario == SCENARIO_LATENCY;
}

/* A stamp on a buffer can be found again. */
static bool is_followed(const struct csv_row *row)
{
	const struct pool_ops *pool = pool_find(CONFIG(row).pool);

	return is_latency(row) && pool && trial_has_handoff(pool);
}

static bool has_bucket(const struct csv_row *row)
{
	return row->bucket < HISTOGRAM_BUCKETS;
}

/* Roles that wait for each other: in overflow they do not. */
static bool has_waits(const struct csv_row *row)
{
	return measured(row) && CONFIG(row).scenario != SCENARIO_OVERFLOW;
}

/* An allocator's list, and none at all, cannot be looked at. */
static bool has_count(const struct csv_row *row)
{
	const struct pool_ops *pool = counted(row) ?
				      pool_find(CONFIG(row).pool) : NULL;

	return pool && pool->capabilities & POOL_COUNTS;
}

static bool tells_retries(const struct csv_row *row)
{
	const struct pool_ops *pool = counted(row) ?
				      pool_find(CONFIG(row).pool) : NULL;

	return pool && !(pool->capabilities & POOL_HIDES_RETRIES);
}

static bool has_length(const struct csv_row *row)
{
	const struct pool_ops *pool = counted(row) ?
				      pool_find(CONFIG(row).pool) : NULL;

	return CONFIG(row).scenario == SCENARIO_OVERFLOW && pool &&
	       pool->length;
}

/* Who puts: the producers, or the one thread that does everything. */
static const struct tally *putter(const struct csv_row *row)
{
	return row->point->single ? &OUTCOME(row).consumer :
				    &OUTCOME(row).producers;
}

static const struct counter_value *counter(const struct csv_row *row)
{
	return &trial_thread(row->result, row->subject, row->thread)->
		counters[row->event];
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

PRINT_TEXT(scenario, scenario_names[CONFIG(row).scenario])
PRINT_TEXT(pool, CONFIG(row).pool)
PRINT_TEXT(placement, point_placement(row->point))
PRINT_UNSIGNED(producers, CONFIG(row).plan.producers)
PRINT_TEXT(home, row->point->home)
PRINT_TEXT(pool_home, row->point->pool_home)
PRINT_TEXT(consumer_node, row->point->consumer_node)
PRINT_TEXT(remote_node, row->point->remote_node)
PRINT_UNSIGNED(slices, CONFIG(row).slices)
PRINT_UNSIGNED(window_ms, CONFIG(row).window_ms)
PRINT_UNSIGNED(warmup_us, CONFIG(row).warmup_us)
PRINT_UNSIGNED(oversubscribed, CONFIG(row).plan.oversubscribed)

PRINT_TEXT(trial_status, trial_status_names[OUTCOME(row).status])
PRINT_TEXT(trial_error, OUTCOME(row).error)
PRINT_NUMBER(window_ns, measured(row), OUTCOME(row).window_ns)
PRINT_COUNT(buffers, measured(row), OUTCOME(row).buffers)
PRINT_NUMBER(ns_per_buffer, measured(row), OUTCOME(row).ns_per_buffer)
PRINT_NUMBER(trial_ratio, measured(row), OUTCOME(row).ratio)
PRINT_COUNT(slices_good, measured(row), OUTCOME(row).slices)
PRINT_COUNT(slices_disturbed, measured(row), OUTCOME(row).disturbed_slices)
PRINT_NUMBER(consumer_busy, has_waits(row), OUTCOME(row).consumer_busy_ns)
PRINT_NUMBER(producer_busy, has_waits(row) && !row->point->single,
	     OUTCOME(row).producer_busy_ns)
PRINT_NUMBER(starved_share, counted(row), OUTCOME(row).starved_share)
PRINT_COUNT(put_accepted, counted(row), putter(row)->buffers -
	    putter(row)->put_full - putter(row)->put_full_negative)
PRINT_COUNT(put_refused, counted(row),
	    putter(row)->put_full + putter(row)->put_full_negative)
PRINT_COUNT(put_refused_negative, counted(row),
	    putter(row)->put_full_negative)
PRINT_COUNT(get_hit, counted(row), outcome_hits(&CONFIG(row), &OUTCOME(row)))
PRINT_COUNT(get_empty, counted(row), OUTCOME(row).consumer.get_empty)
PRINT_COUNT(fallback_allocs, counted(row), OUTCOME(row).consumer.fallback)
PRINT_COUNT(wrong_node, counted(row) && point_has_nodes(row->point),
	    OUTCOME(row).consumer.wrong_node)
PRINT_COUNT(put_retries, tells_retries(row), putter(row)->put_retries)
PRINT_COUNT(get_retries, tells_retries(row), OUTCOME(row).consumer.get_retries)
PRINT_COUNT(leaked, is_rpc_pool(row), OUTCOME(row).consumer.leaked)
PRINTER(count_lowest)
{
	if (has_count(row))
		fprintf(out, "%" PRId64, putter(row)->count_lowest);
}
PRINTER(count_highest)
{
	if (has_count(row))
		fprintf(out, "%" PRId64, putter(row)->count_highest);
}
PRINT_COUNT(longest, has_length(row), OUTCOME(row).consumer.longest)
PRINT_COUNT(beyond_cap, has_length(row),
	    OUTCOME(row).consumer.longest > CONFIG(row).pool_max ?
	    OUTCOME(row).consumer.longest - CONFIG(row).pool_max : 0)
PRINT_COUNT(messages, is_rpc(row), OUTCOME(row).consumer.messages)
PRINT_NUMBER(ns_per_message, is_rpc(row), OUTCOME(row).rpc.ns_per_message)
PRINT_NUMBER(cpu_per_message, is_rpc(row), OUTCOME(row).rpc.cpu_ns_per_message)
PRINT_NUMBER(message_cost, is_rpc(row), OUTCOME(row).rpc.cost_ns)
PRINT_NUMBER(pool_per_message, is_rpc_pool(row), OUTCOME(row).rpc.pool_ns)
PRINT_NUMBER(pool_share, is_rpc_pool(row), OUTCOME(row).rpc.pool_share)
PRINT_NUMBER(miss_per_message, is_rpc_pool(row), OUTCOME(row).rpc.miss_ns)
PRINT_NUMBER(break_even, is_rpc_pool(row),
	     OUTCOME(row).rpc.break_even_miss_ns)
/* RFC 4180 has no list: the shares of one histogram, separated by spaces */
PRINTER(occupancy)
{
	const char *space = "";

	for (int i = 0; is_rpc_pool(row) && i < RPC_OCCUPANCY; i++) {
		if (!isfinite(OUTCOME(row).rpc.occupancy[i]))
			continue;
		fprintf(out, "%s%.3g", space, OUTCOME(row).rpc.occupancy[i]);
		space = " ";
	}
}
PRINT_NUMBER(stamp, is_latency(row), OUTCOME(row).stamp_ns)
PRINT_COUNT(puts_stamped, is_latency(row), OUTCOME(row).producers.stamped)
PRINT_COUNT(gets_stamped, is_latency(row), OUTCOME(row).consumer.stamped)
PRINT_COUNT(handoffs_stamped, is_followed(row), OUTCOME(row).consumer.crossed)
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
PRINTER(disturbed)
{
	if (measured(row))
		print_disturbed(out, OUTCOME(row).disturbed);
}

PRINT_UNSIGNED(slice_number, row->slice + 1)
PRINT_UNSIGNED(slice_block, SLICE(row).block + 1)
PRINT_TEXT(slice_subject, row->result->subject[SLICE(row).subject].name)
PRINTER(slice_start)
{
	if (isfinite(SLICE(row).start_ns))
		fprintf(out, "%.0f", SLICE(row).start_ns);
}
PRINTER(slice_window)
{
	if (SLICE(row).window_ns > 0)
		fprintf(out, "%.0f", SLICE(row).window_ns);
}
PRINT_COUNT(slice_buffers, SLICE(row).window_ns > 0, SLICE(row).buffers)
PRINTER(slice_ns)
{
	const double ns = slice_ns_per_buffer(&SLICE(row));

	if (isfinite(ns))
		fprintf(out, "%.6g", ns);
}
PRINTER(slice_status)
{
	fputs(SLICE(row).missed ? "missed_window" : "ok", out);
}
PRINTER(slice_disturbed)
{
	print_disturbed(out, SLICE(row).disturbed);
}
PRINT_COUNT(population, counted(row) && point_has_nodes(row->point),
	    OUTCOME(row).population)
PRINT_NUMBER(huge_share, measured(row) && CONFIG(row).huge_pages &&
	     point_has_nodes(row->point),
	     OUTCOME(row).huge_share)
PRINT_TEXT(malloc_provider, row->result->malloc_provider)

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

PRINT_TEXT(operation, latency_operation_names[row->operation])
PRINT_COUNT(bucket_low, has_bucket(row), histogram_low(row->bucket))
PRINT_COUNT(bucket_high, has_bucket(row), histogram_low(row->bucket + 1))
PRINT_COUNT(bucket_count, has_bucket(row),
	    row->result->subject[row->subject].latency.of[row->operation].
	    count[row->bucket])
PRINTER(bucket_status)
{
	if (has_bucket(row))
		fputs("ok", out);
	else if (row->operation == LATENCY_HANDOFF && !is_followed(row))
		fputs("not_applicable", out);
	else
		fputs("too_few_samples", out);
}

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
PRINT_NUMBER(summary_pool_share, true, row->summary->rpc.pool_share)
PRINT_NUMBER(summary_message, true, row->summary->rpc.ns_per_message)
PRINT_NUMBER(summary_cpu, true, row->summary->rpc.cpu_ns_per_message)
PRINT_NUMBER(summary_break_even, true, row->summary->rpc.break_even_miss_ns)
PRINT_NUMBER(summary_wrong_node, true, row->summary->wrong_node_share)
#define PERCENTILE(operation, percentile)				\
	row->summary->latency.ns[LATENCY_##operation][LATENCY_##percentile]
PRINT_NUMBER(summary_stamp, true, row->summary->latency.stamp_ns)
PRINT_NUMBER(put_p50, true, PERCENTILE(PUT, P50))
PRINT_NUMBER(put_p99, true, PERCENTILE(PUT, P99))
PRINT_NUMBER(put_p999, true, PERCENTILE(PUT, P999))
PRINT_NUMBER(put_p9999, true, PERCENTILE(PUT, P9999))
PRINT_NUMBER(get_p50, true, PERCENTILE(GET, P50))
PRINT_NUMBER(get_p99, true, PERCENTILE(GET, P99))
PRINT_NUMBER(get_p999, true, PERCENTILE(GET, P999))
PRINT_NUMBER(get_p9999, true, PERCENTILE(GET, P9999))
PRINT_NUMBER(handoff_p50, true, PERCENTILE(HANDOFF, P50))
PRINT_NUMBER(handoff_p99, true, PERCENTILE(HANDOFF, P99))
PRINT_NUMBER(handoff_p999, true, PERCENTILE(HANDOFF, P999))
PRINT_NUMBER(handoff_p9999, true, PERCENTILE(HANDOFF, P9999))
PRINT_NUMBER(ratio, row->summary->ratio.n, row->summary->ratio.estimate)
PRINT_NUMBER(ratio_low, row->summary->ratio.valid, row->summary->ratio.low)
PRINT_NUMBER(ratio_high, row->summary->ratio.valid,
	     row->summary->ratio.high)
PRINT_NUMBER(ratio_level, row->summary->ratio.valid,
	     row->summary->ratio.level)
PRINTER(verdict)
{
	if (row->summary->ratio.n)
		fputs(stats_verdict_names[row->summary->verdict], out);
}

/* In which files a column stands; its place is its place in this table. */
enum {
	S = 1 << CSV_SAMPLES,
	T = 1 << CSV_SLICES,
	C = 1 << CSV_COUNTERS,
	L = 1 << CSV_LATENCY,
	Y = 1 << CSV_SUMMARY,
	/* one of those that together say which point it is */
	A = 1 << CSV_FILES,
	AXIS = S | Y | A,
};

/* A row without a name stands for all of axes[]. */
static const struct column {
	unsigned int files;
	const char *name;
	const char *unit;
	const char *meaning;
	void (*print)(FILE *out, const struct csv_row *row);
} table[] = {
	{ S | T | C | L | Y, "schema", "", "version of these columns", schema },
	{ S | T | C | L | Y, "run", "", "identifies the run: its start (UTC) and process", run },
	{ S | T | C | L, "trial", "", "number of the trial in the run, in the order of time: one process, in which the pools of one setting take turns", trial },
	{ T, "slice", "", "number of the slice in the trial, in the order of time: one pool's turn", slice_number },
	{ T, "block", "", "of the order of slices: each pool has a turn in each", slice_block },
	{ T, "pool", "", "whose turn it was: also a floor's, and that of svc_page_pool where an allocator shares its trial with it alone", slice_subject },
	{ T, "start_ns", "ns", "when it left the start, since the first slice did; empty: it did not, or the trial's process died", slice_start },
	{ T, "window_ns", "ns", "the consumer's window as it was; empty: there was none", slice_window },
	{ T, "buffers", "buffers", "handed out in it; operations of a floor", slice_buffers },
	{ T, "ns_per_buffer", "ns", "window_ns / buffers; empty where status is not ok", slice_ns },
	{ T, "status", "", "ok; missed_window: there was no whole window, a role was preempted or not running for half of it, or its load was not known in time: not counted", slice_status },
	{ T, "disturbed", "", "as in samples.csv, of this slice; steal and throttled are known of a whole trial alone", slice_disturbed },
	{ S, "round", "", "number of the round; every trial is run once in each", round_number },
	{ AXIS, "scenario", "", "what is measured: `bench --list` explains each", scenario },
	{ AXIS | C | L, "pool", "", "the pool; in scenario floor, the floor's name", pool },
	{ AXIS, "placement", "", "where the producers run, seen from the consumer; `os`: no thread is pinned; `single`: one thread does everything; `cpus:A-B`: one pair of `--pairs all`", placement },
	{ AXIS, "producers", "threads", "threads that put", producers },
	{ .files = AXIS },
	{ AXIS, "home", "", "where buffers lie: consumer's node, producers' nodes, or a node's number; empty in scenario rpc: each page lies on the node of who allocated it", home },
	{ AXIS, "pool_home", "", "where the pool's head lies: producer's node (the first that is not the consumer's) or a node's number; empty: on the consumer's node", pool_home },
	{ AXIS, "consumer_node", "", "node that the consumer was to run on (placement os: that its memory was to be on); empty: that with the most cores", consumer_node },
	{ AXIS, "remote_node", "", "placement remote: nearest, or the nodes that were named, joined by plus signs; empty: the farthest", remote_node },
	{ AXIS, "slices", "", "turns of each pool in a trial", slices },
	{ AXIS, "window_ms", "ms", "length of all its windows together that was asked for", window_ms },
	{ AXIS, "warmup_us", "us", "time from the start of a slice to its window", warmup_us },
	{ AXIS, "oversubscribed", "0 or 1", "threads share a CPU: the figure is the scheduler's", oversubscribed },
	{ S, "status", "", "ok, or why the trial has no figures: starved, missed_window, error, crashed, timeout, bystander (the process died or hung, but not in a turn of this pool), driver_died", trial_status },
	{ S, "error", "", "one line where status is not ok", trial_error },
	{ S, "slices_counted", "slices", "that have a figure", slices_good },
	{ S, "slices_disturbed", "slices", "in which something came from outside; those that were not preempted count", slices_disturbed },
	{ S, "window_ns", "ns", "the consumer's windows in the slices that count, added up", window_ns },
	{ S, "buffers", "buffers", "handed out in them; operations in scenario floor", buffers },
	{ S, "ns_per_buffer", "ns", "the figure: median over the slices of window by buffers", ns_per_buffer },
	{ S, "ratio_to_svc_page_pool", "", "median over the slices of this figure divided by that of svc_page_pool in its slice of the same trial that was nearest in time", trial_ratio },
	{ S, "consumer_busy_ns_per_buffer", "ns", "the consumer's time that it did not wait for a producer, per buffer", consumer_busy },
	{ S, "producer_busy_ns_per_buffer", "ns", "all producers' time that they did not wait for a message, per buffer put", producer_busy },
	{ S, "starved_share", "0 to 1", "part of the window that the consumer waited for a buffer, pool and backing list being empty", starved_share },
	{ S, "put_accepted", "buffers", "put, and accepted by the pool", put_accepted },
	{ S, "put_refused", "buffers", "put, and refused for being full, the next column included", put_refused },
	{ S, "put_refused_negative", "buffers", "refused because the pool's count was below zero", put_refused_negative },
	{ S, "get_hit", "buffers", "handed out by the pool; get_hit + fallback_allocs = buffers + leaked", get_hit },
	{ S, "get_empty", "buffers", "gets that found the pool empty; in scenario rpc one for each refill that did", get_empty },
	{ S, "fallback_allocs", "buffers", "handed out by the backing list, each charged miss_ns", fallback_allocs },
	{ S, "wrong_node", "buffers", "handed out from another node than the consumer's memory; empty for allocators, whose nodes are not known", wrong_node },
	{ S, "put_retries", "", "failed compare-exchanges of put; for percpu, restarted sequences", put_retries },
	{ S, "get_retries", "", "the same for get", get_retries },
	{ S, "leaked", "buffers", "overwritten in their slots: scenario rpc with refill posted", leaked },
	{ S, "count_lowest", "buffers", "lowest value of the pool's own count that a put saw, 0 at most; empty for pools that keep none", count_lowest },
	{ S, "count_highest", "buffers", "highest", count_highest },
	{ S, "longest_list", "buffers", "scenario overflow: longest list that the consumer found when it looked; at most population", longest },
	{ S, "beyond_cap", "buffers", "longest_list - pool_max, or 0", beyond_cap },
	{ S, "messages", "messages", "sent in the window", messages },
	{ S, "ns_per_message", "ns", "window_ns / messages", ns_per_message },
	{ S, "cpu_ns_per_message", "ns", "CPU time of all threads per message; those that spin use all of theirs", cpu_per_message },
	{ S, "message_cost_ns", "ns", "time of all threads, waits for each other excepted, per message", message_cost },
	{ S, "pool_ns_per_message", "ns", "the part of it in calls of the pool, timed for one message in 17 on either side, the clock's own time taken off; a message during which the thread lost its CPU (1 ms) is left out", pool_per_message },
	{ S, "pool_share", "0 to 1", "pool_ns_per_message / message_cost_ns", pool_share },
	{ S, "miss_ns_per_message", "ns", "time spent on misses, their charge included", miss_per_message },
	{ S, "break_even_miss_ns", "ns", "cost of a miss at which hits save as much as calls of the pool cost: pool_ns_per_message / hits per message", break_even },
	{ S, "occupancy", "0 to 1", "12 shares of the samples: pools empty, full to each tenth of their caps, above; by the ledger of accepted puts and hits", occupancy },
	{ S, "stamp_ns", "ns", "scenario latency: what two readings of the clock, one right after the other, are apart, median of 33 means of 64 by the consumer just before the start; in every figure of latency.csv, not taken off", stamp },
	{ S, "puts_stamped", "puts", "scenario latency: one in 61 was stamped; those that the pool accepted", puts_stamped },
	{ S, "gets_stamped", "gets", "likewise, those that found a buffer", gets_stamped },
	{ S, "handoffs_stamped", "buffers", "stamped buffers that the consumer got; empty for allocators and without a pool", handoffs_stamped },
	{ S, "start_skew_ns", "ns", "between the first and the last thread to leave the start, median over the slices", start_skew },
	{ S, "line_transfer_ns", "ns", "one cache line, one way, between the consumer's CPU and the producers': median over its slices in the same trial", line_transfer },
	{ S, "drift_percent", "%", "trend of the figure over the slices (Theil-Sen), in percent of its median", drift },
	{ S, "steady", "", "no: that trend is seen (Mann-Kendall, level 0.99) and above 5 %", steady },
	{ S, "fairness", "1/producers to 1", "Jain's index of what the producers put; empty for one producer", fairness },
	{ S, "run_delay_ns", "ns", "longest time in a window that a thread was ready to run and did not", run_delay },
	{ S, "disturbed", "", "what came from outside in any slice: run_delay (above 1 % of a window; not where threads share CPUs or are not pinned), steal (unless item steal_now is unknown), page_faults, migration, throttled (a CPU quota was used up), preempted (other work took a thread's CPU: such a slice does not count); empty: nothing", disturbed },
	{ S, "population", "buffers", "buffers that circulate", population },
	{ S, "huge_share", "0 to 1", "part of the buffers' data that lies on huge pages; empty where they were not asked for", huge_share },
	{ S, "malloc_provider", "", "object that provides malloc in the worker, and its version", malloc_provider },
	{ C, "role", "", "consumer or producer", role },
	{ C, "thread", "", "number of the thread in its role, from 0", thread },
	{ C, "event", "", "what was counted, in user mode, in the thread's own window", event },
	{ C, "value", "", "how often (or ns, for events named so); empty unless status is ok or scaled", counter_number },
	{ C, "enabled_ns", "ns", "time the event was asked for; empty for events that do not come from perf", counter_enabled },
	{ C, "running_ns", "ns", "time it was on the hardware", counter_running },
	{ C, "status", "", "ok, scaled (value scaled by enabled / running), unsupported, denied, not_scheduled, not_applicable", counter_status },
	{ L, "operation", "", "put: the call; get: the call, or where load is below 100 from the time at which it was due to its end; handoff: from the begin of a put to when the consumer has the buffer", operation },
	{ L, "low_ns", "ns", "bucket of the histogram: the least value in it", bucket_low },
	{ L, "high_ns", "ns", "the least value that is not in it any more", bucket_high },
	{ L, "count", "operations", "stamped operations in the bucket; one without any has no row", bucket_count },
	{ L, "status", "", "ok; in the one row of an operation without a bucket: not_applicable (a buffer cannot be followed), too_few_samples (none)", bucket_status },
	{ Y, "n", "trials", "trials that the row rests on", summary_n },
	{ Y, "median_ns_per_buffer", "ns", "median over the trials", median },
	{ Y, "ci_low", "ns", "lower end of its exact interval", ci_low },
	{ Y, "ci_high", "ns", "upper end", ci_high },
	{ Y, "ci_level", "", "level that the interval really has", ci_level },
	{ Y, "status", "", "ok, too_few_samples (no interval), not_measured (the run ended before), unavailable, or the status of trials that all failed", summary_status },
	{ Y, "reason", "", "why it is unavailable, or how many trials failed and why", summary_reason },
	{ Y, "line_transfer_ns", "ns", "median over the trials of one cache line's way between the CPUs used", summary_line },
	{ Y, "disturbed", "trials", "trials among the n that were disturbed from outside", summary_disturbed },
	{ Y, "unsteady", "trials", "trials among the n whose figure moved within the window", summary_unsteady },
	{ Y, "hit_share", "0 to 1", "buffers that the pool handed out, of all", hit_share },
	{ Y, "wrong_node_share", "0 to 1", "buffers handed out from another node than the consumer's memory, of all", summary_wrong_node },
	{ Y, "pool_share", "0 to 1", "scenario rpc: median of the pool's share of a message's cost, over the trials that know it", summary_pool_share },
	{ Y, "ns_per_message", "ns", "scenario rpc: median", summary_message },
	{ Y, "cpu_ns_per_message", "ns", "scenario rpc: median", summary_cpu },
	{ Y, "break_even_miss_ns", "ns", "scenario rpc: median", summary_break_even },
	{ Y, "stamp_ns", "ns", "scenario latency: mean over the trials", summary_stamp },
	{ Y, "put_p50_ns", "ns", "scenario latency: percentile of all trials together, the middle of its bucket; empty where fewer than 10 samples lie above it", put_p50 },
	{ Y, "put_p99_ns", "ns", "likewise", put_p99 },
	{ Y, "put_p999_ns", "ns", "likewise, 99.9 %", put_p999 },
	{ Y, "put_p9999_ns", "ns", "likewise, 99.99 %", put_p9999 },
	{ Y, "get_p50_ns", "ns", "likewise", get_p50 },
	{ Y, "get_p99_ns", "ns", "likewise", get_p99 },
	{ Y, "get_p999_ns", "ns", "likewise", get_p999 },
	{ Y, "get_p9999_ns", "ns", "likewise", get_p9999 },
	{ Y, "handoff_p50_ns", "ns", "likewise", handoff_p50 },
	{ Y, "handoff_p99_ns", "ns", "likewise", handoff_p99 },
	{ Y, "handoff_p999_ns", "ns", "likewise", handoff_p999 },
	{ Y, "handoff_p9999_ns", "ns", "likewise", handoff_p9999 },
	{ Y, "starved_share", "0 to 1", "mean over the trials of the window's part that the consumer waited for a buffer", summary_starved },
	{ Y, "ratio_to_svc_page_pool", "", "median of the trials' own ratios", ratio },
	{ Y, "ratio_low", "", "lower end of its exact interval, at a level that holds for all ratios of the run together", ratio_low },
	{ Y, "ratio_high", "", "upper end", ratio_high },
	{ Y, "ratio_level", "", "level that this interval really has, alone", ratio_level },
	{ Y, "verdict", "", "faster, slower: the interval leaves out 1; no difference shown; unfit: too few trials for an interval of that level", verdict },
};

/**
 * struct listed - a column of a file
 * @column: what it is called
 * @axis: whose values are printed; NULL: column.print prints
 */
struct listed {
	struct column column;
	const struct axis *axis;
};

static void print_column(FILE *out, const struct listed *column,
			 const struct csv_row *row)
{
	char text[AXIS_TEXT_SIZE];

	if (!column->axis)
		column->column.print(out, row);
	else if (axis_is_told(column->axis, &CONFIG(row)))
		fputs(axis_text(column->axis,
				axis_get(column->axis, &CONFIG(row)), text),
		      out);
}

/* The table with the axes in their place. */
static const struct listed *columns(size_t *n)
{
	static struct listed all[ARRAY_SIZE(table) - 1 + AXES];
	static size_t known;

	for (size_t i = 0; known < ARRAY_SIZE(all); i++) {
		if (table[i].name) {
			all[known++].column = table[i];
			continue;
		}
		for (int a = 0; a < AXES; a++)
			all[known++] = (struct listed){
				.column = {
					.files = table[i].files,
					.name = axes[a].name,
					.unit = axes[a].unit,
					.meaning = axes[a].meaning,
				},
				.axis = &axes[a],
			};
	}
	*n = known;
	return all;
}

void csv_print_header(FILE *out, enum csv_file file)
{
	size_t n;
	const struct listed *column = columns(&n);
	const char *comma = "";

	for (size_t i = 0; i < n; i++) {
		if (!(column[i].column.files & 1u << file))
			continue;
		fprintf(out, "%s%s", comma, column[i].column.name);
		comma = ",";
	}
	fputc('\n', out);
}

void csv_print_row(FILE *out, enum csv_file file, const struct csv_row *row)
{
	size_t n;
	const struct listed *column = columns(&n);
	const char *comma = "";

	for (size_t i = 0; i < n; i++) {
		if (!(column[i].column.files & 1u << file))
			continue;
		fputs(comma, out);
		comma = ",";
		print_column(out, &column[i], row);
	}
	fputc('\n', out);
}

const char *const *csv_axis_names(size_t *n)
{
	static const char *names[ARRAY_SIZE(table) - 1 + AXES];
	size_t all;
	const struct listed *column = columns(&all);

	*n = 0;
	for (size_t i = 0; i < all; i++) {
		if (column[i].column.files & A)
			names[(*n)++] = column[i].column.name;
	}
	return names;
}

void csv_point_key(const struct point *point, char text[CSV_KEY_SIZE])
{
	const struct csv_row row = { .point = point };
	FILE *memory = fmemopen(text, CSV_KEY_SIZE, "w");
	size_t n;
	const struct listed *column = columns(&n);
	const char *comma = "";

	text[0] = '\0';
	if (!memory)
		return;
	for (size_t i = 0; i < n; i++) {
		if (!(column[i].column.files & A))
			continue;
		fputs(comma, memory);
		comma = ",";
		print_column(memory, &column[i], &row);
	}
	fclose(memory);
}

void csv_print_description(FILE *out)
{
	size_t n;
	const struct listed *column = columns(&n);

	for (int file = 0; file < CSV_FILES; file++) {
		fprintf(out, "%s### %s\n\n| column | unit | meaning |\n| --- | --- | --- |\n",
			file ? "\n" : "", csv_file_names[file]);
		for (size_t i = 0; i < n; i++) {
			if (column[i].column.files & 1u << file)
				fprintf(out, "| `%s` | %s | %s |\n",
					column[i].column.name, column[i].column.unit,
					column[i].column.meaning);
		}
	}
}
