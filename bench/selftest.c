// SPDX-License-Identifier: MIT
#include "bench/selftest.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/script.h"
#include "bench/selftest_internal.h"
#include "plan/parse.h"
#include "run/command.h"
#include "run/probe.h"
#include "run/run.h"

enum { KEY_QUICK = 256, KEY_FORMAT, KEY_OUT, KEY_SEED, KEY_COMPARISONS,
       KEY_LOAD };

/* Unless the user says */
#define COMPARISONS	100
/* All in one trial of each set, beside the base */
#define COMPARISONS_MAX	(SELFTEST_SETS * (TRIAL_SUBJECTS_MAX - 1))

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct selftest *test = state->input;
	struct error error;
	uint64_t value;
	int result = 0;

	switch (key) {
	case KEY_QUICK:
		test->quick = true;
		break;
	case KEY_LOAD:
		test->loads = true;
		break;
	case KEY_FORMAT:
		test->csv = strcmp(text, "csv") == 0;
		if (!test->csv && strcmp(text, "text") != 0)
			exit(error_tell(2, "--format: '%s' is neither text nor csv",
					text));
		break;
	case KEY_OUT:
		test->out = text;
		break;
	case KEY_SEED:
		result = parse_number(text, 0, UINT64_MAX, "--seed",
				      &test->seed, &error);
		break;
	case KEY_COMPARISONS:
		result = parse_number(text, 1, COMPARISONS_MAX,
				      "--comparisons", &value, &error);
		test->comparisons = (unsigned int)value;
		break;
	case ARGP_KEY_ARG:
		exit(error_tell(2, "'%s' is not an option: see bench selftest --help",
				text));
	default:
		return ARGP_ERR_UNKNOWN;
	}
	if (result)
		exit(error_tell(2, "%s", error.text));
	return 0;
}

static void parse_arguments(struct selftest *test, int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "quick", KEY_QUICK, NULL, 0, "A tenth of the comparisons", 0 },
		{ "load", KEY_LOAD, NULL, 0, "Keep every CPU busy with another program meanwhile", 0 },
		{ "comparisons", KEY_COMPARISONS, "N", 0, "Comparisons of a pool with itself (default 100, with --quick 10)", 0 },
		{ "format", KEY_FORMAT, "text|csv", 0, "Output format (default text)", 0 },
		{ "out", KEY_OUT, "DIR", 0, "Folder of the results (default results/HOST/TIME-selftest)", 0 },
		{ "seed", KEY_SEED, "N", 0, "Seed for the order of trials and slices", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		options, parse_option, NULL,
		"Compares pools with themselves: how often does it report a difference that is not there, and how small a difference does it detect? Takes up to five minutes. Needs python3.",
		NULL, NULL, NULL
	};

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, test);
	if (!test->comparisons)
		test->comparisons = test->quick ? COMPARISONS / 10 :
						  COMPARISONS;
}

/* Points of the sets, as a run has them */
static int make_points(struct selftest *test, struct error *error)
{
	static const char *const pools[] = {
		"svc_page_pool", "mutex", "percpu", "null"
	};
	struct options options = {
		.consumer_node = -1,
		.scenarios = { 2, { SCENARIO_HANDOFF, SCENARIO_UNCONTENDED } },
		.axes = { [AXIS_BURST] = { 1, { 1 } } },
		.producers = { 1, { 1 } },
		.placements = { 1, { PLACEMENT_LOCAL } },
	};
	size_t count;
	const struct pool_ops *const *registry = pool_registry(&count);
	double ticks_per_ns;
	int result;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < ARRAY_SIZE(pools); k++) {
			if (strcmp(registry[i]->name, pools[k]) == 0)
				options.pools.index[options.pools.n++] = i;
		}
	}
	result = clock_calibrate(&ticks_per_ns, error);
	if (!result)
		result = topology_load_this(&test->topology, error);
	if (!result)
		result = points_expand(&test->points, &options,
				       &test->topology, ticks_per_ns, error);
	return result;
}

