/* SPDX-License-Identifier: MIT */
/* How far a run is: a line written over on a terminal, else one now and then. */
#pragma once

#include <stdbool.h>

#include "report/point.h"

/**
 * struct progress - how far a run is
 * @terminal: standard error is one
 * @began: seconds of the monotonic clock
 * @told: when the last line was printed where there is no terminal
 * @done: points measured in this session
 * @all: points to measure in this session, as far as is known
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
	double window_seconds;
	double worst;
};

/**
 * progress_begin() - a run begins
 */
void progress_begin(struct progress *progress, unsigned int all);

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
