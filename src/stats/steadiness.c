// SPDX-License-Identifier: MIT
#include <math.h>

#include "stats/stats.h"

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
