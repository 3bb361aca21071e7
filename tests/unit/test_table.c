// SPDX-License-Identifier: MIT
/*
 * The table of a run, and what it says of a machine or of a measurement that is
 * not as one would think: several kinds of cores, and huge pages that were asked
 * for in vain.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "test.h"
#include "plan/points.h"
#include "report/table.h"

#include "synthetic.h"
#include "this_environment.h"

#define MIXED	"MIXED CORES: "
#define NONE	"NO HUGE PAGES: "

static struct topology topology;

/* Two nodes of four cores; where @kinds is 2, the odd cores are the faster. */
static void load_machine(int kinds)
{
	load(&topology, "numa:2 core:4 pu:2");
	topology.nr_kinds = kinds;
	for (int i = 0; i < topology.nr_cpus; i++)
		topology.cpus[i].kind = topology.cpus[i].core % kinds;
}

static struct options options_of(enum scenario scenario)
{
	return (struct options){
		.scenarios = { 1, { scenario } }, .consumer_node = -1,
		.repetitions = 1, .warmup_us = 1, .window_ms = 1,
	};
}

static void expand(struct points *points, const struct options *options)
{
	struct error error = { "" };

	if (points_expand(points, options, &topology, 1, &error))
		fail_msg("%s", error.text);
	assert_true(points->n > 0);
}

static char *table_of(const struct points *points,
		      const struct series *series)
{
	struct summary *summaries = summarize(points->point, series,
					      points->n);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(summaries);
	assert_non_null(out);
	table_print(out, summaries, points->n, environment);
	fclose(out);
	free(summaries);
	return text;
}

/* Nothing was measured: what is said of the points themselves */
static bool table_says(const struct points *points, const char *words)
{
	struct series *series = calloc(points->n, sizeof(*series));
	char *text;
	bool says;

	assert_non_null(series);
	text = table_of(points, series);
	says = strstr(text, words) != NULL;
	free(text);
	free(series);
	return says;
}

static void test_pairs_of_several_kinds_are_marked(void **state)
{
	for (int kinds = 1; kinds <= 2; kinds++) {
		struct options options = options_of(SCENARIO_FLOOR);
		struct points points;
		int mixed = 0;

		load_machine(kinds);
		options.all_pairs = true;
		expand(&points, &options);
		for (size_t i = 0; i < points.n; i++)
			mixed += points.point[i].config.plan.mixed_kinds;
		/* 8 x 8 pairs of two kinds; none where there is one kind */
		assert_int_equal(mixed, kinds == 2 ? 64 : 0);
		assert_int_equal(table_says(&points, MIXED), kinds == 2);
		points_free(&points);
		topology_free(&topology);
	}
}

/* A plan that does mix, however it came about, is not shown without the mark. */
static void test_a_mixed_plan_is_marked(void **state)
{
	struct options options = options_of(SCENARIO_HANDOFF);
	struct points points;

	load_machine(2);
	options.placements = (struct choice_list){ 1, { PLACEMENT_LOCAL } };
	options.producers = (struct number_list){ 1, { 1 } };
	expand(&points, &options);
	assert_false(table_says(&points, MIXED));
	for (size_t i = 0; i < points.n; i++)
		points.point[i].config.plan.mixed_kinds = true;
	assert_true(table_says(&points, MIXED));
	points_free(&points);
	topology_free(&topology);
}

/*
 * As many as there can be: 165600. What the points share is shared, so that
 * none has room of its own for the producers of the largest plan.
 */
static void test_pairs_of_576_cpus_are_small(void **state)
{
	struct options options = options_of(SCENARIO_FLOOR);
	struct points points;
	struct rusage before, after;
	long kib;

	load(&topology, "numa:12 core:48 pu:1");
	options.all_pairs = true;
	getrusage(RUSAGE_SELF, &before);
	expand(&points, &options);
	getrusage(RUSAGE_SELF, &after);
	kib = after.ru_maxrss - before.ru_maxrss;
	assert_true(points.n >= 576 * 575 / 2);
	/* the last of one row and the first of the next */
	assert_string_equal(points.point[574].pair, "cpus:0-575");
	assert_string_equal(points.point[575].pair, "cpus:1-2");
	assert_int_equal(points.point[575].config.plan.consumer.cpu, 1);
	assert_int_equal(points.point[575].config.plan.producer[0].cpu, 2);
	/* a sanitizer has memory of its own */
	if (!BUILT_WITH_ASAN && kib > 90 * 1024)
		fail_msg("%zu points take %ld KiB", points.n, kib);
	points_free(&points);
	topology_free(&topology);
}

/*
 * A table of one pool at one point, where @huge of its buffers' memory lay on
 * huge pages in the one trial that there was.
 */
