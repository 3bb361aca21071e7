/* SPDX-License-Identifier: MIT */
/* The suite measuring itself, for selftest*.c only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "env/environment.h"
#include "plan/options.h"
#include "plan/points.h"
#include "run/progress.h"
#include "run/results.h"

/* Each comparison is judged for itself, and so may take longer than in a run. */
#define SELFTEST_ROUNDS		(2 * OPTIONS_ROUNDS)
/* Two scenarios of four pools */
#define SELFTEST_SETS		8

/**
 * struct selftest - what the user asked for, and all that is counted
 * @quick: a tenth of the comparisons
 * @loads: every CPU is loaded by another program
 * @csv: print CSV
 * @comparisons: as many as were asked for; 0: as many as usual
 * @seed: of the order of trials and turns
 * @out: folder; NULL: a new one below results/
 * @topology: this machine
 * @points: what is measured
 * @environment: machine and build
 * @set: point whose pool takes turns with copies of itself, one for each
 *	comparison; comparison i is of set i % @sets
 * @sets: how many
 * @loaded: processes of the load; as many as CPUs
 * @trials: run
 * @slices: in them
 * @disturbed: among those
 * @lost: ratios that a trial did not give
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
	bool loads;
	bool csv;
	unsigned int comparisons;
	uint64_t seed;
	const char *out;
	struct topology topology;
	struct points points;
	struct environment *environment;
	const struct point *set[SELFTEST_SETS];
	size_t sets;
	size_t loaded;
	unsigned int trials;
	unsigned int slices;
	unsigned int disturbed;
	unsigned int lost;
	bool interrupted;
	double took;
	struct results results;
	struct progress progress;
	struct trial *trial;
	int fd;
	FILE *samples;
};

/**
 * selftest_measure() - rounds of one trial for each set, as a run has them
 * @test: its samples are written
 * @error: why the load could not be started
 *
 * SIGINT and SIGTERM end it after the trial at hand, and so does the time that
 * there is.
 *
 * Return: 0 or a negative errno.
 */
int selftest_measure(struct selftest *test, struct error *error);

/**
 * struct load - a process that spins, for each CPU
 * @pid: of each
 * @n: how many
 */
struct load {
	pid_t *pid;
	size_t n;
};

/**
 * load_start() - load every CPU that this process may use
 * @load: filled; ended by load_stop(), also after an error
 * @error: why not
 *
 * The processes die with the thread that calls this.
 *
 * Return: 0 or a negative errno.
 */
int load_start(struct load *load, struct error *error);

/**
 * load_stop() - end them
 */
void load_stop(struct load *load);
