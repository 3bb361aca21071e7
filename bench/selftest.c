// SPDX-License-Identifier: MIT
#include "bench/selftest.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "bench/parse.h"
#include "bench/points.h"
#include "bench/progress.h"
#include "bench/run.h"
#include "bench/schedule.h"
#include "report/results.h"
#include "stats/stats.h"

/* Comparisons of which so many must be found */
#define WANTED_SHARE	0.9
/* Points measured together, as in a run; each twice, as A and as B */
#define BATCH_MAX	16
#define ROUNDS_MAX	80

static const double handicaps[] = { 1.02, 1.05, 1.10 };

/* One comparison of a point with itself */
struct comparison {
	const struct point *point;
	double side[2][ROUNDS_MAX];
	size_t n;
	unsigned int look;
	bool done;
};

/* What the user asked for, and all that is counted on the way */
struct selftest {
	bool quick;
	bool csv;
	unsigned int comparisons;
	unsigned int window_ms;
	unsigned int seconds;
	uint64_t seed;
	const char *out;
	struct points points;
	struct comparison *comparison;
	double *skew_ns;
	size_t skews;
	unsigned int trials;
	unsigned int disturbed;
	unsigned int failed;
	double null_ns;
	double empty_ns;
	struct progress progress;
	struct trial *trial;
	int fd;
	FILE *samples;
};

/* ---- options ------------------------------------------------------------ */

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

/* ---- measurement -------------------------------------------------------- */

static uint64_t random_next(uint64_t *state)
{
	/* xorshift64* (Vigna, 2016): the order need not be the same elsewhere */
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1d;
}

static int measure(struct selftest *test, const struct point *point)
{
	struct trial_outcome *outcome = &test->trial->outcome;

	test->trial->config = point->config;
	for (int tries = 0; tries < 4; tries++) {
		trial_spawn(test->trial, test->fd);
		test->trials++;
		if (outcome->status != TRIAL_MISSED_WINDOW)
			break;
	}
	if (outcome->status != TRIAL_OK) {
		test->failed++;
		fprintf(stderr, "bench: selftest: %s: %s: %s\n", point->name,
			trial_status_names[outcome->status], outcome->error);
		return -EIO;
	}
	test->progress.window_seconds += outcome->window_ns / 1e9;
	test->disturbed += outcome->disturbed != 0;
	if (!point->single)
		test->skew_ns[test->skews++] = outcome->start_skew_ns;
	return 0;
}

/*
 * Both sides of all comparisons of a batch, in one shuffled order, as the
 * points of a round. A comparison whose side failed loses the round.
 */
static void measure_round(struct selftest *test, struct comparison *batch,
			  size_t n)
{
	size_t order[2 * BATCH_MAX], trials = 0;
	double value[2 * BATCH_MAX];

	for (size_t i = 0; i < 2 * n; i++) {
		value[i] = NAN;
		if (!batch[i / 2].done)
			order[trials++] = i;
	}
	for (size_t i = trials; i > 1; i--) {
		const size_t other = random_next(&test->seed) % i;
		const size_t kept = order[i - 1];

		order[i - 1] = order[other];
		order[other] = kept;
	}
	for (size_t i = 0; i < trials; i++) {
		const struct comparison *one = &batch[order[i] / 2];

		if (measure(test, one->point))
			continue;
		value[order[i]] = test->trial->outcome.ns_per_buffer;
		fprintf(test->samples, "%zu,%s,%zu,%c,%.9g,%d\n",
			(size_t)(one - test->comparison) + 1,
			one->point->name, one->n + 1,
			order[i] % 2 ? 'B' : 'A', value[order[i]],
			test->trial->outcome.disturbed != 0);
	}
	for (size_t i = 0; i < n; i++) {
		struct comparison *one = &batch[i];

		if (one->done || isnan(value[2 * i]) ||
		    isnan(value[2 * i + 1]))
			continue;
		one->side[0][one->n] = value[2 * i];
		one->side[1][one->n++] = value[2 * i + 1];
	}
}

