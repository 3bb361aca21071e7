/* SPDX-License-Identifier: MIT */
/* An earlier session, for history*.c only. */
#pragma once

#include <json-c/json.h>

#include "run/history.h"

struct history {
	/* NULL where neither a row nor environment.json says it */
	char *run;
	struct history_sample *sample;
	size_t samples;
	size_t room;
	/* NULL where there is no environment.json */
	struct json_object *environment;
};

/* No file is no error, and leaves @environment NULL; another run's is one. */
int history_read_environment(struct history *history, const char *path,
			     struct error *error);

int history_read_samples(struct history *history, const char *path,
			 struct error *error);
