// SPDX-License-Identifier: MIT
/* The table of a run, and a ratio by the distance of the CPUs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/distance.h"
#include "report/table.h"

#include "this_environment.h"

#define TRIALS	30
#define POOLS	5

/* Ratios around 1, in the order of rounds */
static double about(double ratio, size_t round)
{
	return ratio * (1 + 0.002 * (double)(round * 7 % 11) - 0.01);
}

/*
 * What is said of TRIALS trials that took turns on CPUs so far apart, where
 * the ratios are these.
 */
static size_t groups_of(const double *line, const double *ratio, size_t n,
			struct distance_group *group)
{
	double lines[TRIALS], ratios[TRIALS];

	for (size_t i = 0; i < TRIALS; i++) {
		lines[i] = line[i % n];
		ratios[i] = about(ratio[i % n], i);
	}
	return distance_groups(ratios, lines, TRIALS, group);
}

static void test_groups(void **state)
{
	const struct {
		size_t n;
		double line[4];
		double ratio[4];
		size_t groups;
	} cases[] = {
		{ 1, { 32 }, { 0.5 }, 0 },
		/* another distance, the same ratio; and the other way round */
		{ 2, { 32, 155 }, { 0.5, 0.5 }, 0 },
		{ 2, { 32, 47 }, { 0.5, 0.25 }, 0 },
		{ 2, { 32, 155 }, { 0.41, 0.25 }, 2 },
		{ 2, { 155, 32 }, { 0.25, 0.41 }, 2 },
		{ 3, { 15, 32, 155 }, { 0.5, 0.41, 0.25 }, 3 },
		/* what is between two is of both, and so they are one */
		{ 3, { 32, 40, 55 }, { 0.5, 0.4, 0.25 }, 0 },
		/* what is not known is left out */
		{ 3, { 32, NAN, 155 }, { 0.41, 9, 0.25 }, 2 },
		{ 3, { 32, 70, 155 }, { 0.41, NAN, 0.25 }, 2 },
		{ 2, { NAN, NAN }, { 0.41, 0.25 }, 0 },
	};
	struct distance_group group[DISTANCE_GROUPS_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t groups = groups_of(cases[i].line, cases[i].ratio,
					  cases[i].n, group);

		if (groups != cases[i].groups)
			fail_msg("case %zu: %zu groups", i, groups);
		for (size_t k = 1; k < groups; k++)
			assert_true(group[k - 1].line_ns < group[k].line_ns);
	}
	assert_int_equal(groups_of((double[]){ 32, 155, 32 },
				   (double[]){ 0.41, 0.25, 0.41 }, 3, group),
			 2);
	assert_true(group[0].line_ns == 32 && group[1].line_ns == 155);
	assert_int_equal(group[0].ratio.n, 20);
	assert_int_equal(group[1].ratio.n, 10);
	assert_true(fabs(group[0].ratio.estimate - 0.41) < 0.01);
	assert_true(fabs(group[1].ratio.estimate - 0.25) < 0.01);
	assert_true(group[1].ratio.level >= STATS_VERDICT_LEVEL);
	assert_int_equal(distance_groups(NULL, NULL, 0, group), 0);
	/* seven trials have no interval, and so are apart from nothing */
	assert_int_equal(distance_groups(
		(double[]){ 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2 },
		(double[]){ 9, 9, 9, 9, 9, 9, 9, 99, 99, 99, 99, 99, 99, 99 },
		14, group), 0);
}

/* No more groups than there is room for */
static void test_many_groups(void **state)
{
	struct distance_group group[DISTANCE_GROUPS_MAX];
	double line[200], ratio[200];
	size_t n = 0;

	for (size_t i = 0; i < 200; i++) {
		const size_t step = i / 10;

		line[i] = pow(2, (double)step);
		ratio[i] = about((double)(1 + step), i);
	}
	assert_int_equal(distance_groups(ratio, line, 200, group),
			 DISTANCE_GROUPS_MAX);
	for (size_t i = 0; i < DISTANCE_GROUPS_MAX; i++)
		n += group[i].ratio.n;
	assert_int_equal(n, 200);
}

/* svc_page_pool, and pools of which one depends on the distance */
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
			const bool far = round % 3 == 0;
			const double ratio[POOLS] = {
				1, about(1.3, round), about(1, round),
				about(far ? 0.25 : 0.41, round), 1
			};
			struct trial_outcome outcome = {
				.ns_per_buffer = 100 * ratio[i],
				.ratio = ratio[i],
				.line_transfer_ns = far ? 155 : 32,
				.huge_share = NAN,
			};

			if (i == 4)
				outcome = (struct trial_outcome){
					.status = TRIAL_CRASHED,
					.error = "killed by signal 11",
				};
			assert_int_equal(series_add(&series[i], config, round,
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
	struct summary *summaries;
	const char *ratios, *without, *notes;
	char *text;
	size_t size, lines = 0;
	FILE *out = open_memstream(&text, &size);

	make(points, series);
	summaries = summarize(points, series, POOLS);
	assert_non_null(out);
	assert_non_null(summaries);
	table_print(out, summaries, POOLS, environment);
	fclose(out);
	line_with(text, "  pool                    ratio        interval verdict  ns/buf x line  hit%\n");
	ratios = line_with(text, "\n  svc_page_pool           1.000               - base ");
	line_with(text, "\n  mutex                   1.300   [1.2");
	line_with(text, "] slower ");
	line_with(text, "] none ");
	line_with(text, "\n  spsc                    0.4");
	line_with(text, "] faster ");
	line_with(text, "\n    at 32 ns a line: 0.4");
	line_with(text, "], 20 trials\n    at 155 ns a line: 0.2");
	without = line_with(text, "\n  30 of 30 trials failed (crashed): killed by signal 11: percpu\n");
	line_with(text, "\nat ... ns a line: each interval is of level 0.99 by itself");
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
	free(summaries);
	free(text);
	for (int i = 0; i < POOLS; i++)
		series_free(&series[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_many_groups),
		cmocka_unit_test(test_table_answers_first),
	};

	return cmocka_run_group_tests_name("table", tests, collect, drop);
}