/* As in a run: narrow enough on both sides, or on to the next look. */
static void look(struct comparison *one, bool last)
{
	const double level = stats_look_level(STATS_LEVEL, 1, SCHEDULE_LOOKS);
	bool narrow = true;

	for (int side = 0; side < 2; side++) {
		const struct stats_interval median = stats_median_interval(
			one->side[side], one->n, level);

		narrow &= median.valid && (median.high - median.low) / 2 <=
					  0.02 * median.estimate;
	}
	one->look++;
	one->done = narrow || last || one->look == SCHEDULE_LOOKS;
}

static void measure_batch(struct selftest *test, struct comparison *batch,
			  size_t n, double until)
{
	unsigned int round = 0;

	for (int l = 0; l < SCHEDULE_LOOKS; l++) {
		bool all_done = true;

		while (round < schedule_look_rounds[l]) {
			measure_round(test, batch, n);
			round++;
			/* past the first look the batch has no claim to time */
			if (l > 0 && progress_seconds(&test->progress) > until)
				break;
		}
		for (size_t i = 0; i < n; i++) {
			if (!batch[i].done)
				look(&batch[i], round <
				     schedule_look_rounds[l] ||
				     progress_seconds(&test->progress) >
				     until);
			all_done &= batch[i].done;
		}
		if (all_done)
			return;
	}
}

static void measure_all(struct selftest *test)
{
	const size_t n = test->comparisons;
	const size_t batch = test->points.n < BATCH_MAX ? test->points.n :
			     BATCH_MAX;

	test->progress.all = (unsigned int)n;
	for (size_t i = 0; i < n; i += batch) {
		const size_t size = n - i < batch ? n - i : batch;

		for (size_t k = 0; k < size; k++)
			test->comparison[i + k].point =
				&test->points.point[k];
		progress_point(&test->progress, test->comparison[i].point);
		/* a batch that ends early leaves its time to the others */
		measure_batch(test, &test->comparison[i], size,
			      test->seconds * (double)(i + size) / (double)n);
		test->progress.done = (unsigned int)(i + size);
		progress_round(&test->progress, test->progress.done,
			       (unsigned int)n);
	}
	progress_clear(&test->progress);
}

/* ---- verdicts ----------------------------------------------------------- */

/* Whether a difference is stated when side B is multiplied by @factor. */
static enum stats_verdict verdict_of(const struct comparison *one,
				     double factor)
{
	/*
	 * As `bench compare`, without a correction for the looks: whether
	 * there are more rounds depends on the width of each side's interval,
	 * never on the difference. The false alarms include it.
	 */
	const double level = STATS_VERDICT_LEVEL;
	double changed[ROUNDS_MAX];
	struct stats_interval ratio;
	struct stats_sign_test test;

	for (size_t i = 0; i < one->n; i++)
		changed[i] = one->side[1][i] * factor;
	ratio = stats_paired_ratio(one->side[0], changed, one->n, level);
	test = stats_sign_test(one->side[0], changed, one->n);
	return stats_verdict(&ratio, test.p, level, STATS_LESS_IS_FASTER);
}

static unsigned int count(const struct selftest *test, double factor,
			  enum stats_verdict verdict)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < test->comparisons; i++)
		sum += verdict_of(&test->comparison[i], factor) == verdict;
	return sum;
}

/* In steps of half a percent; NAN beyond a factor of 4. */
static double smallest_found(const struct selftest *test)
{
	for (int step = 1; step <= 600; step++) {
		const double factor = 1 + step * 0.005;

		if (count(test, factor, STATS_SLOWER) >=
		    WANTED_SHARE * test->comparisons)
			return factor;
	}
	return NAN;
}

/* Median over the comparisons of the interquartile range of their ratios. */
static double ratio_spread(const struct selftest *test)
{
	double *spread = calloc(test->comparisons, sizeof(*spread));
	double median = NAN;

	for (unsigned int i = 0; spread && i < test->comparisons; i++) {
		const struct comparison *one = &test->comparison[i];
		double ratio[ROUNDS_MAX];

		for (size_t k = 0; k < one->n; k++)
			ratio[k] = one->side[1][k] / one->side[0][k];
		spread[i] = 100 * (stats_quantile(ratio, one->n, 0.75) -
				   stats_quantile(ratio, one->n, 0.25));
	}
	if (spread)
		median = stats_median(spread, test->comparisons);
	free(spread);
	return median;
}

