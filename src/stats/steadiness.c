// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>

#include "stats/internal.h"

struct stats_fairness stats_fairness(const double *shares, size_t n)
{
	struct stats_fairness unknown = { NAN, NAN };
	double sum = 0.0, squares = 0.0;
	double smallest = INFINITY, largest = 0.0;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(shares[i]) || shares[i] < 0.0)
			return unknown;
		smallest = fmin(smallest, shares[i]);
		largest = fmax(largest, shares[i]);
	}
	if (!(largest > 0.0))
		return unknown;
	/* Of the largest, so that squares neither overflow nor vanish. */
	for (size_t i = 0; i < n; i++) {
		double part = shares[i] / largest;

		sum += part;
		squares += part * part;
	}
	return (struct stats_fairness){
		.jain = sum * sum / ((double)n * squares),
		.min_max = smallest / largest,
	};
}

static size_t count_shared(const double *sorted, size_t n)
{
	size_t shared = 0;

	for (size_t i = 0; i < n; i++) {
		bool before = i > 0 && sorted[i - 1] == sorted[i];
		bool after = i + 1 < n && sorted[i + 1] == sorted[i];

		shared += before || after;
	}
	return shared;
}

size_t stats_ties(const double *values, size_t n, double resolution)
{
	double *ticks = stats_sorted_copy(values, n);
	size_t result = SIZE_MAX;

	if (!n)
		return 0;
	if (!ticks || !isfinite(ticks[0]) || !isfinite(ticks[n - 1]) ||
	    !isfinite(resolution) || resolution < 0.0)
		goto out_free;
	/* Rounding keeps the order. */
	for (size_t i = 0; i < n && resolution > 0.0; i++)
		ticks[i] = round(ticks[i] / resolution);
	result = count_shared(ticks, n);
out_free:
	free(ticks);
	return result;
}
