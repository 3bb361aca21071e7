// SPDX-License-Identifier: MIT
#include <math.h>

#include "stats/internal.h"

/*
 * The first outcome from low on that is no likelier than limit, high + 1 if
 * there is none; from low on, outcomes get less likely.
 */
static size_t first_unlikely(size_t low, size_t high, size_t n, double p,
			     double limit)
{
	while (low <= high) {
		size_t middle = low + (high - low) / 2;

		if (stats_binomial_pmf(middle, n, p) <= limit) {
			if (middle == low)
				return low;
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

double stats_binomial_test(size_t k, size_t n, double p)
{
	double mean = (double)n * p;
	double limit, result;
	size_t mode, across;

	if (k > n || !(p >= 0.0 && p <= 1.0))
		return NAN;
	if ((double)k == mean)
		return 1.0;
	limit = stats_binomial_pmf(k, n, p) * (1.0 + 1e-7);
	if ((double)k < mean) {
		mode = (size_t)ceil(mean);
		across = first_unlikely(mode, n, n, p, limit);
		result = stats_binomial_cdf(k, n, p) +
			 stats_binomial_tail(across, n, p);
	} else {
		/* The same with failures for successes. */
		mode = (size_t)ceil((double)n - mean);
		across = first_unlikely(mode, n, n, 1.0 - p, limit);
		result = stats_binomial_tail(k, n, p) +
			 stats_binomial_tail(across, n, 1.0 - p);
	}
	return fmin(1.0, result);
}

/* The p for which P(B >= k) = probability, k > 0: that tail grows with p. */
static double solve_tail(size_t k, size_t n, double probability)
{
	double low = 0.0, high = 1.0;

	for (;;) {
		double middle = low + (high - low) / 2.0;

		if (middle <= low || middle >= high)
			return middle;
		if (stats_binomial_tail(k, n, middle) < probability)
			low = middle;
		else
			high = middle;
	}
}

struct stats_interval stats_binomial_interval(size_t k, size_t n,
					      double level)
{
	struct stats_interval result = stats_interval_invalid(NAN, n);

	if (!n || k > n)
		return result;
	result.estimate = (double)k / (double)n;
	if (!(level > 0.0 && level < 1.0))
		return result;
	result.low = 0.0;
	result.high = 1.0;
	if (k > 0)
		result.low = solve_tail(k, n, (1.0 - level) / 2.0);
	if (k < n)
		result.high = 1.0 - solve_tail(n - k, n, (1.0 - level) / 2.0);
	result.level = level;
	result.valid = true;
	return result;
}
