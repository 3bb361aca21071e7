// SPDX-License-Identifier: MIT
#include "run/run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "gbench/gbench.h"
#include "report/table.h"
#include "run/command.h"
#include "run/probe.h"
#include "run/progress.h"
#include "run/replay.h"
#include "run/schedule.h"

/* Everything that a run needs, and that is undone at its end. */
struct run {
	struct options *options;
	options_reader *read_options;
	const char *command;
	char *const *arguments;
	struct history *history;
	char **history_arguments;
	struct topology topology;
	struct points points;
	bool *selected;
	struct series *series;
	struct environment *environment;
	struct results results;
	int lock;
};

static int complain(int status, const struct error *error)
{
	fprintf(stderr, "bench: %s\n", error->text);
	return status;
}

void run_default_folder(char *folder, size_t size)
{
	const time_t now = time(NULL);
	char host[65] = "unknown", when[32];
	struct tm utc;

	gethostname(host, sizeof(host) - 1);
	gmtime_r(&now, &utc);
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &utc);
	snprintf(folder, size, "results/%s/%s", host, when);
}

/* Where there are no locks that is said, and the run goes on. */
static int lock_results(struct run *run, const char *folder,
			struct error *error)
{
	const int result = results_lock(folder, &run->lock, error);

	if (result != -ENOLCK)
		return result;
	complain(0, error);
	return 0;
}

static int start_results(struct run *run, struct error *error)
{
	const struct options *options = run->options;
	const struct environment_run made_by = {
		.run = run->results.run,
		.command = run->command,
		.arguments = run->arguments,
		.seed = options->seed,
	};
	char folder[512], path[4200];
	int result;

	run_default_folder(folder, sizeof(folder));
	result = results_create(&run->results,
				options->out ? options->out : folder, error);
	if (!result)
		result = lock_results(run, run->results.folder, error);
	if (!result)
		result = results_write_text(&run->results, "command.txt",
					    run->command, error);
	if (result)
		return result;
	results_path(&run->results, "environment.json", path, sizeof(path));
	return environment_write(run->environment, path, &made_by, error);
}

/* One line now, and not one for each trial */
static void print_refused(const struct run *run)
{
	size_t count;
	const struct environment_item *items =
		environment_items(run->environment, &count);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(items[i].name, "refused_calls") == 0 &&
		    items[i].verdict != ENVIRONMENT_FINE)
			fprintf(stderr, "bench: refused here: %s (bench --environment says what follows)\n",
				items[i].value);
	}
}

/* What must be the same for trials to be of one run. */
static int check_same_machine(const struct run *run, struct error *error)
{
	static const char *const names[] = {
		"cpu_model", "cpus_online", "cpus_allowed", "kernel",
		"compiler", "build_flags", "commit",
	};
	size_t count;
	const struct environment_item *items =
		environment_items(run->environment, &count);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *then = history_item(run->history, names[i]);

		for (size_t k = 0; then && k < count; k++) {
			if (strcmp(items[k].name, names[i]) == 0 &&
			    strcmp(items[k].value, then) != 0)
				return error_set(error, EINVAL,
					"--resume: %s was '%.60s' and is '%.60s': start a new run",
					names[i], then, items[k].value);
		}
	}
	return 0;
}

static int resume_results(struct run *run, struct error *error)
{
	size_t n;
	const struct history_sample *samples = history_samples(run->history, &n);
	int result = 0;

	for (size_t i = 1; !result && i < n; i++) {
		if (samples[i].trial < samples[i - 1].trial)
			result = error_set(error, EINVAL,
				"--resume: in %s trial %u follows trial %u: rows were moved, or two programs wrote at once",
				run->options->resume, samples[i].trial,
				samples[i - 1].trial);
	}
	if (result)
		return result;
	return results_resume(&run->results, run->options->resume,
			      history_run(run->history),
			      n ? samples[n - 1].trial : 0, error);
}

/* The options are those of the run that is resumed. */
static int take_up(struct run *run, struct error *error)
{
	const char *folder = run->options->resume;
	int argc = 0;

	while (run->arguments[argc])
		argc++;
	/* program --resume DIR, or program --resume=DIR */
	if (argc > 3 || (argc == 3 && strcmp(run->arguments[1], "--resume")
				      != 0))
		return error_set(error, EINVAL,
			"--resume goes on with a run as it was started: no other option goes with it");
	argc = 0;
	if (lock_results(run, folder, error))
		return -EINVAL;
	run->history = history_open(folder, error);
	if (!run->history)
		return -EINVAL;
	while (history_argument(run->history, (size_t)argc))
		argc++;
	run->history_arguments = calloc((size_t)argc + 1,
					sizeof(*run->history_arguments));
	if (!run->history_arguments)
		return error_set(error, ENOMEM, "no memory");
	for (int i = 0; i < argc; i++)
		run->history_arguments[i] =
			(char *)(uintptr_t)history_argument(run->history,
							   (size_t)i);
	free(run->options->benchmark_argv);
	run->options->benchmark_argv = NULL;
	if (!argc)
		return error_set(error, EINVAL,
			"--resume: %s does not say how it was started",
			folder);
	run->read_options(run->options, argc, run->history_arguments);
	run->options->resume = folder;
	run->options->seed_given = history_seed(run->history,
					       &run->options->seed);
	return 0;
}

