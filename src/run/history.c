// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>

#include "run/columns.h"
#include "run/history_internal.h"
#include "run/results.h"

struct history *history_open(const char *folder, struct error *error)
{
	struct history *history = calloc(1, sizeof(*history));
	char path[4200];
	int result;

	if (!history) {
		error_set(error, ENOMEM, "no memory to read %s", folder);
		return NULL;
	}
	snprintf(path, sizeof(path), "%s/%s", folder,
		 csv_file_names[CSV_SAMPLES]);
	result = results_check_header(path, CSV_SAMPLES, error);
	if (!result)
		result = history_read_samples(history, path, error);
	snprintf(path, sizeof(path), "%s/environment.json", folder);
	if (!result)
		result = history_read_environment(history, path, error);
	if (!result)
		return history;
	history_free(history);
	return NULL;
}

void history_free(struct history *history)
{
	if (!history)
		return;
	for (size_t i = 0; i < history->samples; i++)
		free(history->sample[i].key);
	free(history->sample);
	free(history->run);
	json_object_put(history->environment);
	free(history);
}

const struct history_sample *history_samples(const struct history *history,
					     size_t *n)
{
	*n = history->samples;
	return history->sample;
}

const char *history_run(const struct history *history)
{
	return history->run ? history->run : "";
}
