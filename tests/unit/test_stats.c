// SPDX-License-Identifier: MIT
/*
 * Against SciPy on random samples, which scripts/stats-reference makes and
 * works out, and by hand where samples are too small or not numbers.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "stats/stats.h"

#define PYTHON		"/usr/bin/python3"
#define SCRIPT		"scripts/stats-reference"
/* A sanitizer looks at the code, which few samples go through as well. */
#define SAMPLES		(BUILT_WITH_ASAN ? 50 : 1000)
#define SAMPLE_MAX	256
#define SKIPPED		77

static bool reference_skipped;

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

static bool read_word(FILE *in, const char *word)
{
	char found[32] = "";

	if (fscanf(in, "%31s", found) != 1)
		return false;
	if (strcmp(found, word) != 0)
		fail_msg("the reference says %s instead of %s", found, word);
	return true;
}

static double read_number(FILE *in)
{
	double number = NAN;

	if (fscanf(in, "%lf", &number) != 1)
		fail_msg("the reference lacks a number");
	return number;
}

static double read_named(FILE *in, const char *word)
{
	assert_true(read_word(in, word));
	return read_number(in);
}

static void read_numbers(FILE *in, double *numbers, size_t n)
{
	assert_true(n <= SAMPLE_MAX);
	for (size_t i = 0; i < n; i++)
		numbers[i] = read_number(in);
}

static void check_interval(FILE *in, const char *word,
			   struct stats_interval got)
{
	expect("estimate", got.estimate, read_named(in, word));
	expect("whether valid", got.valid, read_number(in));
	expect("low end", got.low, read_number(in));
	expect("high end", got.high, read_number(in));
	expect("level", got.level, read_number(in));
}

static bool check_one(FILE *in)
{
	double values[SAMPLE_MAX], q, largest = 0.0;
	struct stats_fairness fairness;
	struct stats_trend trend;
	size_t n;

	if (!read_word(in, "sample"))
		return false;
	n = (size_t)read_number(in);
	read_numbers(in, values, n);
	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, fabs(values[i]));
	q = read_named(in, "quantile");
	expect("quantile", stats_quantile(values, n, q), read_number(in));
	expect("median", stats_median(values, n), read_number(in));
	q = read_named(in, "level");
	check_interval(in, "interval", stats_median_interval(values, n, q));

	trend = stats_trend(values, n);
	expect_scaled("slope", trend.slope, read_named(in, "trend"), largest);
	expect_scaled("drift", trend.drift_percent, read_number(in), 1e3);
	expect("tau", trend.tau, read_number(in));
	expect("p of the trend", trend.p, read_number(in));
	fairness = stats_fairness(values, n);
	expect("Jain's index", fairness.jain, read_named(in, "fairness"));
	expect("min/max", fairness.min_max, read_number(in));
	expect("ties", (double)stats_ties(values, n, 0.0),
	       read_named(in, "ties"));
	q = read_named(in, "test");
	expect("p of the sign test", stats_median_test(values, n, q),
	       read_number(in));
	return true;
}

static void check_unpaired(FILE *in)
{
	double base[SAMPLE_MAX], change[SAMPLE_MAX], level;
	size_t base_n, change_n;

	base_n = (size_t)read_named(in, "unpaired");
	read_numbers(in, base, base_n);
	change_n = (size_t)read_named(in, "change");
	read_numbers(in, change, change_n);
	level = read_named(in, "level");
	check_interval(in, "ratio",
		       stats_unpaired_ratio(base, base_n, change, change_n,
					    level));
	expect("p of unpaired values",
	       stats_unpaired_test(base, base_n, change, change_n),
	       read_named(in, "p"));
}

static void check_binomial(FILE *in)
{
	size_t k = (size_t)read_named(in, "binomial");
	size_t n = (size_t)read_number(in);
	double p = read_number(in);
	struct stats_interval interval;

	expect("pmf", stats_binomial_pmf(k, n, p),
	       read_named(in, "probability"));
	expect("cdf", stats_binomial_cdf(k, n, p), read_number(in));
	expect("tail", stats_binomial_tail(k, n, p), read_number(in));
	expect("two-sided p", stats_binomial_test(k, n, p), read_number(in));
	interval = stats_binomial_interval(k, n, read_named(in, "level"));
	assert_true(interval.valid);
	expect("low proportion", interval.low, read_named(in, "proportion"));
	expect("high proportion", interval.high, read_number(in));
}

static void test_against_scipy(void **state)
{
	int samples = 0, status;
	char command[1024];
	FILE *in;

	(void)state;
	if (access(PYTHON, X_OK) != 0) {
		print_message("skipped: there is no " PYTHON "\n");
		reference_skipped = true;
		skip();
	}
	/* TEST_DATA is tests/data of the source tree, which may not exist. */
	snprintf(command, sizeof(command),
		 PYTHON " '%.*s" SCRIPT "' --seed 1 --samples %d",
		 (int)(strlen(TEST_DATA) - strlen("tests/data")), TEST_DATA,
		 SAMPLES);
	in = popen(command, "r");
	assert_non_null(in);
	while (check_one(in)) {
		check_unpaired(in);
		check_binomial(in);
		samples++;
	}
	status = pclose(in);
	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED) {
		print_message("skipped: without SciPy there is no reference\n");
		reference_skipped = true;
		skip();
	}
	assert_int_equal(status, 0);
	assert_int_equal(samples, SAMPLES);
}

