/* SPDX-License-Identifier: MIT */
/* The samples of each point, and what they say together. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "plan/point.h"
#include "stats/stats.h"

/** summary_is_base() - whether it is of the pool that all are compared with */
bool summary_is_base(const struct point *point);

enum latency_percentile {
	LATENCY_P50,
	LATENCY_P90,
	LATENCY_P99,
	LATENCY_P999,
	LATENCY_P9999,
	LATENCY_PERCENTILES,
};

/* What a good trial has given for a point; all of it is doubles */
struct sample {
	double ns_per_buffer;	/* The figure */
	double ratio;	/* To svc_page_pool in its own trial; NAN without one */
	double line_transfer_ns;	/* Between its CPUs, then; or NAN */
	struct rpc_outcome rpc;	/* For scenario rpc */
};

/* The good samples of one point, in the order of rounds */
struct series {
	size_t n;
	size_t room;
	struct sample *sample;
	struct latency_histograms *latency;	/* Of all trials, or NULL */
	double stamp_ns;	/* Sum, likewise of scenario latency */
	bool uncounted;	/* Of a trial nobody knows where buffers went */
	double buffers;	/* All buffers handed out */
	double hits;	/* Those of them that came from the pool */
	double wrong_node;	/* Those that lie on another node */
	double puts;	/* All that were put */
	double refused;	/* Those of them that were refused for full */
	double refused_negative;	/* Those refused for a negative count */
	double leaked;	/* Buffers that were lost by their owner */
	int64_t count_lowest;	/* Over all trials, as the next two */
	int64_t count_highest;
	uint64_t longest;
	double starved;	/* Sum of starved_share */
	size_t disturbed;	/* Samples that were, from outside */
	double huge;	/* Sum of huge_share, of the @huge_known trials */
	size_t huge_known;
	size_t unsteady;	/* Samples that moved within their window */
	unsigned int failed;	/* Trials that gave no figure */
	unsigned int failures[TRIAL_STATUS_COUNT];	/* By status */
	enum trial_status failure;	/* Of the last one, with its @error */
	char error[256];
};

/**
 * series_add() - add the outcome of a trial, good or not
 * @series: zeroed before its first use; freed by series_free()
 */
int series_add(struct series *series, const struct trial_config *config,
	       const struct trial_outcome *outcome);

/** series_lacks_huge_pages() - they were asked for, and the kernel gave none */
bool series_lacks_huge_pages(const struct series *series,
			     const struct trial_config *config);

/** series_add_latency() - a trial's histograms, after series_add() of it */
int series_add_latency(struct series *series,
		       const struct latency_histograms *latency);

/**
 * series_values() - one figure of each sample that has it
 * @member: offsetof() in struct sample
 *
 * Return: @n values, to be freed by free(); NULL without memory, with @n 0.
 */
double *series_values(const struct series *series, size_t member, size_t *n);

/** series_free() - free what series_add() allocated */
void series_free(struct series *series);

/* What all trials of a point have shown together */
struct latency_summary {
	uint64_t n[LATENCY_OPERATIONS];
	/* Percentiles; NAN where samples do not suffice */
	double ns[LATENCY_OPERATIONS][LATENCY_PERCENTILES];
	double stamp_ns;	/* Mean over the trials; NAN without any */
};

/* One row of summary.csv */
struct summary {
	const struct point *point;
	struct stats_interval median;	/* ns per buffer with its interval */
	double line_transfer_ns;	/* Median; NAN where unknown */
	double hit_share;	/* Buffers from the pool; NAN: unknown */
	double wrong_node_share;	/* Buffers of other nodes; likewise */
	struct rpc_outcome rpc;	/* Medians, not of @occupancy; else NAN */
	struct latency_summary latency;	/* Empty in other scenarios */
	const struct series *series;
	double starved_share;	/* Mean wait for buffers in a window, or NAN */
	/* To svc_page_pool in the same trials; n is 0: not measured */
	struct stats_interval ratio;
	enum stats_verdict verdict;	/* What it says */
	/*
	 * "ok", "too_few_samples" (no interval), "not_measured" (the run ended
	 * before), "unavailable", or the status of failed trials where none was
	 * good
	 */
	const char *status;
	char reason[320];	/* One line, or empty */
};

/**
 * summarize() - one summary for each point
 *
 * Medians have intervals of STATS_LEVEL. Ratios have one of STATS_VERDICT_LEVEL
 * for all of them together (Bonferroni), and the verdict is what it says: so
 * the two cannot disagree. The summaries refer to @points and @series.
 *
 * Return: @n summaries, to be freed by free(); NULL without memory.
 */
struct summary *summarize(const struct point *points,
			  const struct series *series, size_t n);
