/* SPDX-License-Identifier: MIT */
/* Which trial runs when: rounds, and their order. */
#pragma once

#include <stdbool.h>

#include "run/history.h"
#include "run/results.h"
#include "run/trials.h"

/**
 * struct schedule - one run
 * @points: what is measured
 * @selected: for each point, whether it takes part
 * @trials: of a round
 * @series: samples of each point, filled as trials end
 * @rounds: how often each trial is run
 * @seed: of the orders, of trials and of slices
 * @results: where rows go
 * @history: what an earlier session of the run has measured; NULL: nothing
 * @window_share: out: share of the time that was spent inside of windows
 */
struct schedule {
	const struct points *points;
	const bool *selected;
	const struct trials *trials;
	struct series *series;
	unsigned int rounds;
	uint64_t seed;
	struct results *results;
	const struct history *history;
	double window_share;
};

/**
 * enum schedule_end - how a run ended
 * @SCHEDULE_DONE: all trials have run and are good
 * @SCHEDULE_FAILED: all have run, but some failed by more than that other work
 *	held their CPUs, or a point has no figure
 * @SCHEDULE_INTERRUPTED: a signal asked to stop, and the trial at hand was
 *	finished
 * @SCHEDULE_STOPPED: a row could not be written
 * @SCHEDULE_FOREIGN: the history is another run's; nothing was written
 */
enum schedule_end {
	SCHEDULE_DONE,
	SCHEDULE_FAILED,
	SCHEDULE_INTERRUPTED,
	SCHEDULE_STOPPED,
	SCHEDULE_FOREIGN,
};

/**
 * schedule_run() - run all trials
 * @schedule: the run
 * @error: why it ended early
 *
 * Each round runs every trial once, in an order of its own
 * that follows from the seed. A pool with which a trial's process died is the
 * one whose turn it was: it is left out from then on, and the others are
 * measured without it.
 *
 * All decisions follow from the seed and the samples. A run that is resumed
 * makes them again from its history, and so goes on where it stopped.
 */
enum schedule_end schedule_run(struct schedule *schedule,
			       struct error *error);