static void test_quantile_edges(void **state)
{
	const double two[] = { 3.0, 1.0 };
	const double nan[] = { 1.0, NAN, 2.0 };
	const double ends[] = { -INFINITY, INFINITY };
	const double high[] = { 1.0, INFINITY, INFINITY };

	(void)state;
	expect("median of none", stats_median(two, 0), NAN);
	expect("median of one", stats_median(two, 1), 3.0);
	expect("median of two", stats_median(two, 2), 2.0);
	expect("quarter", stats_quantile(two, 2, 0.25), 1.5);
	expect("smallest", stats_quantile(two, 2, 0.0), 1.0);
	expect("largest", stats_quantile(two, 2, 1.0), 3.0);
	expect("beyond", stats_quantile(two, 2, 1.5), NAN);
	expect("no quantile", stats_quantile(two, 2, NAN), NAN);
	expect("with NaN", stats_median(nan, 3), NAN);
	expect("opposite infinities", stats_median(ends, 2), NAN);
	expect("infinite", stats_median(high, 3), INFINITY);
	expect("between infinite", stats_quantile(high, 3, 0.75), INFINITY);
	assert_true(two[0] == 3.0 && two[1] == 1.0);
}

static void test_interval_edges(void **state)
{
	const double six[] = { 6.0, 1.0, 5.0, 2.0, 4.0, 3.0 };
	const double same[] = { 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0 };
	const double outlier[] = { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0,
				   INFINITY };
	struct stats_interval interval;

	(void)state;
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
}

static void test_median_test_edges(void **state)
{
	const double values[] = { 0.5, 1.0, 0.5, 0.6, 0.7, 0.8, 0.9 };
	const double nan[] = { 1.0, NAN, 2.0 };

	(void)state;
	expect("all below", stats_median_test(values, 7, 2.0), 2.0 / 128.0);
	expect("all above", stats_median_test(values, 7, 0.1), 2.0 / 128.0);
	/* one that is equal could be on either side */
	expect("one equal", stats_median_test(values, 7, 1.0), 16.0 / 128.0);
	expect("the median", stats_median_test(values, 7, 0.7), 1.0);
	expect("none", stats_median_test(values, 0, 1.0), NAN);
	expect("NaN", stats_median_test(nan, 3, 1.0), NAN);
}

static void test_unpaired_edges(void **state)
{
	const double base[] = { 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0 };
	const double change[] = { 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0 };
	const double bad[] = { 2.0, 0.0, 2.0, 2.0, 2.0, 2.0, 2.0 };
	const double nan[] = { 2.0, 1.0, NAN, 2.0, 2.0, 2.0, 2.0 };

	(void)state;
	assert_false(stats_unpaired_ratio(bad, 7, change, 7, 0.95).valid);
	expect("equal", stats_unpaired_test(base, 7, base, 7), 1.0);
	expect("NaN", stats_unpaired_test(base, 7, nan, 7), NAN);
}

