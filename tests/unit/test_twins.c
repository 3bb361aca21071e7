// SPDX-License-Identifier: MIT
/* The twin control: when it speaks, when it warns, and when it is silent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/twins.h"

#define ROUNDS	12

struct pair {
	struct point points[2];
	struct series series[2];
};

/* Rounds of different speed; the second pool at @ratio, more or less */
static void make(struct pair *pair, double ratio, double spread)
{
	memset(pair, 0, sizeof(*pair));
	for (int i = 0; i < 2; i++) {
		struct point *point = &pair->points[i];

		point->available = true;
		point->config.scenario = SCENARIO_HANDOFF;
		point->config.burst = 1;
		point->config.plan.producers = 1;
		strcpy(point->config.pool, i ? "urcu_lfstack" :
					       "svc_page_pool_nocount");
	}
	for (unsigned int round = 1; round <= ROUNDS; round++) {
		for (int i = 0; i < 2; i++) {
			const double off = round % 2 ? spread : -spread;
			const double of_twin = i ? ratio * (1 + off) : 1;
			const struct trial_outcome outcome = {
				.ns_per_buffer = 100 * (1 + round % 3) * of_twin,
				/* to svc_page_pool, which stood still once */
				.ratio = 0.7 * (1 + round % 3) * of_twin,
				.line_transfer_ns = NAN,
				.huge_share = NAN,
			};

			assert_int_equal(series_add(&pair->series[i],
				&pair->points[i].config, round, &outcome), 0);
		}
	}
}

static char *told(struct pair *pair)
{
	struct summary *summaries = summarize(pair->points, pair->series, 2);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(summaries);
	assert_non_null(out);
	twins_print(out, summaries, 2);
	fclose(out);
	free(summaries);
	for (int i = 0; i < 2; i++)
		series_free(&pair->series[i]);
	return text;
}

static void test_agree(void **state)
{
	struct pair pair;
	char *text;

	make(&pair, 1.0, 0.03);
	text = told(&pair);
	assert_non_null(strstr(text, "twin control: urcu_lfstack is "));
	assert_null(strstr(text, "SUSPECT"));
	free(text);
}

/* An interval that reaches into the band shows nothing. */
static void test_unsure(void **state)
{
	struct pair pair;
	char *text;

	make(&pair, 1.2, 0.15);
	text = told(&pair);
	assert_non_null(strstr(text, "twin control: "));
	assert_null(strstr(text, "SUSPECT"));
	free(text);
}

static void test_differ(void **state)
{
	const double ratios[] = { 1.2, 0.8 };

	for (int i = 0; i < 2; i++) {
		struct pair pair;
		char *text;

		make(&pair, ratios[i], 0.03);
		text = told(&pair);
		assert_non_null(strstr(text, "HARNESS SUSPECT: urcu_lfstack"));
		free(text);
	}
}

/* No twins: another setting, several producers, another scenario, bursts */
static void test_silent(void **state)
{
	for (int i = 0; i < 4; i++) {
		struct pair pair;
		char *text;

		make(&pair, 1.2, 0.03);
		if (i == 0)
			pair.points[1].config.burst = 2;
		for (int side = 0; side < 2; side++) {
			struct trial_config *config =
				&pair.points[side].config;

			if (i == 1)
				config->plan.producers = 2;
			else if (i == 2)
				config->scenario = SCENARIO_RPC;
			else if (i == 3)
				config->burst = 16;
		}
		text = told(&pair);
		assert_string_equal(text, "");
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agree),
		cmocka_unit_test(test_unsure),
		cmocka_unit_test(test_differ),
		cmocka_unit_test(test_silent),
	};

	return cmocka_run_group_tests_name("twins", tests, NULL, NULL);
}
