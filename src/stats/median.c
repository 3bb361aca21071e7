// SPDX-License-Identifier: MIT
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/stats.h"

static int compare_doubles(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

bool stats_sort(double *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (isnan(values[i]))
			return false;
	}
	if (n)
		qsort(values, n, sizeof(*values), compare_doubles);
	return true;
}

double *stats_sorted_copy(const double *values, size_t n)
{
	double *copy;

	if (!n)
		return NULL;
	copy = calloc(n, sizeof(*copy));
	if (!copy)
		return NULL;
	memcpy(copy, values, n * sizeof(*copy));
	if (!stats_sort(copy, n)) {
		free(copy);
		return NULL;
	}
	return copy;
}

double stats_quantile_sorted(const double *sorted, size_t n, double q)
{
	double position, low, high, part;
	size_t below;

	if (!n || !(q >= 0.0 && q <= 1.0))
		return NAN;
	position = (double)(n - 1) * q;
	below = (size_t)position;
	if (below >= n - 1)
		return sorted[n - 1];
	low = sorted[below];
	high = sorted[below + 1];
	part = position - (double)below;
	/* An infinite value would turn 0 times itself into NaN. */
	if (part == 0.0 || low == high)
		return low;
	/* From the nearer end, so that no result leaves [low, high]. */
	if (part < 0.5)
		return low + (high - low) * part;
	return high - (high - low) * (1.0 - part);
}

double stats_median(const double *values, size_t n)
{
	double *sorted = stats_sorted_copy(values, n);
	double result;

	if (!sorted)
		return NAN;
	result = stats_quantile_sorted(sorted, n, 0.5);
	free(sorted);
	return result;
}

/*
 * The probability that [x(k), x(n + 1 - k)] misses, 2 P(B <= k - 1): from the
 * largest term down, which no number of values makes too small.
 */
static double order_miss(size_t k, size_t n)
{
	const double tries = (double)n;
	double below = (double)k - 1, term, sum;
	int sign;

	term = exp(lgamma_r(tries + 1, &sign) - lgamma_r(below + 1, &sign) -
		   lgamma_r(tries - below + 1, &sign) - tries * M_LN2);
	sum = term;
	for (; below > 0 && term > sum * DBL_EPSILON; below--) {
		term *= below / (tries - below + 1);
		sum += term;
	}
	return 2 * sum;
}

/* The largest k whose interval misses with @alpha at most; 0: there is none */
static size_t order_rank(size_t n, double alpha)
{
	/*
	 * A level that is reached exactly, such as 0.96875 by 6 values, must
	 * not be lost to the last digit of its complement.
	 */
	double limit = alpha * (1.0 + 1e-12);
	size_t works = 0;
	size_t fails = n / 2 + 1;

	while (fails - works > 1) {
		size_t k = works + (fails - works) / 2;

		if (order_miss(k, n) <= limit)
			works = k;
		else
			fails = k;
	}
	return works;
}

struct stats_interval stats_median_interval(const double *values, size_t n,
					    double level)
{
	double *sorted = stats_sorted_copy(values, n);
	struct stats_interval result = {
		.estimate = NAN, .low = NAN, .high = NAN, .level = NAN, .n = n,
	};
	size_t k = 0;

	if (!sorted)
		return result;
	result.estimate = stats_quantile_sorted(sorted, n, 0.5);
	if (level > 0.0 && level < 1.0)
		k = order_rank(n, 1.0 - level);
	if (k) {
		result.low = sorted[k - 1];
		result.high = sorted[n - k];
		result.level = 1.0 - order_miss(k, n);
		result.valid = true;
	}
	free(sorted);
	return result;
}
