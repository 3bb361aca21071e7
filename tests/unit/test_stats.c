// SPDX-License-Identifier: MIT
/*
 * Against SciPy on random samples, of which scripts/stats-reference --samples 200
 * has made tests/data/stats.txt, and by hand where samples are too small or not
 * numbers.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "test.h"
#include "base/compiler.h"
#include "stats/stats.h"

#define SAMPLES		200
#define SAMPLE_MAX	256

/*
 * scale: what got was made from, where it may be a difference near 0. Far
 * tails, below 1e-250, are 0 to SciPy before they are to a double.
 */
static bool near(double got, double want, double scale)
{
	if (isnan(want) || isnan(got))
		return isnan(want) && isnan(got);
	if (isinf(want) || isinf(got))
		return want == got;
	return fabs(got - want) <=
	       1e-9 * fabs(want) + 1e-14 * scale + 1e-250;
}

static void expect_scaled(const char *what, double got, double want,
			  double scale)
{
	if (!near(got, want, scale))
		fail_msg("%s is %.17g, should be %.17g", what, got, want);
}

static void expect(const char *what, double got, double want)
{
	expect_scaled(what, got, want, 0.0);
}

/* 0 past the last */
static double read_number(FILE *in)
{
	double number = 0;

	return fscanf(in, "%lf", &number) == 1 ? number : 0;
}

/* A sample's size and values, a level, and what is to come of them */
static bool check_one(FILE *in)
{
	double values[SAMPLE_MAX];
	const size_t n = (size_t)read_number(in);
	struct stats_interval interval;
	struct stats_trend trend;

	if (!n)
		return false;
	assert_true(n <= SAMPLE_MAX);
	for (size_t i = 0; i < n; i++)
		values[i] = read_number(in);
	interval = stats_median_interval(values, n, read_number(in));
	trend = stats_trend(values, n);
	expect("estimate", interval.estimate, read_number(in));
	expect("median", stats_median(values, n), interval.estimate);
	expect("whether valid", interval.valid, read_number(in));
	expect("low end", interval.low, read_number(in));
	expect("high end", interval.high, read_number(in));
	expect("level", interval.level, read_number(in));
	expect_scaled("drift", trend.drift_percent, read_number(in), 1e3);
	expect("p of the trend", trend.p, read_number(in));
	expect("Jain's index", stats_fairness(values, n), read_number(in));
	return true;
}

static void test_against_scipy(void **state)
{
	FILE *in = fopen(TEST_DATA "/stats.txt", "r");
	int samples = 0;

	assert_non_null(in);
	while (check_one(in))
		samples++;
	fclose(in);
	assert_int_equal(samples, SAMPLES);
}

static void test_quantile_edges(void **state)
{
	const double two[] = { 3.0, 1.0 }, rising[] = { 1.0, 3.0 };
	const double nan[] = { 1.0, NAN, 2.0 };
	const double ends[] = { -INFINITY, INFINITY };
	const double high[] = { 1.0, INFINITY, INFINITY };

	expect("median of none", stats_median(two, 0), NAN);
	expect("median of one", stats_median(two, 1), 3.0);
	expect("median of two", stats_median(two, 2), 2.0);
	expect("quarter", stats_quantile_sorted(rising, 2, 0.25), 1.5);
	expect("smallest", stats_quantile_sorted(rising, 2, 0.0), 1.0);
	expect("largest", stats_quantile_sorted(rising, 2, 1.0), 3.0);
	expect("beyond", stats_quantile_sorted(rising, 2, 1.5), NAN);
	expect("no quantile", stats_quantile_sorted(rising, 2, NAN), NAN);
	expect("with NaN", stats_median(nan, 3), NAN);
	expect("opposite infinities", stats_median(ends, 2), NAN);
	expect("infinite", stats_median(high, 3), INFINITY);
	expect("between infinite", stats_quantile_sorted(high, 3, 0.75),
	       INFINITY);
	assert_true(two[0] == 3.0 && two[1] == 1.0);
}