static bool says_none(enum scenario scenario, const char *pool,
		      unsigned int asked, double huge)
{
	struct point point = {
		.config = {
			.scenario = scenario, .burst = 1,
			.huge_pages = asked, .plan.producers = 1,
		},
		.available = true,
	};
	const struct points points = { .point = &point, .n = 1 };
	const struct trial_outcome outcome = {
		.ns_per_buffer = 100, .line_transfer_ns = NAN,
		.huge_share = huge,
	};
	struct series series = { .n = 0 };
	char *text;
	bool says;

	snprintf(point.config.pool, sizeof(point.config.pool), "%s", pool);
	assert_int_equal(series_add(&series, &point.config, &outcome), 0);
	text = table_of(&points, &series);
	says = strstr(text, NONE) != NULL;
	free(text);
	series_free(&series);
	return says;
}

static void test_huge_pages_asked_for_in_vain(void **state)
{
	static const struct {
		enum scenario scenario;
		const char *pool;
		unsigned int asked;
		double huge;
		bool says;
	} cases[] = {
		{ SCENARIO_HANDOFF, "mutex", 1, 0, true },
		{ SCENARIO_LATENCY, "mutex", 1, 0, true },
		{ SCENARIO_HANDOFF, "mutex", 1, 0.5, false },
		/* what is not known is not said */
		{ SCENARIO_HANDOFF, "mutex", 1, NAN, false },
		/* refused, as they are unless asked for */
		{ SCENARIO_HANDOFF, "mutex", 0, NAN, false },
		/* an allocator's memory is its own affair */
		{ SCENARIO_HANDOFF, "malloc", 1, NAN, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(says_none(cases[i].scenario, cases[i].pool,
					   cases[i].asked, cases[i].huge),
				 cases[i].says);
}

#define TRIALS	30
#define POOLS	5

/* Ratios around 1, in the order of rounds */
static double about(double ratio, size_t round)
{
	return ratio * (1 + 0.002 * (double)(round * 7 % 11) - 0.01);
}

/* svc_page_pool, and pools with each kind of verdict */
static void make(struct point *points, struct series *series)
{
	const char *const pools[POOLS] = {
		"svc_page_pool", "mutex", "null", "spsc", "percpu"
	};

	memset(points, 0, POOLS * sizeof(*points));
	memset(series, 0, POOLS * sizeof(*series));
	for (unsigned int i = 0; i < POOLS; i++) {
		struct trial_config *config = &points[i].config;

		points[i].available = true;
		config->scenario = SCENARIO_HANDOFF;
		config->burst = 1;
		config->plan.producers = 1;
		snprintf(config->pool, sizeof(config->pool), "%s", pools[i]);
		for (unsigned int round = 1; round <= TRIALS; round++) {
			const double ratio[POOLS] = {
				1, about(1.3, round), about(1, round),
				about(0.41, round), 1
			};
			struct trial_outcome outcome = {
				.ns_per_buffer = 100 * ratio[i],
				.ratio = ratio[i],
				.line_transfer_ns = round % 3 ? 32 : 155,
				.huge_share = NAN,
			};

			if (i == 4)
				outcome = (struct trial_outcome){
					.status = TRIAL_CRASHED,
					.error = "killed by signal 11",
				};
			assert_int_equal(series_add(&series[i], config,
						    &outcome), 0);
		}
	}
}

static const char *line_with(const char *text, const char *words)
{
	const char *found = strstr(text, words);

	if (!found)
		fail_msg("the table does not say: %s\n%s", words, text);
	return found;
}

static void test_table_answers_first(void **state)
{
	struct point points[POOLS];
	struct series series[POOLS];
	const char *ratios, *without, *notes;
	const struct points all = { .point = points, .n = POOLS };
	size_t lines = 0;
	char *text;

	make(points, series);
	text = table_of(&all, series);
	line_with(text, "  pool                    ratio        interval verdict  ns/buf x line  hit%\n");
	ratios = line_with(text, "\n  svc_page_pool           1.000               - base ");
	line_with(text, "\n  mutex                   1.300   [1.2");
	line_with(text, "] slower ");
	line_with(text, "] none ");
	line_with(text, "\n  spsc                    0.4");
	line_with(text, "] faster ");
	without = line_with(text, "\n  30 of 30 trials failed (crashed): killed by signal 11: percpu\n");
	line_with(text, "\nTHE CPUS' DISTANCE CHANGED: a line took at most 32 ns in a tenth of the\ntrials, and at least 155 in another.");
	notes = line_with(text, "All 3\nintervals hold together at level 0.99");
	assert_true(ratios < without && without < notes);
	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
		if (end - line > 80 && strncmp(line, "Unfit", 5) != 0)
			fail_msg("wider than 80 columns: %.*s",
				 (int)(end - line), line);
	}
	/* an empty line, the setting, the names of the columns */
	for (const char *c = text; c <= ratios; c++)
		lines += *c == '\n';
	assert_true(lines <= 6);
	assert_null(strstr(text, "are too few"));
	free(text);
	for (int i = 0; i < POOLS; i++)
		series_free(&series[i]);
}

TESTS_WITH(collect, drop, T(test_pairs_of_several_kinds_are_marked),
	   T(test_a_mixed_plan_is_marked),
	   T(test_pairs_of_576_cpus_are_small),
	   T(test_huge_pages_asked_for_in_vain), T(test_table_answers_first))
