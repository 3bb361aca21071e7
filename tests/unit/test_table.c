// SPDX-License-Identifier: MIT
/* The table of a run */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/table.h"

#include "this_environment.h"

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
	free(summaries);
	free(text);
	for (int i = 0; i < POOLS; i++)
		series_free(&series[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_answers_first),
	};

	return cmocka_run_group_tests_name("table", tests, collect, drop);
}
