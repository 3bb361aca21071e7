/* SPDX-License-Identifier: MIT */
/* The suite measuring itself, for selftest*.c only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/points.h"
#include "bench/progress.h"
#include "bench/schedule.h"
#include "report/environment.h"
#include "report/results.h"

/* The last of schedule_look_rounds[] */
#define SELFTEST_ROUNDS_MAX	80

/**
 * struct comparison - one comparison of a point with itself
 * @point: the point
 * @side: values of its sides A and B, pair by pair
 * @n: pairs
 * @rounds: measured; each is a pair unless a trial of it failed
 * @done: no more are needed, or there is no time for them
 */
struct comparison {
	const struct point *point;
	double side[2][SELFTEST_ROUNDS_MAX];
	size_t n;
	unsigned int rounds;
	bool done;
};

/**
 * struct selftest - what the user asked for, and all that is counted
 * @quick: short windows
 * @csv: print CSV
 * @comparisons: as many as were asked for
 * @window_ms: of a trial
 * @seconds: when no further look is taken
 * @seed: of the order of trials, as it was given
 * @random: state of the generator, which begins at @seed
 * @out: folder; NULL: a new one below results/
 * @topology: this machine
 * @points: what is measured
 * @environment: machine and build
 * @comparison: all; those without a round have not been measured
 * @skew_ns: start skews of trials with several threads
 * @skews: how many
 * @trials: run
 * @disturbed: among them
 * @failed: rounds lost, because a trial gave no figure
 * @null_ns: the loop around an uncontended pool; NAN: not measured
 * @empty_ns: the loop without anything; NAN: not measured
 * @interrupted: a signal asked to stop
 * @took: seconds of the measurement
 * @results: the folder
 * @progress: time
 * @trial: memory of a trial
 * @fd: of it
 * @samples: selftest-samples.csv
 */
struct selftest {
	bool quick;
	bool csv;
	unsigned int comparisons;
	unsigned int window_ms;
	unsigned int seconds;
	uint64_t seed;
	uint64_t random;
	const char *out;
	struct topology topology;
	struct points points;
	struct environment *environment;
	struct comparison *comparison;
	double *skew_ns;
	size_t skews;
	unsigned int trials;
	unsigned int disturbed;
	unsigned int failed;
	double null_ns;
	double empty_ns;
	bool interrupted;
	double took;
	struct results results;
	struct progress progress;
	struct trial *trial;
	int fd;
	FILE *samples;
};

/**
 * selftest_measure() - the harness, then all comparisons
 * @test: its comparisons are filled
 *
 * SIGINT and SIGTERM end it after the trial at hand.
 */
void selftest_measure(struct selftest *test);

/**
 * selftest_open_results() - a folder with all that is known beforehand
 * @test: its results and samples are set
 * @arguments: the command line, NULL-terminated
 * @error: why not
 *
 * Return: 0, -EEXIST where the folder holds a result already, or another
 * negative errno.
 */
int selftest_open_results(struct selftest *test, char *const *arguments,
			  struct error *error);

/**
 * selftest_write_results() - the report for programs; closes the samples
 * @test: measured
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int selftest_write_results(struct selftest *test, struct error *error);

/**
 * selftest_report() - verdicts on what was measured
 * @test: may have ended early
 * @out: where to
 * @csv: one table for programs instead of two for people
 */
void selftest_report(const struct selftest *test, FILE *out, bool csv);