/* One for each point that is available; fewer where there are no more to do */
static int make_sets(struct selftest *test, struct error *error)
{
	const size_t most = test->comparisons < SELFTEST_SETS ?
			    test->comparisons : SELFTEST_SETS;

	for (size_t i = 0; i < test->points.n && test->sets < most; i++) {
		struct point *point = &test->points.point[i];

		if (!point->available)
			continue;
		/* threads that wait for each other take four times as long */
		if (test->loads) {
			point->config.slices /= 2;
			point->config.window_ms /= 2;
		}
		test->set[test->sets++] = point;
	}
	if (!test->sets)
		return error_set(error, ENODEV,
				 "no pool can be measured here");
	if (test->comparisons > test->sets * (TRIAL_SUBJECTS_MAX - 1))
		return error_set(error, EINVAL,
			"--comparisons: at most %zu on this machine, where %zu points can be measured",
			test->sets * (TRIAL_SUBJECTS_MAX - 1), test->sets);
	return 0;
}

/* argp reorders its vector, and the program's name is not in it. */
static char **copy_arguments(int argc, char **argv)
{
	char **copy = calloc((size_t)argc + 2, sizeof(*copy));

	if (!copy)
		return NULL;
	copy[0] = program_invocation_name;
	memcpy(copy + 1, argv, (size_t)argc * sizeof(*copy));
	return copy;
}

static int set_up(struct selftest *test, struct error *error)
{
	struct trials trials = { .n = 0 };
	int result = make_points(test, error);

	if (!result && trials_make(&trials, &test->points, NULL))
		result = error_set(error, ENOMEM, "no memory for the trials");
	if (!result)
		result = probe_limits(&trials, &test->points, error);
	trials_free(&trials);
	if (!result)
		result = make_sets(test, error);
	if (result)
		return result;
	test->environment = environment_collect(&test->topology, error);
	if (!test->environment)
		return -ENOMEM;
	test->trial = trial_new(TRIAL_SUBJECTS_MAX, 2, &test->fd, error);
	return test->trial ? 0 : -ENOMEM;
}

static int open_samples(struct selftest *test, struct error *error)
{
	const struct results *results = &test->results;
	char path[4200];
	bool taken;

	/* its environment.json is not this one */
	results_path(results, "samples.csv", path, sizeof(path));
	taken = access(path, F_OK) == 0;
	if (!taken) {
		results_path(results, "selftest-samples.csv", path,
			     sizeof(path));
		test->samples = fopen(path, "wxe");
		taken = !test->samples && errno == EEXIST;
	}
	if (taken)
		return error_set(error, EEXIST,
			"%s already holds a result: name another folder with --out",
			results->folder);
	if (!test->samples)
		return error_set(error, errno, "cannot write %s: %s", path,
				 strerror(errno));
	/* what was measured is on disk, however the program ends */
	setvbuf(test->samples, NULL, _IOLBF, 0);
	fputs("comparison,point,round,ratio,ns_per_buffer,base_ns_per_buffer,slices\n",
	      test->samples);
	return 0;
}

/* A folder with all that is known beforehand */
static int open_results(struct selftest *test, char *const *arguments,
			struct error *error)
{
	char folder[512];
	int result;

	run_default_folder(folder, sizeof(folder) - 16);
	strcat(folder, "-selftest");
	result = results_create_folder(&test->results,
				       test->out ? test->out : folder, error);
	if (!result)
		result = open_samples(test, error);
	if (!result)
		result = command_write_origin(&test->results, test->environment,
					     arguments, test->seed, error);
	return result;
}

static void print_share(FILE *out, const char *name, double part, double whole,
			const char *meaning)
{
	fprintf(out, "all,%s,", name);
	if (whole > 0)
		fprintf(out, "%.6g", part / whole);
	fprintf(out, ",\"%s\"\n", meaning);
}

