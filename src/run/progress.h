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
 * progress_print_estimate() - trials x what each takes, after @prefix in a line
 *
 * Around its windows each trial starts a process, fills its pools and looks for
 * each buffer afterwards: that is guessed, and corrected while the run goes on.
 * Prints nothing where nothing can run.
 */
void progress_print_estimate(FILE *out, const char *prefix,
			     const struct trials *trials,
			     const struct points *points, unsigned int rounds);

/* How far a run is; times in seconds */
struct progress {
	bool terminal;	/* Standard error is one */
	double began;	/* Of the monotonic clock */
	double told;	/* When a line was printed, without a terminal */
	unsigned int done;	/* Trials run in this session */
	unsigned int all;	/* Trials to run */
	double planned;	/* That the trials that are left take by their plan */
	double planned_done;	/* Likewise, of those run in this session */
	double took;	/* That those took */
	double window_seconds;	/* Inside of measurement windows */
};

/** progress_begin() - @all trials begin, of @planned seconds by their plan */
void progress_begin(struct progress *progress, unsigned int all,
		    double planned);

/**
 * progress_trial() - a trial has run
 * @planned: seconds that it takes by its plan
 * @took: seconds that it took in all; 0: an earlier session ran it
 */
void progress_trial(struct progress *progress, double planned, double took);

/** progress_seconds() - since the beginning */
double progress_seconds(const struct progress *progress);

/** progress_point() - a trial is about to be run; shown on a terminal */
void progress_point(const struct progress *progress,
		    const struct point *point);

/**
 * progress_round() - a round has ended; printed where there is no terminal,
 *	at most every ten seconds
 */
void progress_round(struct progress *progress, unsigned int round,
		    unsigned int rounds);

/** progress_clear() - make room for another line on standard error */
void progress_clear(const struct progress *progress);
