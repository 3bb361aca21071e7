// SPDX-License-Identifier: MIT
/* The program: what was asked for, the run, what to print, exit status. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/options.h"
#include "bench/replay.h"
#include "bench/schedule.h"
#include "bench/show.h"
#include "gbench/gbench.h"
#include "report/table.h"

enum {
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NOTHING = 3,
	EXIT_INTERRUPTED = 130,
};

static int complain(int status, const struct error *error)
{
	fprintf(stderr, "bench: %s\n", error->text);
	return status;
}

/* The command line as a shell would take it again. */
static char *quote_command(int argc, char **argv)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		return NULL;
	for (int i = 0; i < argc; i++) {
		const char *c = argv[i];

		if (i)
			fputc(' ', memory);
		if (*c && !c[strspn(c, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+@%")]) {
			fputs(c, memory);
			continue;
		}
		fputc('\'', memory);
		for (; *c; c++)
			fputs(*c == '\'' ? "'\\''" : (char[]){ *c, 0 },
			      memory);
		fputc('\'', memory);
	}
	fputc('\n', memory);
	fclose(memory);
	return text;
}

static void default_folder(char *folder, size_t size)
{
	const time_t now = time(NULL);
	char host[65] = "unknown", when[32];
	struct tm utc;

	gethostname(host, sizeof(host) - 1);
	gmtime_r(&now, &utc);
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &utc);
	snprintf(folder, size, "results/%s/%s", host, when);
}

/* Everything that a run needs, and that is undone at its end. */
struct run {
	const struct options *options;
	const char *command;
	struct topology topology;
	struct points points;
	bool *selected;
	struct series *series;
	struct environment *environment;
	struct results results;
};

static int start_results(struct run *run, struct error *error)
{
	const struct options *options = run->options;
	char folder[512], path[4200];
	int result;

	default_folder(folder, sizeof(folder));
	result = results_create(&run->results,
				options->out ? options->out : folder, error);
	if (!result)
		result = results_write_text(&run->results, "command.txt",
					    run->command, error);
	if (result)
		return result;
	results_path(&run->results, "environment.json", path, sizeof(path));
	return environment_write(run->environment, path, run->results.run,
				 run->command, options->seed, error);
}

/* The summary is written however the run ended: nothing is lost. */
static int finish(struct run *run, struct schedule *schedule,
		  struct error *error)
{
	const struct options *options = run->options;
	struct summary *summaries = summarize(run->points.point, run->series,
					      run->points.n, STATS_LEVEL);
	size_t kept = 0;
	int result;

	if (!summaries)
		return error_set(error, ENOMEM, "no memory for the summary");
	for (size_t i = 0; i < run->points.n; i++) {
		if (run->selected[i])
			summaries[kept++] = summaries[i];
	}
	result = results_write_summary(&run->results, summaries, kept, error);
	if (options->benchmark_report) {
		if (!result)
			result = replay_report(schedule, error);
	} else if (options->csv) {
		csv_print_header(stdout, CSV_SUMMARY);
		for (size_t i = 0; i < kept; i++)
			csv_print_row(stdout, CSV_SUMMARY, &(struct csv_row){
				.run = run->results.run,
				.point = summaries[i].point,
				.summary = &summaries[i] });
	} else {
		table_print(stdout, summaries, kept, run->environment);
		printf("results: %s\n", run->results.folder);
	}
	free(summaries);
	return result;
}

static int measure(struct run *run, struct error *error)
{
	static const int statuses[] = {
		[SCHEDULE_DONE] = EXIT_SUCCESS,
		[SCHEDULE_FAILED] = EXIT_FAILED,
		[SCHEDULE_INTERRUPTED] = EXIT_INTERRUPTED,
		[SCHEDULE_UNWRITABLE] = EXIT_FAILED,
	};
	struct schedule schedule = {
		.points = &run->points,
		.selected = run->selected,
		.series = run->series,
		.rounds = run->options->repetitions,
		.seed = run->options->seed,
		.results = &run->results,
	};
	struct error late = { "" };
	enum schedule_end end = schedule_run(&schedule, error);

	if (end == SCHEDULE_INTERRUPTED || end == SCHEDULE_UNWRITABLE)
		complain(0, error);
	if (finish(run, &schedule, &late))
		return complain(EXIT_FAILED, &late);
	return statuses[end];
}