/* What the table cannot say of each row. */
static void print_notes(const struct run *run,
			const struct schedule *schedule)
{
	size_t disturbed = 0, unsteady = 0, samples = 0;

	for (size_t i = 0; i < run->points.n; i++) {
		disturbed += run->series[i].disturbed;
		unsteady += run->series[i].unsteady;
		samples += run->series[i].n;
	}
	printf("disturbed from outside: %zu of %zu samples; not steady: %zu; %.0f %% of the time in windows\n",
	       disturbed, samples, unsteady, 100 * schedule->window_share);
}

/* The summary is written however the run ended: nothing is lost. */
static int finish(struct run *run, struct schedule *schedule,
		  struct error *error)
{
	const struct options *options = run->options;
	struct summary *summaries = summarize(run->points.point, run->series,
					      run->points.n);
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
		print_notes(run, schedule);
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
		[SCHEDULE_STOPPED] = EXIT_FAILED,
		[SCHEDULE_FOREIGN] = EXIT_USAGE,
	};
	struct schedule schedule = {
		.points = &run->points,
		.selected = run->selected,
		.series = run->series,
		.rounds = run->options->repetitions,
		.history = run->history,
		.seed = run->options->seed,
		.results = &run->results,
	};
	struct error late = { "" };
	enum schedule_end end = schedule_run(&schedule, error);

	/* its own files are not this run's to replace */
	if (end == SCHEDULE_FOREIGN)
		return complain(EXIT_USAGE, error);
	if (end == SCHEDULE_INTERRUPTED || end == SCHEDULE_STOPPED)
		complain(0, error);
	if (end == SCHEDULE_INTERRUPTED)
		command_print_resume(stderr, run->results.folder);
	if (finish(run, &schedule, &late))
		return complain(EXIT_FAILED, &late);
	return statuses[end];
}

/* Why nothing can run: each reason once. */
static int nothing_to_run(const struct run *run)
{
	const char *told = "";

	if (run->options->benchmark_filter) {
		fprintf(stderr, "bench: --benchmark_filter matches nothing that can run here: --benchmark_list_tests shows all names\n");
		return EXIT_NOTHING;
	}
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
		fprintf(stderr, "bench: no pool or floor of these fits the scenarios that were asked for\n");
	if (topology_allowed_cpus(&run->topology) == 1 &&
	    !run->options->oversubscribe)
		fprintf(stderr, "bench: 1 CPU is allowed: scenarios uncontended, floor and overflow can run; --oversubscribe lets threads share it\n");
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

/* Asked before anything is measured, though it is written afterwards. */
static int check_benchmark_out(const struct options *options,
			       struct error *error)
{
	FILE *file;

	if (!options->benchmark_out || !*options->benchmark_out)
		return 0;
	file = fopen(options->benchmark_out, "ae");
	if (!file)
		return error_set(error, errno, "--benchmark_out: cannot write %s: %s",
				 options->benchmark_out, strerror(errno));
	fclose(file);
	return 0;
}

static int collect(struct run *run, struct error *error)
{
	run->environment = environment_collect(&run->topology, error);
	return run->environment ? 0 : -ENOMEM;
}

static int do_run(struct run *run, struct error *error)
{
	const struct options *options = run->options;
	double ticks_per_ns;
	int selected, result;

	if (clock_calibrate(&ticks_per_ns, error))
		return complain(EXIT_NOTHING, error);
	/* with other CPUs there may be nothing to run, for another reason */
	if (run->history && (collect(run, error) ||
			     check_same_machine(run, error)))
		return complain(EXIT_USAGE, error);
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
	if (probe_limits(&run->points, run->selected, error))
		return complain(EXIT_FAILED, error);
	if (!run->environment && collect(run, error))
		return complain(EXIT_FAILED, error);
	result = run->history ? resume_results(run, error) :
				start_results(run, error);
	if (result)
		return complain(result == -ENOSPC || result == -EDQUOT ||
				result == -EFBIG || result == -EIO ?
				EXIT_FAILED : EXIT_USAGE, error);
	if (check_benchmark_out(options, error))
		return complain(EXIT_USAGE, error);
	fprintf(stderr, "bench: %d points, seed %" PRIu64 ", results in %s\n",
		selected, options->seed, run->results.folder);
	print_refused(run);
	/* how much of it a resumed run has behind it is not known here */
	if (!run->history)
		progress_print_estimate(stderr, "bench: ", &run->points,
					run->selected, options->repetitions);
	return measure(run, error);
}

static void end_run(struct run *run)
{
	if (run->results.folder[0])
		results_close(&run->results);
	environment_free(run->environment);
	for (size_t i = 0; run->series && i < run->points.n; i++)
		series_free(&run->series[i]);
	free(run->series);
	free(run->selected);
	points_free(&run->points);
	topology_free(&run->topology);
	history_free(run->history);
	free(run->history_arguments);
	if (run->lock >= 0)
		close(run->lock);
	gbench_clear();
}

int run_main(struct options *options, options_reader *read_options,
	     const char *command, char *const *arguments)
{
	struct run run = {
		.options = options, .read_options = read_options,
		.command = command,
		.arguments = arguments,
		.lock = -1,
	};
	struct error error = { "" };
	int status;

	if ((options->resume && take_up(&run, &error)) ||
	    topology_load_this(&run.topology, &error))
		status = complain(EXIT_USAGE, &error);
	else
		status = do_run(&run, &error);
	end_run(&run);
	return status;
}