/* What the judge does not find in the samples; it adds the verdicts. */
static void print_facts(const struct selftest *test, FILE *out)
{
	fprintf(out, "point,quantity,value,meaning\n"
		"all,seed,%" PRIu64 ",of the order of trials and turns\n"
		"all,loaded_cpus,%zu,by another program; 0: none was started\n"
		"all,trials,%u,\n"
		"all,lost,%u,ratios that a trial did not give\n",
		test->seed, test->loaded, test->trials, test->lost);
	print_share(out, "disturbed_share", test->disturbed, test->slices,
		    "of the slices");
	print_share(out, "window_share", test->progress.window_seconds,
		    test->took, "of the time, inside of windows");
	fprintf(out, "all,seconds,%.6g,\n", test->took);
}

/* Closes the samples. */
static int write_results(struct selftest *test, struct error *error)
{
	char *text = NULL;
	size_t length = 0;
	const bool failed = ferror(test->samples);
	FILE *memory = open_memstream(&text, &length);
	int result = 0;

	if (fclose(test->samples) || failed)
		result = error_set(error, EIO,
				   "cannot write selftest-samples.csv: rows are missing");
	test->samples = NULL;
	if (!memory)
		return error_set(error, ENOMEM, "no memory for the report");
	print_facts(test, memory);
	if (fclose(memory))
		result = error_set(error, ENOMEM, "no memory for the report");
	else if (!result)
		result = results_write_text(&test->results, "selftest.csv",
					    text, error);
	free(text);
	return result;
}

/* Exit status */
static int prepare(struct selftest *test, char *const *arguments,
		   struct error *error)
{
	int result = set_up(test, error);

	if (result)
		return result == -ENODEV ? EXIT_NOTHING :
		       result == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
	/* as a run: a full disk is no fault of the name */
	switch (open_results(test, arguments, error)) {
	case 0:
		return EXIT_SUCCESS;
	case -ENOSPC:
	case -EDQUOT:
	case -EFBIG:
	case -EIO:
	case -ENOMEM:
		return EXIT_FAILED;
	default:
		return EXIT_USAGE;
	}
}

/* Exit status */
static int measure_and_judge(struct selftest *test)
{
	static char name[] = "selftest", format[] = "--format",
		    csv[] = "csv", text[] = "text", end[] = "--";
	char *const judge[] = {
		name, format, test->csv ? csv : text, end,
		test->results.folder, NULL
	};
	struct error error = { "" };
	int status;

	if (selftest_measure(test, &error) || write_results(test, &error)) {
		fprintf(stderr, "bench selftest: %s\n", error.text);
		return EXIT_FAILED;
	}
	if (test->interrupted)
		fprintf(stderr, "bench: selftest: interrupted; what was measured so far counts\n");
	status = script_run("selftest", judge);
	return status ? status :
	       test->interrupted ? EXIT_INTERRUPTED : EXIT_SUCCESS;
}

/* Exit status; before minutes of measurement that nobody could judge */
static int check_judge(void)
{
	static char name[] = "selftest", check[] = "--check";

	return script_run("selftest", (char *const []){ name, check, NULL });
}

int selftest_main(int argc, char **argv)
{
	static char name[] = "bench selftest";
	struct selftest test = {
		.seed = (uint64_t)time(NULL),
		.fd = -1,
	};
	struct error error = { "" };
	char **arguments = copy_arguments(argc, argv);
	int status = EXIT_FAILED;

	if (!arguments)
		return status;
	/* what usage messages begin with; the result keeps what was typed */
	argv[0] = name;
	parse_arguments(&test, argc, argv);
	status = check_judge();
	if (!status) {
		status = prepare(&test, arguments, &error);
		if (status)
			fprintf(stderr, "bench selftest: %s\n", error.text);
		else
			status = measure_and_judge(&test);
	}
	if (test.samples)
		fclose(test.samples);
	if (test.trial)
		trial_free(test.trial, test.fd);
	environment_free(test.environment);
	points_free(&test.points);
	topology_free(&test.topology);
	free(arguments);
	return status;
}
