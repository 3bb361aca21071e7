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

/* What the user asked for, and all that is counted */
struct selftest {
	bool quick;	/* A tenth of the comparisons */
	bool loads;	/* Every CPU is loaded by another program */
	bool csv;
	/* As many as were asked for; 0: as many as usual */
	unsigned int comparisons;
	uint64_t seed;	/* Of the order of trials and turns */
	const char *out;	/* Folder; NULL: a new one below results/ */
	struct topology topology;
	struct points points;
	struct environment *environment;
	/*
	 * Point whose pool takes turns with copies of itself, one for each
	 * comparison; comparison i is of set i % @sets
	 */
	const struct point *set[SELFTEST_SETS];
	size_t sets;
	size_t loaded;	/* Processes of the load; as many as CPUs */
	unsigned int trials;
	unsigned int slices;	/* In them */
	unsigned int disturbed;	/* Among those */
	unsigned int lost;	/* Ratios that a trial did not give */
	bool interrupted;	/* A signal asked to stop */
	double took;	/* Seconds of the measurement */
	struct results results;
	struct progress progress;
	struct trial *trial;	/* Memory of a trial, of @fd */
	int fd;
	FILE *samples;
};

/*
 * Rounds of one trial for each set, as a run has them. SIGINT and SIGTERM end
 * it after the trial at hand, and so does the time that there is. Fails where
 * the load could not be started.
 */
int selftest_measure(struct selftest *test, struct error *error);

/* A process that spins, for each CPU that this process may use */
struct load {
	pid_t *pid;
	size_t n;
};

/*
 * @load: ended by load_stop(), also after an error. The processes die with the
 * thread that calls this.
 */
int load_start(struct load *load, struct error *error);

void load_stop(struct load *load);
