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

/* How long a line took between the same CPUs, ns */
struct distance {
	double low;	/* At the first tenth of all trials by size */
	double high;	/* At the last tenth */
};

/*
 * Between line transfers with such a gap and no other between them a hypervisor
 * had moved a CPU to another core: two machines, in effect.
 */
#define DISTANCE_LIKE	1.5

/* More groups than that are none: the last has all beyond */
#define DISTANCE_GROUPS_MAX	8

/* Trials whose CPUs were alike far from each other */
struct distance_group {
	double line_ns;	/* Median */
	/* Median, with its interval of STATS_VERDICT_LEVEL by itself */
	struct stats_interval ratio;
};

/*
 * Ratios of trials by the distance of their CPUs, the nearest first. A trial
 * whose ratio or line is not a number is left out. A group ends where the next
 * trial's line took DISTANCE_LIKE times as long, however wide it is: a limit of
 * its width would cut one state of the host in two. 0 where no two groups have
 * intervals apart from each other, so that one ratio says it all, and without
 * memory.
 */
size_t distance_groups(const double *ratio, const double *line_ns, size_t n,
		       struct distance_group group[DISTANCE_GROUPS_MAX]);

/* These in a line each; nothing where there are none */
void distance_print_groups(FILE *out, const double *ratio,
			   const double *line_ns, size_t n);

/*
 * Says it where the CPUs' distance changed during a run: the first and the last
 * tenth of the line transfers differ by more than DISTANCE_LIKE. Without memory
 * nothing is found. Of ratios that were given by distance it says how sure they
 * are.
 */
void distance_print(FILE *out, const struct summary *summaries, size_t n);

#endif
