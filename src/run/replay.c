// SPDX-License-Identifier: MIT
#include "run/replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbench/gbench.h"

/* What Google Benchmark adds to a name first */
#define SUFFIX	"/iterations:1"

/* One point's samples while Google Benchmark asks for them, one each time. */
struct replayed {
	const struct series *series;
	size_t next;
};

int replay_init(const struct options *options, struct error *error)
{
	int argc = options->benchmark_argc;

	if (gbench_init(&argc, options->benchmark_argv) < 0)
		return error_set(error, EINVAL, "%s", gbench_last_error());
	return 0;
}

static void replay_one(struct gbench_state *state, void *user)
{
	struct replayed *replayed = user;
	const struct series *series = replayed->series;

	if (!series || replayed->next >= series->n) {
		gbench_skip_with_error(state, series && series->failed ?
				       series->error : "not measured");
		return;
	}
	while (gbench_keep_running_batch(state, 1))
		;
	gbench_set_iteration_time(state,
		series->sample[replayed->next++].ns_per_buffer / 1e9);
}

static int register_point(const struct point *point, size_t repetitions,
			  struct replayed *replayed)
{
	char name[POINT_NAME_SIZE];
	struct gbench_benchmark *benchmark = gbench_register(
		point_name(point, name), replay_one, replayed);

	if (!benchmark || gbench_iterations(benchmark, 1) ||
	    gbench_use_manual_time(benchmark) ||
	    gbench_unit(benchmark, GBENCH_NANOSECOND))
		return -EINVAL;
	/* a single repetition is Google's default, and has no aggregates */
	if (repetitions > 1)
		return gbench_repetitions(benchmark, (int)repetitions);
	return 0;
}

/* For choosing by name: nothing of this is run. */
static int register_names(const struct points *points,
			  unsigned int repetitions, struct error *error)
{
	static struct replayed nothing;

	for (size_t i = 0; i < points->n; i++) {
		if (points->point[i].available &&
		    register_point(&points->point[i], repetitions, &nothing))
			return error_set(error, EINVAL, "%s",
					 gbench_last_error());
	}
	return 0;
}

/* @next: where to look on: Google Benchmark keeps the order of points */
struct selection {
	const struct points *points;
	bool *selected;
	size_t next;
};

/* What follows the name is what register_point() sets. */
static bool is_name_of(const struct point *point, const char *name)
{
	char text[POINT_NAME_SIZE];
	const size_t length = strlen(point_name(point, text));

	return strncmp(text, name, length) == 0 &&
	       strncmp(name + length, SUFFIX, sizeof(SUFFIX) - 1) == 0;
}

static int select_name(const char *name, void *user)
{
	struct selection *selection = user;
	const struct points *points = selection->points;

	if (!selection->selected) {
		puts(name);
		return 0;
	}
	while (selection->next < points->n) {
		const size_t i = selection->next++;

		if (points->point[i].available &&
		    is_name_of(&points->point[i], name)) {
			selection->selected[i] = true;
			break;
		}
	}
	return 0;
}

int replay_select(const struct points *points, unsigned int repetitions,
		  bool *selected, struct error *error)
{
	struct selection selection = { points, selected, 0 };
	int result = register_names(points, repetitions, error);

	if (result)
		return result;
	result = gbench_list(NULL, select_name, &selection);
	if (result < 0)
		error_set(error, -result, "%s", gbench_last_error());
	/* Google's text on a bad filter ends in a newline */
	error->text[strcspn(error->text, "\n")] = '\0';
	gbench_clear();
	return result;
}

int replay_report(const struct schedule *schedule, struct error *error)
{
	const struct points *points = schedule->points;
	struct replayed *replayed = calloc(points->n + 1, sizeof(*replayed));
	int result = 0;

	if (!replayed)
		return error_set(error, ENOMEM, "no memory for the report");
	for (size_t i = 0; i < points->n && !result; i++) {
		if (!schedule->selected[i] || !points->point[i].available)
			continue;
		replayed[i].series = &schedule->series[i];
		result = register_point(&points->point[i],
					schedule->series[i].n, &replayed[i]);
	}
	if (!result)
		result = gbench_run("");
	if (result < 0)
		error_set(error, -result, "%s", gbench_last_error());
	gbench_clear();
	free(replayed);
	return result < 0 ? result : 0;
}
