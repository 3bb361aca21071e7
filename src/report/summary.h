/* SPDX-License-Identifier: MIT */
/* The samples of each point, and what they say together. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "plan/point.h"
#include "stats/stats.h"

/* What every pool is compared with */
#define SUMMARY_BASE_POOL	TRIAL_BASE_POOL

/* Whether it is of that pool */
bool summary_is_base(const struct point *point);

/**
 * enum latency_percentile - which percentiles are told
 */
enum latency_percentile {
	LATENCY_P50,
	LATENCY_P90,
	LATENCY_P99,
	LATENCY_P999,
	LATENCY_P9999,
	LATENCY_PERCENTILES,
};

/**
 * struct series - the good samples of one point, in the order of rounds
 * @n: how many
 * @room: for how many there is memory
 * @round: of each
 * @ns_per_buffer: the figure of each
 * @ratio: of each, to svc_page_pool in its own trial; NAN without one
 * @line_transfer_ns: between its CPUs, at that time; NAN where unknown
 * @rpc: figures of each, for scenario rpc
 * @latency: of all trials together, for scenario latency; else NULL
 * @stamp_ns: sum, likewise
 * @uncounted: of a trial it is not known what became of its buffers
 * @buffers: all buffers handed out
 * @hits: those of them that came from the pool
 * @wrong_node: those that lie on another node
 * @puts: all that were put
 * @refused: those of them that were refused for full
 * @refused_negative: those refused for a negative count
 * @leaked: buffers that were lost by their owner
 * @count_lowest: over all trials
 * @count_highest: over all trials
 * @longest: over all trials
 * @starved: sum of starved_share
 * @disturbed: how many of the samples were disturbed from outside
 * @huge: sum of huge_share where it is known
 * @huge_known: in how many trials that was
 * @unsteady: how many of the samples moved within their window
 * @failed: trials that gave no figure
 * @failures: of them, how many of each status
 * @failure: status of the last of those
 * @error: its text
 */
struct series {
	size_t n;
	size_t room;
	unsigned int *round;
	double *ns_per_buffer;
	double *ratio;
	double *line_transfer_ns;
	struct rpc_outcome *rpc;
	struct latency_histograms *latency;
	double stamp_ns;
	bool uncounted;
	double buffers;
	double hits;
	double wrong_node;
	double puts;
	double refused;
	double refused_negative;
	double leaked;
	int64_t count_lowest;
	int64_t count_highest;
	uint64_t longest;
	double starved;
	size_t disturbed;
	double huge;
	size_t huge_known;
	size_t unsteady;
	unsigned int failed;
	unsigned int failures[TRIAL_STATUS_COUNT];
	enum trial_status failure;
	char error[256];
};

/**
 * series_add() - add the outcome of a trial
 * @series: zeroed before its first use; freed by series_free()
 * @config: of the trial
 * @round: in which it was measured
 * @outcome: good or not
 *
 * Return: 0 or -ENOMEM.
 */
int series_add(struct series *series, const struct trial_config *config,
	       unsigned int round,
	       const struct trial_outcome *outcome);

/**
 * series_lacks_huge_pages() - they were asked for, and the kernel gave none
 * @series: of @config
 * @config: of the point
 */
bool series_lacks_huge_pages(const struct series *series,
			     const struct trial_config *config);

/**
 * series_ratio() - @change by @base, in the trials of each round
 * @base: the samples of one point; NULL: of svc_page_pool, whose turns each
 *	trial has
 * @change: those of another
 * @level: confidence level wanted
 *
 * Each is known by its ratio to svc_page_pool in its own trial; where both have
 * one, they are divided. A round that failed on either side does not count.
 *
 * Return: its n is 0 where there is no such round, or no memory.
 */
struct stats_interval series_ratio(const struct series *base,
				   const struct series *change, double level);

/**
 * series_add_latency() - add the histograms of a trial of scenario latency
 * @series: to which series_add() has just added its outcome
 * @latency: of the trial
 *
 * Return: 0 or -ENOMEM.
 */
int series_add_latency(struct series *series,
		       const struct latency_histograms *latency);

/**
 * series_free() - free what series_add() allocated
 */
void series_free(struct series *series);

/**
 * struct latency_summary - what all trials of a point have shown together
 * @n: samples of each operation
 * @ns: percentiles; NAN where samples do not suffice
 * @stamp_ns: mean over the trials; NAN without any
 */
struct latency_summary {
	uint64_t n[LATENCY_OPERATIONS];
	double ns[LATENCY_OPERATIONS][LATENCY_PERCENTILES];
	double stamp_ns;
};

/**
 * struct summary - one row of summary.csv
 * @point: what was measured
 * @median: ns per buffer with its interval
 * @line_transfer_ns: median; NAN where unknown
 * @hit_share: buffers that came from the pool, 0 to 1; NAN where unknown
 * @wrong_node_share: buffers from another node than the pool's, 0 to 1; NAN
 *	where unknown
 * @rpc: medians, @occupancy excepted; NAN in other scenarios
 * @latency: of scenario latency; nothing in it in others
 * @series: all the samples
 * @starved_share: mean part of the window that the consumer waited for a
 *	buffer; NAN where there are none
 * @ratio: to svc_page_pool in the same trials, at a level that holds for all
 *	ratios of the run together; its n is 0 where that was not measured
 * @verdict: what it says
 * @status: "ok", "too_few_samples" (no interval), "not_measured" (the run ended
 *	before), "unavailable", or the status
 *	of failed trials where none was good
 * @reason: one line; empty where there is nothing to say
 */
struct summary {
	const struct point *point;
	struct stats_interval median;
	double line_transfer_ns;
	double hit_share;
	double wrong_node_share;
	struct rpc_outcome rpc;
	struct latency_summary latency;
	const struct series *series;
	double starved_share;
	struct stats_interval ratio;
	enum stats_verdict verdict;
	const char *status;
	char reason[320];
};

/**
 * summarize() - one summary for each point
 * @points: all points
 * @series: the samples of each
 * @n: how many
 *
 * Medians have intervals of STATS_LEVEL. Ratios have one of STATS_VERDICT_LEVEL
 * for all of them together (Bonferroni), and the verdict is what it says: so
 * the two cannot disagree. The summaries refer to @points and @series.
 *
 * Return: @n summaries, to be freed by free(); NULL without memory.
 */
struct summary *summarize(const struct point *points,
			  const struct series *series, size_t n);
