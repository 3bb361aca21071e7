/* SPDX-License-Identifier: MIT */
/* A result read back, for load*.c only. */
#pragma once

#include <json-c/json.h>

#include "report/load.h"

/**
 * struct loaded - a result
 * @schema: of the columns; 0 where there is no row
 * @run: identifies it; NULL where there is no row
 * @sample: rows
 * @samples: how many
 * @room: for how many there is memory
 * @point: points
 * @points: how many
 * @environment: environment.json; NULL where there is none
 */
struct loaded {
	unsigned int schema;
	char *run;
	struct loaded_sample *sample;
	size_t samples;
	size_t room;
	struct loaded_point *point;
	size_t points;
	struct json_object *environment;
};

/**
 * loaded_read_environment() - read environment.json
 * @loaded: its environment is set; stays NULL where there is no such file
 * @path: of the file
 * @error: why it cannot be read, or that it is another run's
 *
 * Return: 0 or a negative errno.
 */
int loaded_read_environment(struct loaded *loaded, const char *path,
			    struct error *error);

/**
 * loaded_read_samples() - read samples.csv
 * @loaded: its samples and points are set
 * @path: of the file
 * @error: what is missing or damaged
 *
 * Return: 0 or a negative errno.
 */
int loaded_read_samples(struct loaded *loaded, const char *path,
			struct error *error);
