/* SPDX-License-Identifier: MIT */
#ifndef REPORT_DISTANCE_H
#define REPORT_DISTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/summary.h"

/*
 * On a machine of one's own a line takes as long at the end of a run as it
 * took at the start. A hypervisor may run two CPUs on one core now and on two
 * sockets then, and every figure has two values: some ratios as well.
 */

/**
 * struct distance - how long a line took between the same CPUs
 * @low: at the first tenth of all trials by size, ns
 * @high: at the last tenth, ns
 */
struct distance {
	double low;
	double high;
};

/*
 * Two trials whose line transfers differ by more than this factor ran on two
 * machines, in effect: a hypervisor had moved a CPU to another core.
 */
#define DISTANCE_LIKE	1.5

/* More groups than that are none: the last has all beyond */
#define DISTANCE_GROUPS_MAX	8

/**
 * struct distance_group - trials whose CPUs were alike far from each other
 * @line_ns: median of what a line took
 * @ratio: median of their ratios, with its interval of STATS_VERDICT_LEVEL
 */
struct distance_group {
	double line_ns;
	struct stats_interval ratio;
};

/**
 * distance_groups() - a ratio by the distance of the CPUs
 * @ratio: of each trial; what is not a number is left out
 * @line_ns: what a line took in that trial; likewise
 * @n: how many trials
 * @group: filled, the nearest first
 *
 * A group ends where the next trial's line took DISTANCE_LIKE times as long.
 *
 * Return: how many groups; 0 where no two of them have intervals apart from
 * each other, so that one ratio says it all, and without memory.
 */
size_t distance_groups(const double *ratio, const double *line_ns, size_t n,
		       struct distance_group group[DISTANCE_GROUPS_MAX]);

/**
 * distance_print_groups() - these in a line each; nothing where there are none
 * @out: where to
 * @ratio: as of distance_groups()
 * @line_ns: likewise
 * @n: how many trials
 */
void distance_print_groups(FILE *out, const double *ratio,
			   const double *line_ns, size_t n);

/**
 * distance_print() - say it where the CPUs' distance changed during a run
 * @out: where to
 * @summaries: all of the run
 * @n: how many
 *
 * It changed where the first and the last tenth of the line transfers differ
 * by more than DISTANCE_LIKE. Without memory nothing is found.
 */
void distance_print(FILE *out, const struct summary *summaries, size_t n);

#endif
