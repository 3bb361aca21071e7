// SPDX-License-Identifier: MIT
/* Which samples are compared, and what that is good for where CPUs move. */
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
#include "report/pairs.h"

#define ROUNDS	12
#define NEAR	30.0
#define FAR	150.0

static void of_one_round_where_lines_are_alike(void **state)
{
	const struct pair_sample base[] = {
		{ 1, NEAR }, { 2, NEAR }, { 4, FAR },
	};
	const struct pair_sample change[] = {
		{ 2, 1.4 * NEAR }, { 3, NEAR }, { 4, FAR / 1.4 }, { 5, FAR },
	};
	struct pair pairs[3];

	(void)state;
	assert_int_equal(pairs_match(base, 3, change, 4, pairs), 2);
	assert_int_equal(pairs[0].base, 1);
	assert_int_equal(pairs[0].change, 0);
	assert_int_equal(pairs[1].base, 2);
	assert_int_equal(pairs[1].change, 2);
}

static void partners_are_exchanged(void **state)
{
	const struct pair_sample base[] = {
		{ 1, NEAR }, { 2, NEAR }, { 3, FAR }, { 4, NEAR },
	};
	const struct pair_sample change[] = {
		{ 1, FAR }, { 2, NEAR }, { 3, NEAR }, { 4, FAR },
	};
	struct pair pairs[4];

	(void)state;
	assert_int_equal(pairs_match(base, 4, change, 4, pairs), 3);
	/* rounds 1 and 3 with each other, 2 by itself; 4 is left over */
	assert_int_equal(pairs[0].base, 2);
	assert_int_equal(pairs[0].change, 0);
	assert_int_equal(pairs[1].base, 1);
	assert_int_equal(pairs[1].change, 1);
	assert_int_equal(pairs[2].base, 0);
	assert_int_equal(pairs[2].change, 2);
}

static void a_line_that_is_not_known_decides_nothing(void **state)
{
	const struct pair_sample base[] = { { 1, NAN }, { 2, NEAR } };
	const struct pair_sample change[] = { { 1, FAR }, { 2, NAN } };
	struct pair pairs[2];

	(void)state;
	assert_int_equal(pairs_match(base, 2, change, 2, pairs), 2);
	assert_int_equal(pairs[0].base, 0);
	assert_int_equal(pairs[1].base, 1);
}

static void nothing_in_common(void **state)
{
	const struct pair_sample base[] = { { 1, NEAR }, { 2, NEAR } };
	const struct pair_sample change[] = { { 1, FAR }, { 3, NEAR } };
	struct pair pairs[2];

	(void)state;
	assert_int_equal(pairs_match(base, 2, change, 2, pairs), 0);
	assert_int_equal(pairs_match(base, 0, change, 2, pairs), 0);
}

/* A machine on which everything takes five times as long when far; where that
 * is, differs by side. */
static void fill(struct series *series, unsigned int far_mask, double near_ns)
{
	const struct trial_config config = { .scenario = SCENARIO_HANDOFF };

	for (unsigned int round = 0; round < ROUNDS; round++) {
		const bool far = far_mask >> round & 1;
		const struct trial_outcome outcome = {
			.status = TRIAL_OK,
			.ns_per_buffer = near_ns * (far ? 5 : 1),
			.line_transfer_ns = far ? FAR : NEAR,
		};

		assert_int_equal(series_add(series, &config, round + 1,
					    &outcome), 0);
	}
}

static void a_ratio_is_that_of_one_machine(void **state)
{
	struct series base = { 0 }, change = { 0 };
	struct stats_interval ratio;

	(void)state;
	fill(&base, 0x333, 100.0);
	fill(&change, 0x555, 20.0);
	ratio = series_ratio(&base, &change, STATS_LEVEL);
	assert_int_equal(ratio.n, ROUNDS);
	assert_true(ratio.valid);
	assert_true(fabs(ratio.low - 0.2) < 1e-9);
	assert_true(fabs(ratio.high - 0.2) < 1e-9);
	series_free(&base);
	series_free(&change);
}

static void told(unsigned int far_mask, const char *expected)
{
	struct point point = { .available = true };
	struct series series = { 0 };
	struct summary summary = { .point = &point, .series = &series };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	fill(&series, far_mask, 10.0);
	distance_print(out, &summary, 1);
	fclose(out);
	if (*expected)
		assert_non_null(strstr(text, expected));
	else
		assert_string_equal(text, "");
	free(text);
	series_free(&series);
}

static void a_distance_that_changed_is_told(void **state)
{
	(void)state;
	told(0x333, "a line took 30 ns in some trials, 150 in others");
}

static void a_distance_that_stayed_is_not(void **state)
{
	(void)state;
	told(0, "");
	/* one trial in twelve is an accident */
	told(0x10, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_one_round_where_lines_are_alike),
		cmocka_unit_test(partners_are_exchanged),
		cmocka_unit_test(a_line_that_is_not_known_decides_nothing),
		cmocka_unit_test(nothing_in_common),
		cmocka_unit_test(a_ratio_is_that_of_one_machine),
		cmocka_unit_test(a_distance_that_changed_is_told),
		cmocka_unit_test(a_distance_that_stayed_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
