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

/**
 * struct history_sample - one row of samples.csv
 * @trial: number of the trial
 * @round: number of the round
 * @key: of the point, as csv_point_key() has it
 * @outcome: the members that series_add() and the decisions of a schedule
 *	need; the others are 0. Figures that are not there are NAN
 */
struct history_sample {
	unsigned int trial;
	unsigned int round;
	char *key;
	struct trial_outcome outcome;
};

struct history;

/**
 * history_open() - read samples.csv and environment.json of a folder
 * @folder: of the run
 * @error: one line: what is missing or damaged
 *
 * The columns must be those that this program writes. A last line without a
 * newline, left by a run that was killed, is passed over.
 *
 * Return: the history, NULL with @error set.
 */
struct history *history_open(const char *folder, struct error *error);

/**
 * history_free() - free
 * @history: may be NULL
 */
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
