/* SPDX-License-Identifier: MIT */
/* Which trial runs when: rounds, their order, when to stop, what to repeat. */
#pragma once

#include <stdbool.h>

#include "bench/points.h"
#include "report/load.h"
#include "report/results.h"

/* Rounds after which it is asked whether more are needed */
#define SCHEDULE_LOOKS	3
extern const unsigned int schedule_look_rounds[SCHEDULE_LOOKS];

/**
 * struct schedule - one run
 * @points: what is measured
 * @selected: for each point, whether it takes part
 * @series: samples of each point, filled as rounds end
 * @rounds: exactly so many; 0: as many as the looks find necessary
 * @precision: an interval is narrow enough when its half is at most this
 *	share of the median
 * @max_seconds: no further look after so much time in trials
 * @seed: of the order within the rounds
 * @results: where rows go
 * @history: what an earlier session of the run has measured; NULL: nothing
 * @level: out: confidence level that intervals must have, which looking more
 *	than once makes higher than STATS_LEVEL
 * @window_share: out: share of the time that was spent inside of windows
 */
struct schedule {
	const struct points *points;
	const bool *selected;
	struct series *series;
	unsigned int rounds;
	double precision;
	double max_seconds;
	uint64_t seed;
	struct results *results;
	const struct loaded *history;
	double level;
	double window_share;
};

/**
 * enum schedule_end - how a run ended
 * @SCHEDULE_DONE: all trials have run and are good
 * @SCHEDULE_FAILED: all have run, but some failed
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
 * Each round measures every point once, in an order of its own that follows
 * from the seed, so that drift hits all alike and the points of a round are
 * pairs. Without a fixed number of rounds, a round in which a trial was
 * disturbed is measured again as a whole, within a bound; and after 20, 40
 * and 80 rounds points whose interval is narrow enough drop out, but for
 * svc_page_pool where another point of its setting is still measured.
 *
 * All decisions follow from the seed and the samples. A run that is resumed
 * makes them again from its history, and so goes on where it stopped.
 */
enum schedule_end schedule_run(struct schedule *schedule,
			       struct error *error);

/**
 * schedule_is_wide() - whether a point's interval is not narrow enough
 * @schedule: the run
 * @series: of the point
 */
bool schedule_is_wide(const struct schedule *schedule,
		      const struct series *series);
