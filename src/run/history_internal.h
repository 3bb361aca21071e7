/* SPDX-License-Identifier: MIT */
/* An earlier session, for history*.c only. */
#pragma once

#include <json-c/json.h>

#include "run/history.h"

/**
 * struct history - an earlier session
 * @run: identifies the run; NULL where neither a row nor environment.json says
 * @sample: rows
 * @samples: how many
 * @room: for how many there is memory
 * @environment: environment.json; NULL where there is none
 */
struct history {
	char *run;
	struct history_sample *sample;
	size_t samples;
	size_t room;
	struct json_object *environment;
};

/**
 * history_read_environment() - read environment.json
 * @history: its environment is set; stays NULL where there is no such file
 * @path: of the file
 * @error: why it cannot be read, or that it is another run's
 *
 * Return: 0 or a negative errno.
 */
int history_read_environment(struct history *history, const char *path,
			     struct error *error);

/**
 * history_read_samples() - read samples.csv
 * @history: its run and samples are set
 * @path: of the file
 * @error: what is missing or damaged
 *
 * Return: 0 or a negative errno.
 */
int history_read_samples(struct history *history, const char *path,
			 struct error *error);
