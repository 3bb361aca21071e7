/* SPDX-License-Identifier: MIT */
/* A result read back: its environment, and the samples of each point. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/point.h"

/**
 * struct loaded_point - what rows were measured at
 * @key: as csv_point_key() has it
 * @axis: texts of its parts, in the order of csv_axis_names()
 */
struct loaded_point {
	const char *key;
	const char *const *axis;
};

/**
 * struct loaded_sample - one row of samples.csv
 * @trial: number of the trial
 * @round: number of the round
 * @point: index into loaded_points()
 * @key: of the point, as csv_point_key() has it
 * @malloc_provider: object that provides malloc, and its version
 * @disturbed: something came from outside; false where the file does not say
 * @outcome: the members that series_add() and the decisions of a schedule
 *	need; the others are 0. Figures that are not there are NAN
 */
struct loaded_sample {
	unsigned int trial;
	unsigned int round;
	size_t point;
	const char *key;
	char malloc_provider[128];
	bool disturbed;
	struct trial_outcome outcome;
};

struct loaded;

/**
 * loaded_open() - read a result
 * @path: folder, or its samples.csv
 * @error: one line: what is missing or damaged
 *
 * Columns are found by their names; those that are not known are ignored. A
 * last line without a newline, left by a run that was killed, is passed over;
 * any other line that is not a row is an error. environment.json is read from
 * the same folder; without it nothing is known of the machine.
 *
 * Return: the result, NULL with @error set.
 */
struct loaded *loaded_open(const char *path, struct error *error);

/**
 * loaded_path() - a file of a result, beside samples.csv
 * @path: as for loaded_open()
 * @name: of the file
 *
 * Return: its path, whether or not it is there, to be freed; NULL without
 * memory.
 */
char *loaded_path(const char *path, const char *name);

/**
 * loaded_free() - free
 * @loaded: may be NULL
 */
void loaded_free(struct loaded *loaded);

/* Samples in the order of the file */
const struct loaded_sample *loaded_samples(const struct loaded *loaded,
					   size_t *n);
/* Points in the order in which the file first has them */
const struct loaded_point *loaded_points(const struct loaded *loaded,
					 size_t *n);
/* Text of one of csv_axis_names(); empty where there is none of this name */
const char *loaded_axis(const struct loaded_point *point, const char *name);
/* Schema of the columns */
unsigned int loaded_schema(const struct loaded *loaded);
/* Identifies the run; empty where there is no sample */
const char *loaded_run(const struct loaded *loaded);
/* There was an environment.json */
bool loaded_has_environment(const struct loaded *loaded);
/* The machine in one line */
const char *loaded_label(const struct loaded *loaded);
/* A reason why the figures are unfit for publication, NULL past the last */
const char *loaded_unfit(const struct loaded *loaded, size_t index);
/* Seed of the order; false where environment.json has none */
bool loaded_seed(const struct loaded *loaded, uint64_t *seed);
/* An argument of the command line, NULL past the last */
const char *loaded_argument(const struct loaded *loaded, size_t index);
/* Value of an item of the environment ("cpu_model"), NULL where absent */
const char *loaded_item(const struct loaded *loaded, const char *name);