static void test_correction(void **state)
{
	(void)state;
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

/* The interval leaves out 1 exactly where the test says so, at any level. */
static void test_interval_and_test_agree(void **state)
{
	unsigned int seed = 1;
	int apart = 0, together = 0;

	(void)state;
	for (int run = 0; run < 4000; run++) {
		double a[24], b[24];
		const size_t n = 8 + (size_t)run % 17;
		const double level = stats_level_of_each(0.99,
							 1 + (size_t)run % 3);
		struct stats_interval one, two;

		for (size_t i = 0; i < n; i++) {
			/* few values, so that some are tied, and some 1 */
			a[i] = (rand_r(&seed) % 9 + run % 9) / 8.0;
			b[i] = (rand_r(&seed) % 9 + 2) / 8.0;
			a[i] = fmax(a[i], 0.125);
		}
		one = stats_median_interval(a, n, level);
		two = stats_unpaired_ratio(b, n, a, n, level);
		assert_int_equal(stats_median_test(a, n, 1.0) <=
				 (1 - level) * (1 + 1e-9),
				 one.valid && (one.low > 1 || one.high < 1));
		assert_int_equal(stats_unpaired_test(b, n, a, n) <=
				 (1 - level) * (1 + 1e-9),
				 two.valid && (two.low > 1 || two.high < 1));
		apart += one.low > 1 || two.low > 1;
		together += one.low <= 1 && two.low <= 1;
	}
	assert_true(apart > 100 && together > 100);
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

	(void)state;
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

static void test_binomial_edges(void **state)
{
	struct stats_interval proportion;

	(void)state;
	expect("nothing tried", stats_binomial_pmf(0, 0, 0.5), 1.0);
	expect("impossible", stats_binomial_pmf(3, 2, 0.5), 0.0);
	expect("certain", stats_binomial_pmf(2, 2, 1.0), 1.0);
	expect("never", stats_binomial_tail(1, 5, 0.0), 0.0);
	expect("cdf of all", stats_binomial_cdf(5, 5, 1.0), 1.0);
	expect("cdf of fewer", stats_binomial_cdf(4, 5, 1.0), 0.0);
	expect("not a probability", stats_binomial_cdf(1, 5, 1.5), NAN);
	expect("far tail", stats_binomial_tail(1000, 1000, 0.5),
	       ldexp(1.0, -1000));
	/* Neighbours: (n - k) p / ((k + 1) (1 - p)). */
	expect("of many", stats_binomial_pmf(3000050001u, 10000000000u, 0.3) /
			  stats_binomial_pmf(3000050000u, 10000000000u, 0.3),
	       6999950000.0 * 0.3 / (3000050001.0 * 0.7));
	expect("1 of 2", stats_binomial_test(1, 2, 0.5), 1.0);
	expect("none of 0", stats_binomial_test(0, 0, 0.5), 1.0);
	expect("3 of 2", stats_binomial_test(3, 2, 0.5), NAN);
	/* Of nothing seen: 1 - (alpha / 2)^(1/n). */
	proportion = stats_binomial_interval(0, 10, 0.95);
	assert_true(proportion.low == 0.0);
	expect("rule of three", proportion.high, 1.0 - pow(0.025, 0.1));
	assert_false(stats_binomial_interval(0, 0, 0.95).valid);
	assert_false(stats_binomial_interval(3, 2, 0.95).valid);
}

static void test_trend_edges(void **state)
{
	const double rising[] = { 10.0, 11.0, 12.0, 13.0, 14.0 };
	const double same[] = { 4.0, 4.0, 4.0 };
	const double inf[] = { 1.0, 2.0, INFINITY };
	const double zero[] = { -1.0, 0.0, 1.0 };
	const double below[] = { -12.0, -11.0, -10.0, -9.0, -8.0 };
	struct stats_trend trend = stats_trend(rising, 5);

	(void)state;
	expect("slope", trend.slope, 1.0);
	expect("drift", trend.drift_percent, 100.0 * 4.0 / 12.0);
	expect("tau", trend.tau, 1.0);
	expect("p of 5 rising", trend.p, 2.0 / 120.0);
	assert_true(trend.exact);
	assert_false(stats_is_steady(&trend, 0.95, 5.0));
	assert_true(stats_is_steady(&trend, 0.95, 40.0));
	assert_true(stats_is_steady(&trend, 0.99, 5.0));
	trend = stats_trend(rising, 4);
	expect("p of 4 rising", trend.p, 2.0 / 24.0);
	trend = stats_trend(same, 3);
	assert_true(trend.slope == 0.0 && trend.tau == 0.0 && trend.p == 1.0);
	assert_true(stats_is_steady(&trend, 0.95, 0.0));
	trend = stats_trend(inf, 3);
	assert_true(isnan(trend.slope) && isnan(trend.p));
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

	(void)state;
	expect("one of four", stats_fairness(one, 4).jain, 0.25);
	expect("nothing for some", stats_fairness(one, 4).min_max, 0.0);
	expect("large", stats_fairness(large, 2).jain, 1.0);
	expect("nobody", stats_fairness(one + 1, 3).jain, NAN);
	expect("negative", stats_fairness(bad, 2).min_max, NAN);
	expect("none", stats_fairness(one, 0).jain, NAN);
	expect("none", stats_fairness(one, 0).min_max, NAN);
}

static void test_ties_edges(void **state)
{
	const double values[] = { 10.0, 20.0, 11.0, 30.0, 10.0 };
	const double near_ten[] = { 9.9, 10.1 };
	const double nan[] = { 1.0, NAN };
	const double inf[] = { 1.0, INFINITY };

	(void)state;
	assert_int_equal(stats_ties(near_ten, 2, 1.0), 2);
	assert_int_equal(stats_ties(values, 5, 0.0), 2);
	assert_int_equal(stats_ties(values, 5, 5.0), 3);
	assert_int_equal(stats_ties(values, 5, 1000.0), 5);
	assert_int_equal(stats_ties(values, 0, 1.0), 0);
	assert_true(stats_ties(nan, 2, 1.0) == SIZE_MAX);
	assert_true(stats_ties(inf, 2, 1.0) == SIZE_MAX);
	assert_true(stats_ties(values, 5, -1.0) == SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_scipy),
		cmocka_unit_test(test_quantile_edges),
		cmocka_unit_test(test_interval_edges),
		cmocka_unit_test(test_median_test_edges),
		cmocka_unit_test(test_unpaired_edges),
		cmocka_unit_test(test_correction),
		cmocka_unit_test(test_interval_and_test_agree),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_binomial_edges),
		cmocka_unit_test(test_trend_edges),
		cmocka_unit_test(test_fairness_edges),
		cmocka_unit_test(test_ties_edges),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	if (!failed && reference_skipped)
		return SKIPPED;
	return failed;
}
