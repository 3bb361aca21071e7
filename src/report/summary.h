/* SPDX-License-Identifier: MIT */
/* The samples of each point, and what they say together. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "report/point.h"
#include "stats/stats.h"

/* What every pool is compared with */
#define SUMMARY_BASE_POOL	"svc_page_pool"

/**
 * struct series - the good samples of one point, in the order of rounds
 * @n: how many
 * @room: for how many there is memory
 * @round: of each
 * @ns_per_buffer: the figure of each
 * @line_transfer_ns: between its CPUs, at that time; NAN where unknown
 * @buffers: all buffers handed out
 * @fallback: those of them that did not come from the pool
 * @starved: sum of starved_share
 * @disturbed: how many of the samples were disturbed from outside
 * @unsteady: how many of the samples moved within their window
 * @failed: trials that gave no figure
 * @failure: status of the last of those
 * @error: its text
 */
struct series {
	size_t n;
	size_t room;
	unsigned int *round;
	double *ns_per_buffer;
	double *line_transfer_ns;
	double buffers;
	double fallback;
	double starved;
	size_t disturbed;
	size_t unsteady;
	unsigned int failed;
	enum trial_status failure;
	char error[256];
};

/**
 * series_add() - add the outcome of a trial
 * @series: zeroed before its first use; freed by series_free()
 * @round: in which it was measured
 * @outcome: good or not
 *
 * Return: 0 or -ENOMEM.
 */
int series_add(struct series *series, unsigned int round,
	       const struct trial_outcome *outcome);

/**
 * series_free() - free what series_add() allocated
 */
void series_free(struct series *series);

/**
 * struct summary - one row of summary.csv
 * @point: what was measured
 * @median: ns per buffer with its interval
 * @line_transfer_ns: median; NAN where unknown
 * @hit_share: buffers that came from the pool, 0 to 1; NAN where unknown
 * @starved_share: mean part of the window that the consumer waited for a
 *	buffer; NAN where there are none
 * @ratio: to svc_page_pool in the same setting, paired by round; its n is 0
 *	where that was not measured
 * @disturbed: how many of the samples were disturbed from outside
 * @unsteady: how many of the samples moved within their window
 * @status: "ok", "too_few_samples" (no interval), "unavailable", or the status
 *	of failed trials where none was good
 * @reason: one line; empty where there is nothing to say
 */
struct summary {
	const struct point *point;
	struct stats_interval median;
	double line_transfer_ns;
	double hit_share;
	double starved_share;
	struct stats_interval ratio;
	size_t disturbed;
	size_t unsteady;
	const char *status;
	char reason[320];
};

/**
 * summarize() - one summary for each point
 * @points: all points
 * @series: the samples of each
 * @n: how many
 * @level: confidence level wanted
 *
 * Return: @n summaries, to be freed by free(); NULL without memory.
 */
struct summary *summarize(const struct point *points,
			  const struct series *series, size_t n,
			  double level);
