// SPDX-License-Identifier: MIT
#include <math.h>

#include "stats/stats.h"

double stats_fairness(const double *shares, size_t n)
{
	double sum = 0.0, squares = 0.0, largest = 0.0;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(shares[i]) || shares[i] < 0.0)
			return NAN;
		largest = fmax(largest, shares[i]);
	}
	if (!(largest > 0.0))
		return NAN;
	/* Of the largest, so that squares neither overflow nor vanish. */
	for (size_t i = 0; i < n; i++) {
		double part = shares[i] / largest;

		sum += part;
		squares += part * part;
	}
	return sum * sum / ((double)n * squares);
}
