/* SPDX-License-Identifier: MIT */
/*
 * How long a run takes: told before it begins, and then how far it is: a line
 * written over on a terminal, else one now and then.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "bench/options.h"
#include "report/point.h"

/**
 * progress_print_estimate() - points x rounds x what a trial costs, in a line
 * @out: where to
 * @prefix: what the line begins with
 * @options: rounds, window, warmup
 * @point: all points of the run
 * @selected: for each, whether it takes part; NULL: all do
 * @n: how many
 *
 * Around its window each trial starts a process, fills the pool and looks for
 * each buffer afterwards: how long is known by scenario, from one machine, and
 * corrected while the run goes on. Trials that are repeated are not foreseen.
 * Prints nothing where nothing can run.
 */
void progress_print_estimate(FILE *out, const char *prefix,
			     const struct options *options,
			     const struct point *point, const bool *selected,
			     size_t n);

/**
 * struct progress - how far a run is
 * @terminal: standard error is one
 * @began: seconds of the monotonic clock
 * @told: when the last line was printed where there is no terminal
 * @done: points measured in this session
 * @all: points to measure in this session, as far as is known
 * @left: of each scenario, trials to run in this session, as far as is known
 * @trials: of each scenario, how many have run in this session
 * @around_seconds: of each scenario, what those took besides warmup and window
 * @trial_seconds: warmup and window, which all trials have alike
 * @window_seconds: spent inside of measurement windows
 * @worst: widest interval of a point, as a share of its median; NAN before
 *	there is one
 */
struct progress {
	bool terminal;
	double began;
	double told;
	unsigned int done;
	unsigned int all;
	unsigned int left[SCENARIO_COUNT];
	unsigned int trials[SCENARIO_COUNT];
	double around_seconds[SCENARIO_COUNT];
	double trial_seconds;
	double window_seconds;
	double worst;
};

/**
 * progress_begin() - a run begins
 * @progress: filled
 * @all: points to measure; progress_expect() adds to them
 */
void progress_begin(struct progress *progress, unsigned int all);

/**
 * progress_expect() - so much is still to be measured
 * @progress: of the run
 * @config: of a point
 * @trials: of that point, added to what was expected of others
 */
void progress_expect(struct progress *progress,
		     const struct trial_config *config, unsigned int trials);

/**
 * progress_forget() - nothing more is expected: progress_expect() says what is
 */
void progress_forget(struct progress *progress);

/**
 * progress_trial() - a trial has run: what it took corrects the time left
 * @progress: of the run
 * @scenario: of the trial
 * @seconds: from its start to when its row was written
 */
void progress_trial(struct progress *progress, enum scenario scenario,
		    double seconds);

/**
 * progress_done() - a point has been measured in the round at hand
 */
void progress_done(struct progress *progress, enum scenario scenario);

/**
 * progress_seconds() - since the beginning
 */
double progress_seconds(const struct progress *progress);

/**
 * progress_point() - a point is about to be measured; shown on a terminal
 */
void progress_point(const struct progress *progress,
		    const struct point *point);

/**
 * progress_round() - a round has ended; printed where there is no terminal,
 *	at most every ten seconds
 * @progress: of the run
 * @round: its number
 * @rounds: as many as there will be, as far as is known
 */
void progress_round(struct progress *progress, unsigned int round,
		    unsigned int rounds);

/**
 * progress_clear() - make room for another line on standard error
 */
void progress_clear(const struct progress *progress);
