/* SPDX-License-Identifier: MIT */
/* Which trial runs when: rounds, and their order. */
#pragma once

#include <stdbool.h>

#include "run/results.h"
#include "run/trials.h"

/* One run */
struct schedule {
	const struct points *points;
	const bool *selected;	/* For each point, whether it takes part */
	const struct trials *trials;	/* Of a round */
	struct series *series;	/* Of each point, filled as trials end */
	unsigned int rounds;
	uint64_t seed;	/* Of the orders, of trials and of slices */
	struct results *results;
	struct journal *journal;	/* NULL: there was no session before */
	double window_share;	/* Out: time inside of windows, 0 to 1 */
};

enum schedule_end {
	SCHEDULE_DONE,	/* All trials have run and are good */
	/*
	 * All have run, but some failed by more than that other work held their
	 * CPUs, or a point has no figure
	 */
	SCHEDULE_FAILED,
	SCHEDULE_INTERRUPTED,	/* By a signal, after the trial at hand */
	SCHEDULE_STOPPED,	/* A row could not be written */
	SCHEDULE_FOREIGN,	/* The journal has other points; no writes */
};

/*
 * Runs every trial once in each round, in an order of its own that follows from
 * the seed. A pool with which a trial's process died is the one whose turn it
 * was: it is left out from then on, and the others are measured without it. All
 * decisions follow from the seed and the samples: a run that is resumed makes
 * them again from its journal, and so goes on where it stopped.
 */
enum schedule_end schedule_run(struct schedule *schedule,
			       struct error *error);
