/* SPDX-License-Identifier: MIT */
/*
 * What an earlier session of a run has left, read back by --resume: its
 * samples and how it was started. What is said of results is said in Python,
 * see plot/verdicts/.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trial/trial.h"

/* One row of samples.csv */
struct history_sample {
	unsigned int trial;
	unsigned int round;
	char *key;	/* Of csv_point_key() */
	/*
	 * What series_add() and the decisions of a schedule need; the other
	 * members are 0, figures that are not there NAN
	 */
	struct trial_outcome outcome;
};

struct history;

/*
 * Reads samples.csv, whose columns must be those that this program writes, and
 * environment.json of a folder. A last line without a newline, left by a run
 * that was killed, is passed over. The caller frees it; NULL with @error set.
 */
struct history *history_open(const char *folder, struct error *error);

void history_free(struct history *history);

/* Samples in the order of the file */
const struct history_sample *history_samples(const struct history *history,
					     size_t *n);
/* Identifies the run; empty where it is not known */
const char *history_run(const struct history *history);
/* Seed of the order; false where environment.json has none */
bool history_seed(const struct history *history, uint64_t *seed);
/* An argument of the command line, NULL past the last */
const char *history_argument(const struct history *history, size_t index);
/* Value of an item of the environment ("cpu_model"), NULL where absent */
const char *history_item(const struct history *history, const char *name);
