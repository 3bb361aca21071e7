// SPDX-License-Identifier: MIT
#include "bench/selftest.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/output.h"
#include "bench/parse.h"
#include "bench/probe.h"
#include "bench/run.h"
#include "bench/selftest_internal.h"

enum { KEY_QUICK = 256, KEY_FORMAT, KEY_OUT, KEY_SEED, KEY_COMPARISONS };

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
	case KEY_FORMAT:
		test->csv = strcmp(text, "csv") == 0;
		if (!test->csv && strcmp(text, "text") != 0)
			options_complain("--format: '%s' is neither text nor csv",
					 text);
		break;
	case KEY_OUT:
		test->out = text;
		break;
	case KEY_SEED:
		result = parse_number(text, 0, UINT64_MAX, "--seed",
				      &test->seed, &error);
		break;
	case KEY_COMPARISONS:
		result = parse_number(text, 1, 10000, "--comparisons", &value,
				      &error);
		test->comparisons = (unsigned int)value;
		break;
	case ARGP_KEY_ARG:
		options_complain("'%s' is not an option: see bench selftest --help",
				 text);
	default:
		return ARGP_ERR_UNKNOWN;
	}
	if (result)
		options_complain("%s", error.text);
	return 0;
}

static void parse_arguments(struct selftest *test, int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "quick", KEY_QUICK, NULL, 0, "Short windows; ends within 5 minutes", 0 },
		{ "comparisons", KEY_COMPARISONS, "N", 0, "Comparisons of a pool with itself (default 100)", 0 },
		{ "format", KEY_FORMAT, "text|csv", 0, "What is printed (default text)", 0 },
		{ "out", KEY_OUT, "DIR", 0, "Folder of the results (default results/HOST/TIME-selftest)", 0 },
		{ "seed", KEY_SEED, "N", 0, "Seed of the order of trials", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		options, parse_option, NULL,
		"Compares pools with themselves: how often is a difference stated where there is none, and which difference would have been seen?",
		NULL, NULL, NULL
	};

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, test);
	test->window_ms = test->quick ? 10 : 200;
	test->seconds = test->quick ? 240 : 7200;
}

/* One point of each pool and scenario, and the floors of the harness. */
static int make_points(struct selftest *test, struct error *error)
{
	static const char *const pools[] = {
		"svc_page_pool", "mutex", "percpu", "null"
	};
	struct options options = {
		.warmup_ms = test->quick ? 3 : 20,
		.window_ms = test->window_ms,
		.consumer_node = -1,
		.quick = true,
		.scenarios = { 2, { SCENARIO_HANDOFF, SCENARIO_UNCONTENDED } },
		.producers = { 1, { 1 } },
		.placements = { 1, { PLACEMENT_LOCAL } },
	};
	size_t count, kept = 0;
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
	for (size_t i = 0; !result && i < test->points.n; i++) {
		if (test->points.point[i].available)
			test->points.point[kept++] = test->points.point[i];
	}
	test->points.n = kept;
	if (!result && !kept)
		result = error_set(error, ENODEV,
				   "no pool can be measured here");
	return result;
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
	int result = make_points(test, error);

	if (!result)
		result = probe_limits(&test->points, NULL, error);
	if (result)
		return result;
	test->comparison = calloc(test->comparisons,
				  sizeof(*test->comparison));
	test->skew_ns = calloc((size_t)test->comparisons *
			       SELFTEST_ROUNDS_MAX * 2,
			       sizeof(*test->skew_ns));
	if (!test->comparison || !test->skew_ns)
		return error_set(error, ENOMEM,
				 "no memory for %u comparisons",
				 test->comparisons);
	test->environment = environment_collect(&test->topology, error);
	if (!test->environment)
		return -ENOMEM;
	test->trial = trial_new(&test->fd, error);
	return test->trial ? 0 : -ENOMEM;
}

/* Exit status */
static int prepare(struct selftest *test, char *const *arguments,
		   struct error *error)
{
	int result = set_up(test, error);

	if (result)
		return result == -ENODEV ? EXIT_NOTHING : EXIT_FAILED;
	/* as a run: a full disk is no fault of the name */
	switch (selftest_open_results(test, arguments, error)) {
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

/* As below the table of a run */
static void print_notes(const struct selftest *test)
{
	size_t n;
	const struct environment_item *item =
		environment_items(test->environment, &n);
	const char *separator = " ";

	printf("\nfound: of the comparisons, with side B made slower. noise: middle half of the\nratios. The second table is of verdicts on one row.\n%s\nUnfit for publication:",
	       environment_label(test->environment));
	for (size_t i = 0; i < n; i++) {
		if (item[i].verdict != ENVIRONMENT_UNFIT)
			continue;
		printf("%s%s", separator, item[i].reason);
		separator = ", ";
	}
	printf("%s\nseed %" PRIu64 "\nresults: %s\n",
	       separator[0] == ' ' ? " nothing found" : "", test->seed,
	       test->results.folder);
}

/* Exit status */
static int measure_and_print(struct selftest *test)
{
	struct error error = { "" };
	int result;

	fprintf(stderr, "bench: selftest: %u comparisons, seed %" PRIu64 ", results in %s\n",
		test->comparisons, test->seed, test->results.folder);
	selftest_measure(test);
	if (test->interrupted)
		fprintf(stderr, "bench: selftest: interrupted; what was measured so far counts\n");
	selftest_report(test, stdout, test->csv);
	result = selftest_write_results(test, &error);
	if (!test->csv)
		print_notes(test);
	if (result)
		fprintf(stderr, "bench selftest: %s\n", error.text);
	if (output_end(&error)) {
		fprintf(stderr, "bench selftest: %s\n", error.text);
		result = -EIO;
	}
	if (result)
		return EXIT_FAILED;
	return test->interrupted ? EXIT_INTERRUPTED : EXIT_SUCCESS;
}

int selftest_main(int argc, char **argv)
{
	static char name[] = "bench selftest";
	struct selftest test = {
		.comparisons = 100,
		.seed = (uint64_t)time(NULL),
		.null_ns = NAN,
		.empty_ns = NAN,
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
	status = prepare(&test, arguments, &error);
	if (status)
		fprintf(stderr, "bench selftest: %s\n", error.text);
	else
		status = measure_and_print(&test);
	if (test.samples)
		fclose(test.samples);
	if (test.trial)
		trial_free(test.trial, test.fd);
	environment_free(test.environment);
	points_free(&test.points);
	topology_free(&test.topology);
	free(test.comparison);
	free(test.skew_ns);
	free(arguments);
	return status;
}