struct row {
	const char *name;
	double value;
	const char *meaning;
};

static void print_rows(FILE *out, bool csv, const struct row *rows, size_t n)
{
	if (csv)
		fputs("quantity,value,meaning\n", out);
	for (size_t i = 0; i < n; i++) {
		char value[32] = "";

		if (isfinite(rows[i].value))
			snprintf(value, sizeof(value), "%.6g", rows[i].value);
		if (csv)
			fprintf(out, "%s,%s,\"%s\"\n", rows[i].name, value,
				rows[i].meaning);
		else
			fprintf(out, "  %-24s %9s  %s\n", rows[i].name,
				value[0] ? value : "-", rows[i].meaning);
	}
}

static double median_rounds(const struct selftest *test)
{
	double *rounds = calloc(test->comparisons, sizeof(*rounds));
	double median = NAN;

	for (unsigned int i = 0; rounds && i < test->comparisons; i++)
		rounds[i] = (double)test->comparison[i].n;
	if (rounds)
		median = stats_median(rounds, test->comparisons);
	free(rounds);
	return median;
}

static void report(const struct selftest *test, FILE *out, bool csv)
{
	const unsigned int alarms = count(test, 1, STATS_FASTER) +
				    count(test, 1, STATS_SLOWER);
	const double seconds = progress_seconds(&test->progress);
	const struct row rows[] = {
		{ "comparisons", test->comparisons,
		  "of a pool with itself; A and B in the same rounds" },
		{ "median_rounds", median_rounds(test),
		  "of a comparison; looks at 20, 40, 80" },
		{ "level", STATS_VERDICT_LEVEL, "of a verdict" },
		{ "false_alarms", alarms,
		  "comparisons that stated a difference" },
		{ "false_alarm_p", stats_binomial_tail(alarms,
			test->comparisons, 1 - STATS_VERDICT_LEVEL),
		  "chance of so many or more at that level (binomial)" },
		{ "found_at_2_percent", count(test, handicaps[0],
			STATS_SLOWER), "with side B 2 % slower" },
		{ "found_at_5_percent", count(test, handicaps[1],
			STATS_SLOWER), "with side B 5 % slower" },
		{ "found_at_10_percent", count(test, handicaps[2],
			STATS_SLOWER), "with side B 10 % slower" },
		{ "smallest_found", smallest_found(test),
		  "smallest factor found in 90 of 100" },
		{ "ratio_spread_percent", ratio_spread(test),
		  "middle half of a comparison's ratios: the noise" },
		{ "trials", test->trials, "" },
		{ "disturbed_trials", test->disturbed,
		  "by run delay, steal or faults" },
		{ "failed_trials", test->failed, "no figure, round lost" },
		{ "start_skew_ns", stats_median(test->skew_ns, test->skews),
		  "median, first to last thread" },
		{ "harness_ns", test->null_ns,
		  "loop around an uncontended pool, per buffer" },
		{ "empty_loop_ns", test->empty_ns, "one turn" },
		{ "window_share", test->progress.window_seconds / seconds,
		  "of wall time inside measurement windows" },
		{ "seconds", seconds, "" },
	};

	print_rows(out, csv, rows, ARRAY_SIZE(rows));
}

/* ---- set up ------------------------------------------------------------- */

