/* SPDX-License-Identifier: MIT */
/*
 * How long a run takes: told before it begins, and then how far it is: a line
 * written over on a terminal, else one now and then.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "run/trials.h"

/**
 * progress_print_estimate() - trials x what each takes, in a line
 * @out: where to
 * @prefix: what the line begins with
 * @trials: of a round
 * @points: of the run
 * @rounds: how often each trial is run
 *
 * Around its windows each trial starts a process, fills its pools and looks for
 * each buffer afterwards: that is guessed, and corrected while the run goes on.
 * Prints nothing where nothing can run.
 */
void progress_print_estimate(FILE *out, const char *prefix,
			     const struct trials *trials,
			     const struct points *points, unsigned int rounds);

/**
 * struct progress - how far a run is
 * @terminal: standard error is one
 * @began: seconds of the monotonic clock
 * @told: when the last line was printed where there is no terminal
 * @done: trials run in this session
 * @all: trials to run
 * @planned: seconds that the trials that are left take by their plan
 * @planned_done: likewise, of the trials that have run in this session
 * @took: seconds that those took
 * @window_seconds: spent inside of measurement windows
 */
struct progress {
	bool terminal;
	double began;
	double told;
	unsigned int done;
	unsigned int all;
	double planned;
	double planned_done;
	double took;
	double window_seconds;
};

/**
 * progress_begin() - a run begins
 * @progress: filled
 * @all: trials to run
 * @planned: seconds that they take by their plan
 */
void progress_begin(struct progress *progress, unsigned int all,
		    double planned);

/**
 * progress_trial() - a trial has run
 * @progress: of the run
 * @planned: seconds that it takes by its plan
 * @took: seconds that it took in all; 0: an earlier session ran it
 */
void progress_trial(struct progress *progress, double planned, double took);

/**
 * progress_seconds() - since the beginning
 */
double progress_seconds(const struct progress *progress);

/**
 * progress_left() - how long it will still take
 * @progress: of the run
 * @text: filled: "12 min"
 * @size: of @text
 *
 * Return: @text.
 */
const char *progress_left(const struct progress *progress, char *text,
			  size_t size);

/**
 * progress_point() - a trial is about to be run; shown on a terminal
 * @progress: of the run
 * @point: one of its points
 */
void progress_point(const struct progress *progress,
		    const struct point *point);

/**
 * progress_round() - a round has ended; printed where there is no terminal,
 *	at most every ten seconds
 * @progress: of the run
 * @round: its number
 * @rounds: as many as there will be
 */
void progress_round(struct progress *progress, unsigned int round,
		    unsigned int rounds);

/**
 * progress_clear() - make room for another line on standard error
 */
void progress_clear(const struct progress *progress);
