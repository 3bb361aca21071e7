// SPDX-License-Identifier: MIT
#include "run/run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "gbench/gbench.h"
#include "report/table.h"
#include "run/command.h"
#include "run/progress.h"
#include "run/replay.h"
#include "run/resume.h"
#include "run/schedule.h"

/* Everything that a run needs, and that is undone at its end. */
struct run {
	struct options *options;
	char *const *arguments;
	struct resumed resumed;
	struct topology topology;
	struct points points;
	bool *selected;
	struct trials trials;
	struct series *series;
	struct environment *environment;
	struct results results;
	int lock;
};

/* What is wrong is said in the caller's words. */
static int fail(int status, const struct error *error)
{
	return error_tell(status, "%s", error->text);
}

static int start_results(struct run *run, struct error *error)
{
	const struct options *options = run->options;
	bool latency = false;
	int result;

	for (size_t i = 0; i < run->trials.n; i++)
		latency |= run->points.point[run->trials.plan[i].point[0]].
			   config.scenario == SCENARIO_LATENCY;
	result = results_create(&run->results, options->out, latency, error);
	if (!result)
		result = results_lock(run->results.folder, &run->lock, error);
	if (!result)
		result = command_write_origin(&run->results, run->environment,
					      run->arguments, options->seed,
					      error);
	return result ? result :
	       results_journal(&run->results, run->arguments, options->seed,
			       &run->points.room, run->environment, error);
}

/* One line now, and not one for each trial */
static void print_refused(const struct run *run)
{
	const char *refused = environment_value(run->environment,
						"refused_calls");

	if (refused && strcmp(refused, "none") != 0)
		error_tell(0, "refused here: %s (bench --environment explains the consequences)",
			   refused);
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
	if (samples)
		printf("disturbed from outside: %zu of %zu samples; not steady: %zu; %.0f %% of the time in windows\n",
		       disturbed, samples, unsteady,
		       100 * schedule->window_share);
	else
		printf("no trial has a figure\n");
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
		csv_print_summary(stdout, run->results.run, summaries, kept);
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
	};
	struct schedule schedule = {
		.points = &run->points,
		.selected = run->selected,
		.trials = &run->trials,
		.series = run->series,
		.rounds = run->options->repetitions,
		.journal = run->resumed.journal,
		.seed = run->options->seed,
		.results = &run->results,
	};
	struct error late = { "" };
	enum schedule_end end = schedule_run(&schedule, error);

	/* its own files are not this run's to replace */
	if (end == SCHEDULE_FOREIGN)
		return fail(EXIT_USAGE, error);
	if (end == SCHEDULE_INTERRUPTED || end == SCHEDULE_STOPPED)
		fail(0, error);
	if (end == SCHEDULE_INTERRUPTED)
		command_print_resume(stderr, run->results.folder);
	if (finish(run, &schedule, &late))
		return fail(EXIT_FAILED, &late);
	return statuses[end];
}

/* Why nothing can run: each reason once. */
static int nothing_to_run(const struct run *run)
{
	const char *told = "";

	if (run->options->benchmark_filter)
		return error_tell(EXIT_NOTHING, "--benchmark_filter matches nothing that can run here: --benchmark_list_tests shows all names");
	for (size_t i = 0; i < run->points.n; i++) {
		const struct point *point = &run->points.point[i];

		if (point->available || strcmp(point->reason, told) == 0)
			continue;
		told = point->reason;
		error_tell(0, "%s, %s: unavailable: %s", point->config.pool,
			   point_placement(point), point->reason);
	}
	if (!*told)
		error_tell(0, "none of these pools and baselines can be measured in these scenarios");
	if (topology_allowed_cpus(&run->topology) == 1 &&
	    !run->options->oversubscribe)
		error_tell(0, "1 CPU is allowed: scenarios uncontended, floor and overflow can run; --oversubscribe lets threads share it");
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
		return fail(EXIT_NOTHING, error);
	/* with other CPUs there may be nothing to run, for another reason */
	if (run->resumed.journal && (collect(run, error) ||
			     resume_check_machine(&run->resumed,
						  run->environment, error)))
		return fail(EXIT_USAGE, error);
	if (points_expand(&run->points, options, &run->topology, ticks_per_ns,
			  error) ||
	    replay_init(options, error))
		return fail(EXIT_USAGE, error);
	if (options->benchmark_list) {
		if (replay_select(&run->points, options->repetitions, NULL,
				  error) < 0)
			return fail(EXIT_USAGE, error);
		return EXIT_SUCCESS;
	}
	selected = select_points(run, error);
	if (selected < 0)
		return fail(EXIT_USAGE, error);
	if (!selected)
		return nothing_to_run(run);
	if (trials_make(&run->trials, &run->points, run->selected))
		return error_tell(EXIT_FAILED, "no memory for the trials");
	if (probe_limits(&run->trials, &run->points, error))
		return fail(EXIT_FAILED, error);
	if (!run->environment && collect(run, error))
		return fail(EXIT_FAILED, error);
	result = run->resumed.journal ?
		 resume_results(&run->resumed, &run->results, error) :
		 start_results(run, error);
	if (result)
		return fail(result == -ENOSPC || result == -EDQUOT ||
				result == -EFBIG || result == -EIO ?
				EXIT_FAILED : EXIT_USAGE, error);
	if (check_benchmark_out(options, error))
		return fail(EXIT_USAGE, error);
	error_tell(0, "%d points, seed %" PRIu64 ", results in %s", selected,
		   options->seed, run->results.folder);
	print_refused(run);
	/* how much of it a resumed run has behind it is not known here */
	if (!run->resumed.journal)
		progress_print_estimate(stderr, "bench: ", &run->trials,
					&run->points, options->repetitions);
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
	trials_free(&run->trials);
	points_free(&run->points);
	topology_free(&run->topology);
	resume_end(&run->resumed);
	if (run->lock >= 0)
		close(run->lock);
	gbench_clear();
}

int run_main(struct options *options, options_reader *read_options,
	     char *const *arguments)
{
	struct run run = {
		.options = options,
		.arguments = arguments,
		.lock = -1,
	};
	struct error error = { "" };
	int status;

	if ((options->resume &&
	     resume_begin(&run.resumed, options, read_options, arguments,
			  &run.lock, &error)) ||
	    topology_load_this(&run.topology, &error))
		status = fail(EXIT_USAGE, &error);
	else
		status = do_run(&run, &error);
	end_run(&run);
	return status;
}
