/* SPDX-License-Identifier: MIT */
/* The samples of each point, and what they say together. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "plan/point.h"
#include "stats/stats.h"

/* Whether it is of the pool that every other one is compared with */
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
	/* To svc_page_pool in its own trial; NAN without one */
	double ratio;
	/* Between its CPUs, at that time; NAN where unknown */
	double line_transfer_ns;
	struct rpc_outcome rpc;	/* For scenario rpc */
};

/* The good samples of one point, in the order of rounds */
struct series {
	size_t n;
	size_t room;
	struct sample *sample;
	/* Of all trials together, for scenario latency; else NULL */
	struct latency_histograms *latency;
	double stamp_ns;	/* Sum, likewise */
	/* Of a trial it is not known what became of its buffers */
	bool uncounted;
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
	/* How many of the samples were disturbed from outside */
	size_t disturbed;
	/* Sum of huge_share, where it is known: in @huge_known trials */
	double huge;
	size_t huge_known;
	/* How many of the samples moved within their window */
	size_t unsteady;
	unsigned int failed;	/* Trials that gave no figure */
	/* Of them, how many of each status */
	unsigned int failures[TRIAL_STATUS_COUNT];
	/* Status of the last of those, with its @error */
	enum trial_status failure;
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

/**
 * series_add_latency() - the histograms of a trial of scenario latency, after
 *	series_add() of its outcome
 */
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
	/* Buffers that came from the pool, 0 to 1; NAN where unknown */
	double hit_share;
	/* From another node than the pool's, 0 to 1; NAN where unknown */
	double wrong_node_share;
	/* Medians, @occupancy excepted; NAN in other scenarios */
	struct rpc_outcome rpc;
	/* Of scenario latency; nothing in it in others */
	struct latency_summary latency;
	const struct series *series;
	/*
	 * Mean part of the window that the consumer waited for a buffer; NAN
	 * where there are none
	 */
	double starved_share;
	/*
	 * To svc_page_pool in the same trials, at a level that holds for all
	 * ratios of the run together; its n is 0 where that was not measured
	 */
	struct stats_interval ratio;
	enum stats_verdict verdict;	/* What it says */
	/*
	 * "ok", "too_few_samples" (no interval), "not_measured" (the run ended
	 * before), "unavailable", or the status of failed trials where none was
	 * good
	 */
	const char *status;
	/* One line; empty where there is nothing to say */
	char reason[320];
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