/* One point of each pool and scenario, and the floors of the harness. */
static int make_points(struct selftest *test, struct error *error)
{
	static const char *const pools[] = {
		"svc_page_pool", "mutex", "percpu", "null"
	};
	struct options options = {
		.buffer_bytes = 4096,
		.pool_max = 259,
		.warmup_ms = test->quick ? 3 : 20,
		.window_ms = test->window_ms,
		.remote_node = -1,
		.quick = true,
		.scenarios = { 2, { SCENARIO_HANDOFF, SCENARIO_UNCONTENDED } },
		.producers = { 1, { 1 } },
		.placements = { 1, { PLACEMENT_LOCAL } },
	};
	struct topology topology = { .nr_cpus = 0 };
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
		result = topology_load_this(&topology, error);
	if (!result)
		result = points_expand(&test->points, &options, &topology,
				       ticks_per_ns, error);
	topology_free(&topology);
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

/* The cost of the harness: the loop without a pool, and without anything. */
static void measure_harness(struct selftest *test)
{
	struct point empty = test->points.point[0];

	for (size_t i = 0; i < test->points.n; i++) {
		const struct point *point = &test->points.point[i];

		if (point->single && strcmp(point->config.pool, "null") == 0 &&
		    !measure(test, point))
			test->null_ns = test->trial->outcome.ns_per_buffer;
	}
	empty.single = true;
	empty.config.scenario = SCENARIO_FLOOR;
	empty.config.plan.producers = 0;
	snprintf(empty.config.pool, sizeof(empty.config.pool), "empty_loop");
	if (!measure(test, &empty))
		test->empty_ns = test->trial->outcome.ns_per_buffer;
}

static int open_results(struct selftest *test, struct results *results,
			struct error *error)
{
	char folder[512], path[4200];
	int result;

	run_default_folder(folder, sizeof(folder) - 16);
	strcat(folder, "-selftest");
	result = results_create(results, test->out ? test->out : folder,
				error);
	if (result)
		return result;
	results_path(results, "selftest-samples.csv", path, sizeof(path));
	test->samples = fopen(path, "we");
	if (!test->samples)
		return error_set(error, errno, "cannot write %s: %s", path,
				 strerror(errno));
	fputs("comparison,point,round,side,ns_per_buffer,disturbed\n",
	      test->samples);
	return 0;
}

static int close_results(struct selftest *test, struct results *results,
			 struct error *error)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);
	int result = 0;

	if (fclose(test->samples))
		result = error_set(error, errno,
				   "cannot write selftest-samples.csv: %s",
				   strerror(errno));
	test->samples = NULL;
	if (memory) {
		report(test, memory, true);
		fclose(memory);
		if (!result)
			result = results_write_text(results, "selftest.csv",
						    text, error);
		free(text);
	}
	return result;
}

int selftest_main(int argc, char **argv)
{
	struct selftest test = {
		.comparisons = 100,
		.seed = (uint64_t)time(NULL),
		.null_ns = NAN,
		.empty_ns = NAN,
		.fd = -1,
	};
	struct results results = { .fd = { -1, -1, -1 } };
	struct error error = { "" };
	int result;

	parse_arguments(&test, argc, argv);
	/* xorshift stays at 0 for ever */
	test.seed |= 1;
	test.comparison = calloc(test.comparisons, sizeof(*test.comparison));
	test.skew_ns = calloc((size_t)test.comparisons * ROUNDS_MAX * 8 + 64,
			      sizeof(*test.skew_ns));
	if (!test.comparison || !test.skew_ns)
		options_complain("no memory for %u comparisons",
				 test.comparisons);
	result = make_points(&test, &error);
	if (!result)
		result = open_results(&test, &results, &error);
	if (!result) {
		test.trial = trial_new(&test.fd, &error);
		result = test.trial ? 0 : -ENOMEM;
	}
	if (!result) {
		progress_begin(&test.progress, test.comparisons);
		measure_harness(&test);
		measure_all(&test);
		report(&test, stdout, test.csv);
		result = close_results(&test, &results, &error);
		trial_free(test.trial, test.fd);
	}
	if (!result && !test.csv)
		printf("results: %s\n", results.folder);
	results_close(&results);
	points_free(&test.points);
	free(test.comparison);
	free(test.skew_ns);
	if (!result)
		return EXIT_SUCCESS;
	fprintf(stderr, "bench: %s\n", error.text);
	return EXIT_FAILED;
}
