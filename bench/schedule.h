/* SPDX-License-Identifier: MIT */
/* Which trial runs when: rounds, their order, interruption, progress. */
#pragma once

#include <stdbool.h>

#include "bench/scenarios.h"
#include "report/results.h"

/**
 * struct schedule - one run
 * @points: what is measured
 * @selected: for each point, whether it takes part
 * @series: samples of each point, filled as trials end
 * @rounds: how often each point is measured
 * @seed: of the order within the rounds
 * @results: where rows go
 */
struct schedule {
	const struct points *points;
	const bool *selected;
	struct series *series;
	unsigned int rounds;
	uint64_t seed;
	struct results *results;
};

/**
 * enum schedule_end - how a run ended
 * @SCHEDULE_DONE: all trials have run and are good
 * @SCHEDULE_FAILED: all have run, but some failed
 * @SCHEDULE_INTERRUPTED: a signal asked to stop, and the trial at hand was
 *	finished
 * @SCHEDULE_UNWRITABLE: a row could not be written
 */
enum schedule_end {
	SCHEDULE_DONE,
	SCHEDULE_FAILED,
	SCHEDULE_INTERRUPTED,
	SCHEDULE_UNWRITABLE,
};

/**
 * schedule_run() - run all trials
 * @schedule: the run
 * @error: why it ended early
 *
 * Each round measures every available point once, in an order of its own, so
 * that drift hits all alike and the points of a round are pairs.
 */
enum schedule_end schedule_run(struct schedule *schedule,
			       struct error *error);
