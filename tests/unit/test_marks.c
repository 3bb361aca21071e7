// SPDX-License-Identifier: MIT
/*
 * What is said of a machine or of a measurement that is not as one would
 * think: several kinds of cores, and huge pages that were asked for in vain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/show.h"
#include "plan/points.h"
#include "report/table.h"

#include "synthetic.h"
#include "this_environment.h"

#define MIXED	"MIXED CORES: "
#define NONE	"NO HUGE PAGES: "

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED	true
#elif defined(__has_feature)
#define SANITIZED	(__has_feature(address_sanitizer) ||		\
			 __has_feature(thread_sanitizer))
#else
#define SANITIZED	false
#endif

static struct topology topology;

/* Two nodes of four cores; where @kinds is 2, the odd cores are the faster. */
static void load_machine(int kinds)
{
	struct error error = { "" };

	if (topology_load_synthetic(&topology, "numa:2 core:4 pu:2", &error))
		fail_msg("%s", error.text);
	topology.nr_kinds = kinds;
	for (int i = 0; i < topology.nr_cpus; i++)
		topology.cpus[i].kind = topology.cpus[i].core % kinds;
}

static struct options options_of(enum scenario scenario)
{
	return (struct options){
		.scenarios = { 1, { scenario } },
		.consumer_node = -1,
		.repetitions = 1,
		.warmup_us = 1,
		.window_ms = 1,
	};
}

static void expand(struct points *points, const struct options *options)
{
	struct error error = { "" };

	if (points_expand(points, options, &topology, 1, &error))
		fail_msg("%s", error.text);
	assert_true(points->n > 0);
}

static int kind_of(int cpu)
{
	for (int i = 0; i < topology.nr_cpus; i++) {
		if (topology.cpus[i].cpu == cpu)
			return topology.cpus[i].kind;
	}
	fail_msg("there is no CPU %d", cpu);
	return -1;
}

static bool mixes(const struct placement_plan *plan)
{
	for (int i = 0; i < plan->producers; i++) {
		if (kind_of(plan->producer[i].cpu) !=
		    kind_of(plan->consumer.cpu))
			return true;
	}
	return false;
}

/* How many points there are whose threads run on cores of several kinds */
static int count_mixed(const struct points *points)
{
	int mixed = 0;

	for (size_t i = 0; i < points->n; i++) {
		const struct point *point = &points->point[i];

		if (!point->available)
			continue;
		assert_int_equal(point->config.plan.mixed_kinds,
				 mixes(&point->config.plan));
		mixed += point->config.plan.mixed_kinds;
	}
	return mixed;
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

		load_machine(kinds);
		options.all_pairs = true;
		expand(&points, &options);
		/* 8 x 8 pairs of two kinds; none where there is one kind */
		assert_int_equal(count_mixed(&points), kinds == 2 ? 64 : 0);
		assert_int_equal(table_says(&points, MIXED), kinds == 2);
		points_free(&points);
		topology_free(&topology);
	}
}

static void test_placements_never_mix(void **state)
{
	for (int scenario = 0; scenario < SCENARIO_COUNT; scenario++) {
		struct options options = options_of((enum scenario)scenario);
		struct points points;

		load_machine(2);
		/* asked for more than one kind has: refused, not mixed */
		options.producers.n = 4;
		for (unsigned int i = 0; i < 4; i++)
			options.producers.value[i] = 1 + 2 * i;
		options.oversubscribe = true;
		expand(&points, &options);
		assert_int_equal(count_mixed(&points), 0);
		assert_false(table_says(&points, MIXED));
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

static char *list_of(const struct options *options)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	show_list(out, options, &topology);
	fclose(out);
	return text;
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
	struct error error = { "" };
	long kib;

	if (topology_load_synthetic(&topology, "numa:12 core:48 pu:1", &error))
		fail_msg("%s", error.text);
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
	if (!SANITIZED && kib > 90 * 1024)
		fail_msg("%zu points take %ld KiB", points.n, kib);
	points_free(&points);
	topology_free(&topology);
}

static void test_list_names_the_kinds(void **state)
{
	struct options options = options_of(SCENARIO_HANDOFF);
	char *text;

	load_machine(1);
	text = list_of(&options);
	assert_null(strstr(text, "kinds of cores"));
	free(text);
	topology_free(&topology);

	load_machine(2);
	text = list_of(&options);
	assert_non_null(strstr(text, "  kinds of cores: 2, mixed by placement os alone: (slowest first) CPUs 0-1,4-5,8-9,12-13 | CPUs 2-3,6-7,10-11,14-15\n"));
	/* a producer less than cores of both kinds would have had room for */
	assert_non_null(strstr(text, "consumer on CPU 2 of node 0, at most 2 producers on node 0\n"));
	free(text);
	options.csv = true;
	text = list_of(&options);
	assert_non_null(strstr(text, "\ncpu,4,ok,\"node 0, package -1, core 2, thread 0 of it, last-level cache -1, kind of core 0\","));
	assert_non_null(strstr(text, "\ncpu,6,ok,\"node 0, package -1, core 3, thread 0 of it, last-level cache -1, kind of core 1\","));
	free(text);
	topology_free(&topology);
}

static void test_plan_says_why_kinds_are_not_mixed(void **state)
{
	struct options options = options_of(SCENARIO_HANDOFF);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	load_machine(2);
	options.placements = (struct choice_list){ 1, { PLACEMENT_LOCAL } };
	options.producers = (struct number_list){ 1, { 3 } };
	show_plan(out, &options, &topology);
	fclose(out);
	assert_non_null(strstr(text, "unavailable: node 0 has 2 allowed CPUs besides the consumer's core of its kind (kinds of cores are not mixed), 3 producers need 3\n"));
	free(text);
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
	assert_true(says_none(SCENARIO_HANDOFF, "mutex", 1, 0));
	assert_true(says_none(SCENARIO_LATENCY, "mutex", 1, 0));
	assert_false(says_none(SCENARIO_HANDOFF, "mutex", 1, 0.5));
	/* what is not known is not said */
	assert_false(says_none(SCENARIO_HANDOFF, "mutex", 1, NAN));
	/* refused, as they are unless asked for */
	assert_false(says_none(SCENARIO_HANDOFF, "mutex", 0, NAN));
	/* an allocator's memory is its own affair */
	assert_false(says_none(SCENARIO_HANDOFF, "malloc", 1, NAN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs_of_several_kinds_are_marked),
		cmocka_unit_test(test_placements_never_mix),
		cmocka_unit_test(test_a_mixed_plan_is_marked),
		cmocka_unit_test(test_pairs_of_576_cpus_are_small),
		cmocka_unit_test(test_list_names_the_kinds),
		cmocka_unit_test(test_plan_says_why_kinds_are_not_mixed),
		cmocka_unit_test(test_huge_pages_asked_for_in_vain),
	};

	return cmocka_run_group_tests(tests, collect, drop);
}