/* Why nothing can run: each reason once. */
static int nothing_to_run(const struct run *run)
{
	const char *told = "";

	for (size_t i = 0; i < run->points.n; i++) {
		const struct point *point = &run->points.point[i];

		if (point->available || strcmp(point->reason, told) == 0)
			continue;
		told = point->reason;
		fprintf(stderr, "bench: %s, %s: unavailable: %s\n",
			point->config.pool, point_placement(point),
			point->reason);
	}
	if (!*told)
		fprintf(stderr, "bench: no point matches what was asked for: --benchmark_list_tests shows all\n");
	return EXIT_NOTHING;
}

static int select_points(struct run *run, struct error *error)
{
	const struct options *options = run->options;
	int selected;

	run->selected = calloc(run->points.n + 1, sizeof(*run->selected));
	run->series = calloc(run->points.n + 1, sizeof(*run->series));
	if (!run->selected || !run->series)
		return error_set(error, ENOMEM, "no memory for the points");
	selected = replay_select(&run->points, options->repetitions,
				 run->selected, error);
	for (size_t i = 0; i < run->points.n; i++)
		run->selected[i] |= !options->benchmark_filter &&
				    !run->points.point[i].available;
	return selected;
}

static int do_run(struct run *run, struct error *error)
{
	const struct options *options = run->options;
	double ticks_per_ns;
	int selected;

	if (clock_calibrate(&ticks_per_ns, error))
		return complain(EXIT_NOTHING, error);
	if (points_expand(&run->points, options, &run->topology, ticks_per_ns,
			  error) ||
	    replay_init(options, error))
		return complain(EXIT_USAGE, error);
	if (options->benchmark_list) {
		if (replay_list(&run->points, options->repetitions, error) < 0)
			return complain(EXIT_USAGE, error);
		return EXIT_SUCCESS;
	}
	selected = select_points(run, error);
	if (selected < 0)
		return complain(EXIT_USAGE, error);
	if (!selected)
		return nothing_to_run(run);
	run->environment = environment_collect(&run->topology, error);
	if (!run->environment)
		return complain(EXIT_FAILED, error);
	if (start_results(run, error))
		return complain(EXIT_USAGE, error);
	fprintf(stderr, "bench: %d points, %u rounds, seed %" PRIu64 ", results in %s\n",
		selected, options->repetitions, options->seed,
		run->results.folder);
	return measure(run, error);
}

static void end_run(struct run *run)
{
	if (run->environment)
		results_close(&run->results);
	environment_free(run->environment);
	for (size_t i = 0; run->series && i < run->points.n; i++)
		series_free(&run->series[i]);
	free(run->series);
	free(run->selected);
	points_free(&run->points);
	topology_free(&run->topology);
	gbench_shutdown();
}

static int dispatch(struct options *options, const char *command)
{
	struct run run = { .options = options, .command = command };
	struct error error = { "" };
	int status = EXIT_SUCCESS;

	if (options->mode == MODE_COLUMNS) {
		csv_print_description(stdout);
		return EXIT_SUCCESS;
	}
	if (options->topology ?
	    topology_load_file(&run.topology, options->topology, &error) :
	    topology_load_this(&run.topology, &error))
		return complain(EXIT_USAGE, &error);
	if (!options->seed_given &&
	    getrandom(&options->seed, sizeof(options->seed), 0) < 0)
		options->seed = (uint64_t)time(NULL);
	/* short enough to be typed again */
	if (!options->seed_given)
		options->seed %= 1000000000;
	if (options->mode == MODE_LIST)
		show_list(stdout, options, &run.topology);
	else if (options->mode == MODE_PLAN)
		show_plan(stdout, options, &run.topology);
	else
		status = do_run(&run, &error);
	end_run(&run);
	return status;
}

int main(int argc, char **argv)
{
	struct options options;
	char *command;
	int status;

	/* before anything else: a worker is no user's command */
	if (argc == 3 && strcmp(argv[1], TRIAL_WORKER_ARGUMENT) == 0)
		return trial_worker(atoi(argv[2]));
	command = quote_command(argc, argv);
	if (!command)
		return EXIT_FAILED;
	options_parse(&options, argc, argv);
	status = dispatch(&options, command);
	free(options.benchmark_argv);
	free(command);
	/* what could not be printed was not reported */
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "bench: cannot write to standard output: %s\n",
			strerror(errno));
		return EXIT_FAILED;
	}
	return status;
}
