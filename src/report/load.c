// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/columns.h"
#include "report/load_internal.h"

static bool is_folder(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

char *loaded_path(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	char *result;
	int length;

	if (is_folder(path))
		length = asprintf(&result, "%s/%s", path, name);
	else
		length = asprintf(&result, "%.*s%s",
				  slash ? (int)(slash - path + 1) : 0, path,
				  name);
	return length < 0 ? NULL : result;
}

struct loaded *loaded_open(const char *path, struct error *error)
{
	struct loaded *loaded = calloc(1, sizeof(*loaded));
	char *environment = loaded_path(path, "environment.json");
	char *samples = is_folder(path) ?
			loaded_path(path, csv_file_names[CSV_SAMPLES]) :
			strdup(path);
	int result;

	if (!loaded || !environment || !samples)
		result = error_set(error, ENOMEM, "no memory to read %s",
				   path);
	else
		result = loaded_read_samples(loaded, samples, error);
	if (!result)
		result = loaded_read_environment(loaded, environment, error);
	if (result) {
		loaded_free(loaded);
		loaded = NULL;
	}
	free(environment);
	free(samples);
	return loaded;
}

void loaded_free(struct loaded *loaded)
{
	if (!loaded)
		return;
	for (size_t i = 0; i < loaded->points; i++) {
		free((char *)loaded->point[i].key);
		free((void *)loaded->point[i].axis);
	}
	free(loaded->point);
	free(loaded->sample);
	free(loaded->run);
	json_object_put(loaded->environment);
	free(loaded);
}

const struct loaded_sample *loaded_samples(const struct loaded *loaded,
					   size_t *n)
{
	*n = loaded->samples;
	return loaded->sample;
}

const struct loaded_point *loaded_points(const struct loaded *loaded,
					 size_t *n)
{
	*n = loaded->points;
	return loaded->point;
}

unsigned int loaded_schema(const struct loaded *loaded)
{
	return loaded->schema;
}

const char *loaded_run(const struct loaded *loaded)
{
	return loaded->run ? loaded->run : "";
}

const char *loaded_axis(const struct loaded_point *point, const char *name)
{
	size_t n;
	const char *const *axis = csv_axis_names(&n);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(axis[i], name) == 0)
			return point->axis[i];
	}
	return "";
}
