// SPDX-License-Identifier: MIT
#include "run/kernel_result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "plan/parse.h"
#include "report/table.h"
#include "run/command.h"
#include "run/kernel_trial.h"
#include "run/results.h"
#include "run/run.h"

/* A point, and the samples of it */
struct measured {
	struct point point;
	struct series series;
};

struct conversion {
	const char *raw;
	struct results results;
	struct measured *measured;
	size_t n;
	unsigned int trials;
	char where[128];	/* Of the environment */
	unsigned int failed;	/* Outcomes that are not ok */
	char failure[320];	/* The first of them */
};

/* Return: the point's index; that of a new one where it is not known yet. */
static ssize_t find_point(struct conversion *conversion,
			  const struct point *point)
{
	struct measured *measured;

	for (size_t i = 0; i < conversion->n; i++) {
		measured = &conversion->measured[i];
		if (point_same_setting(&measured->point, point) &&
		    strcmp(measured->point.config.pool,
			   point->config.pool) == 0)
			return (ssize_t)i;
	}
	measured = reallocarray(conversion->measured, conversion->n + 1,
				sizeof(*measured));
	if (!measured)
		return -ENOMEM;
	conversion->measured = measured;
	measured += conversion->n;
	memset(measured, 0, sizeof(*measured));
	measured->point = *point;
	return (ssize_t)conversion->n++;
}

/* What other work took is no fault of the run; what it missed has no figure. */
static void note_failure(struct conversion *conversion, const char *pool,
			 const struct trial_outcome *outcome)
{
	if (outcome->status == TRIAL_OK ||
	    outcome->status == TRIAL_MISSED_WINDOW)
		return;
	if (!conversion->failed++)
		snprintf(conversion->failure, sizeof(conversion->failure),
			 "trial %u, %s: %s", conversion->trials, pool,
			 outcome->error);
}

static int add_trial(struct conversion *conversion,
		     struct kernel_trial *read, struct error *error)
{
	static struct csv_row row[TRIAL_SUBJECTS_MAX];
	static struct point point[TRIAL_SUBJECTS_MAX];
	struct trial *trial = read->trial;
	size_t rows = 0;
	int result;

	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct trial_subject *subject = &trial->subject[i];

		note_failure(conversion, subject->name, &subject->outcome);
		if (strcmp(subject->name, TRIAL_LINE_TRANSFER) == 0)
			continue;
		point[rows] = read->point;
		memcpy(point[rows].config.pool, subject->name,
		       sizeof(point[rows].config.pool));
		row[rows] = (struct csv_row){
			.run = conversion->results.run,
			.trial = conversion->trials, .round = read->round,
			.point = &point[rows], .result = trial, .subject = i,
		};
		rows++;
	}
	result = results_add_trial(&conversion->results, row, rows, error);
	for (size_t i = 0; !result && i < rows; i++) {
		const ssize_t index = find_point(conversion, &point[i]);

		if (index < 0 ||
		    series_add(&conversion->measured[index].series,
			       &point[i].config, csv_outcome(&row[i])))
			result = error_set(error, ENOMEM,
					   "no memory for a sample");
	}
	return result;
}

static int add_trials(struct conversion *conversion, struct error *error)
{
	struct stat status;
	int result = 0;

	while (!result) {
		struct kernel_trial read;
		char folder[4200];

		snprintf(folder, sizeof(folder), "%s/%u", conversion->raw,
			 conversion->trials + 1);
		if (stat(folder, &status))
			break;
		conversion->trials++;
		result = kernel_trial_read(&read, folder, error);
		if (!result)
			result = add_trial(conversion, &read, error);
		if (!result && conversion->trials == 1)
			snprintf(conversion->where, sizeof(conversion->where),
				 "%s %s", read.point.config.where == WHERE_UML ?
				 "user-mode Linux" : "Linux", read.kernel);
		kernel_trial_free(&read);
	}
	return result ? result : conversion->trials ? 0 :
	       error_set(error, EINVAL, "%s has no trial: no folder 1",
			 conversion->raw);
}

static int write_summary(struct conversion *conversion,
			 const struct environment *environment,
			 struct error *error)
{
	const size_t n = conversion->n;
	struct point *points = calloc(n + 1, sizeof(*points));
	struct series *series = calloc(n + 1, sizeof(*series));
	struct summary *summaries = NULL;
	int result = -ENOMEM;

	for (size_t i = 0; points && series && i < n; i++) {
		points[i] = conversion->measured[i].point;
		series[i] = conversion->measured[i].series;
	}
	if (points && series)
		summaries = summarize(points, series, n);
	if (summaries) {
		result = results_write_summary(&conversion->results, summaries,
					       n, error);
		table_print(stdout, summaries, n, environment);
		printf("results: %s\n", conversion->results.folder);
	} else {
		error_set(error, ENOMEM, "no memory for the summary");
	}
	free(summaries);
	free(points);
	free(series);
	return result;
}

static int convert(struct conversion *conversion, const char *out,
		   char *const *command, struct error *error)
{
	struct topology topology = { .nr_cpus = 0 };
	struct environment *environment = NULL;
	uint64_t seed = 0;
	int result = topology_load_this(&topology, error);

	for (size_t i = 0; !result && command[i]; i++) {
		if (strcmp(command[i], "--seed") == 0 && command[i + 1])
			result = parse_number(command[i + 1], 0, UINT64_MAX,
					      "--seed", &seed, error);
	}
	if (!result)
		result = results_create(&conversion->results, out, false,
					error);
	if (!result)
		result = add_trials(conversion, error);
	if (!result) {
		environment = environment_collect(&topology, error);
		result = environment ? environment_add_where(environment,
					conversion->where, error) : -ENOMEM;
	}
	if (!result)
		result = command_write_origin(&conversion->results,
					      environment, command, seed,
					      error);
	if (!result)
		result = write_summary(conversion, environment, error);
	environment_free(environment);
	topology_free(&topology);
	return result;
}

int kernel_result_main(int argc, char **argv)
{
	struct conversion conversion = { .trials = 0 };
	struct error error = { "" };
	int status = EXIT_SUCCESS;

	if (argc < 4)
		return error_tell(EXIT_USAGE,
			"kernel-result: RAW OUT COMMAND... would be right: the folder of scripts/kernel-bench's trials, that of the result, and the command that made the trials");
	conversion.raw = argv[1];
	if (convert(&conversion, argv[2], argv + 3, &error))
		status = error_tell(EXIT_USAGE, "%s", error.text);
	else if (conversion.failed)
		status = error_tell(EXIT_FAILED, "%s%s", conversion.failure,
				    conversion.failed > 1 ?
				    "; not the only one" : "");
	if (conversion.results.run[0])
		results_close(&conversion.results);
	for (size_t i = 0; i < conversion.n; i++)
		series_free(&conversion.measured[i].series);
	free(conversion.measured);
	return status;
}