static void test_interval_edges(void **state)
{
	const double six[] = { 6.0, 1.0, 5.0, 2.0, 4.0, 3.0 };
	const double same[] = { 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0 };
	const double outlier[] = { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0,
				   INFINITY };
	static double many[2400];
	struct stats_interval interval;

	for (size_t n = 0; n < 6; n++) {
		interval = stats_median_interval(six, n, 0.95);
		assert_false(interval.valid);
		assert_true(isnan(interval.low) && isnan(interval.level));
		assert_int_equal(interval.n, n);
		assert_int_equal(isnan(interval.estimate), n == 0);
	}
	interval = stats_median_interval(six, 6, 0.95);
	assert_true(interval.valid);
	assert_true(interval.low == 1.0 && interval.high == 6.0);
	expect("level of 6", interval.level, 0.96875);
	expect("median of 6", interval.estimate, 3.5);
	/* The level that is reached exactly is reached. */
	assert_true(stats_median_interval(six, 6, 0.96875).valid);
	assert_false(stats_median_interval(six, 6, 0.9688).valid);
	assert_true(stats_median_interval(six, 2, 0.5).valid);
	assert_false(stats_median_interval(six, 6, NAN).valid);
	assert_false(stats_median_interval(six, 6, 1.0).valid);

	interval = stats_median_interval(same, ARRAY_SIZE(same), 0.95);
	assert_true(interval.valid);
	assert_true(interval.low == 2.0 && interval.high == 2.0);
	/* 9 values, by table: [x(2), x(8)] with 1 - 20/512. */
	interval = stats_median_interval(outlier, 9, 0.95);
	assert_true(interval.low == 2.0 && interval.high == 8.0);
	expect("level of 9", interval.level, 1.0 - 20.0 / 512.0);
	/* of so many 2^-n is no double; by SciPy */
	for (size_t i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (double)(i + 1);
	interval = stats_median_interval(many, ARRAY_SIZE(many), 0.95);
	assert_true(interval.low == 1152.0 && interval.high == 1249.0);
	expect("level of many", interval.level, 0.95231951056);
}

static void test_correction(void **state)
{
	expect("alone", stats_level_of_each(0.99, 1), 0.99);
	expect("none", stats_level_of_each(0.99, 0), 0.99);
	expect("one of 20", stats_level_of_each(0.99, 20), 0.9995);
	expect("level 1", stats_level_of_each(1.0, 3), NAN);
	assert_int_equal(stats_min_values(0.95), 6);
	assert_int_equal(stats_min_values(0.96875), 6);
	assert_int_equal(stats_min_values(0.99), 8);
	assert_int_equal(stats_min_values(stats_level_of_each(0.95, 10)), 9);
	assert_true(stats_min_values(1.0) == SIZE_MAX);
	for (size_t n = 1; n <= 12; n++) {
		const double values[12] = { 0 };
		const double level = 1 - 2 * pow(0.5, (double)n);

		assert_true(stats_median_interval(values, n, level).valid ==
			    (level > 0));
		assert_int_equal(stats_min_values(fmax(level, 0.4)),
				 level > 0 ? n : 2);
	}
}

static struct stats_interval interval(double low, double high)
{
	return (struct stats_interval){
		.estimate = (low + high) / 2.0, .low = low, .high = high,
		.level = 0.9586, .n = 20, .valid = true,
	};
}

static void test_verdicts(void **state)
{
	struct stats_interval below = interval(0.8, 0.9);
	struct stats_interval above = interval(1.1, 1.2);
	struct stats_interval across = interval(0.9, 1.1);
	struct stats_interval touching = interval(1.0, 1.1);

	assert_int_equal(stats_verdict(&below), STATS_FASTER);
	assert_int_equal(stats_verdict(&above), STATS_SLOWER);
	assert_int_equal(stats_verdict(&across), STATS_NO_DIFFERENCE);
	assert_int_equal(stats_verdict(&touching), STATS_NO_DIFFERENCE);
	above.high = INFINITY;
	assert_int_equal(stats_verdict(&above), STATS_UNFIT);
	below.valid = false;
	assert_int_equal(stats_verdict(&below), STATS_UNFIT);
	assert_string_equal(stats_verdict_names[STATS_FASTER], "faster");
	assert_string_equal(stats_verdict_names[STATS_NO_DIFFERENCE],
			    "no difference shown");
}

static void test_trend_edges(void **state)
{
	const double rising[] = { 10.0, 11.0, 12.0, 13.0, 14.0 };
	const double same[] = { 4.0, 4.0, 4.0 };
	const double inf[] = { 1.0, 2.0, INFINITY };
	const double zero[] = { -1.0, 0.0, 1.0 };
	const double below[] = { -12.0, -11.0, -10.0, -9.0, -8.0 };
	struct stats_trend trend = stats_trend(rising, 5);

	expect("drift", trend.drift_percent, 100.0 * 4.0 / 12.0);
	expect("p of 5 rising", trend.p, 2.0 / 120.0);
	assert_false(stats_is_steady(&trend, 0.95, 5.0));
	assert_true(stats_is_steady(&trend, 0.95, 40.0));
	assert_true(stats_is_steady(&trend, 0.99, 5.0));
	trend = stats_trend(rising, 4);
	expect("p of 4 rising", trend.p, 2.0 / 24.0);
	trend = stats_trend(same, 3);
	assert_true(trend.drift_percent == 0.0 && trend.p == 1.0);
	assert_true(stats_is_steady(&trend, 0.95, 0.0));
	trend = stats_trend(inf, 3);
	assert_true(isnan(trend.drift_percent) && isnan(trend.p));
	assert_false(stats_is_steady(&trend, 0.95, 5.0));
	assert_true(isnan(stats_trend(rising, 1).p));
	assert_true(isnan(stats_trend(rising, 0).p));
	assert_true(isnan(stats_trend(zero, 3).drift_percent));
	expect("rising drift", stats_trend(below, 5).drift_percent, 40.0);
}

static void test_fairness_edges(void **state)
{
	const double one[] = { 8.0, 0.0, 0.0, 0.0 };
	const double bad[] = { 1.0, -1.0 };
	const double large[] = { 1e300, 1e300 };

	expect("one of four", stats_fairness(one, 4), 0.25);
	expect("large", stats_fairness(large, 2), 1.0);
	expect("nobody", stats_fairness(one + 1, 3), NAN);
	expect("negative", stats_fairness(bad, 2), NAN);
	expect("none", stats_fairness(one, 0), NAN);
}

TESTS(T(test_against_scipy), T(test_quantile_edges), T(test_interval_edges),
      T(test_correction), T(test_verdicts), T(test_trend_edges),
      T(test_fairness_edges))
