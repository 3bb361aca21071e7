// SPDX-License-Identifier: MIT
#include <math.h>

#include "stats/stats.h"

/* The smallest value above last, and how many values are equal to it. */
static size_t next_value(const double *p, size_t n, double last, double *next)
{
	size_t equal = 0;

	*next = INFINITY;
	for (size_t i = 0; i < n; i++) {
		if (!(p[i] > last))
			continue;
		if (p[i] < *next) {
			*next = p[i];
			equal = 0;
		}
		if (p[i] == *next)
			equal++;
	}
	return equal;
}

void stats_holm(const double *p, size_t n, double *adjusted)
{
	double last = -INFINITY, largest = 0.0, value;
	size_t left = 0, equal;

	for (size_t i = 0; i < n; i++) {
		left += !isnan(p[i]);
		adjusted[i] = NAN;
	}
	while ((equal = next_value(p, n, last, &value))) {
		largest = fmin(1.0, fmax(largest, (double)left * value));
		for (size_t i = 0; i < n; i++) {
			if (p[i] == value)
				adjusted[i] = largest;
		}
		left -= equal;
		last = value;
	}
}

double stats_look_level(double level, unsigned int look, unsigned int looks)
{
	if (!(level > 0.0 && level < 1.0) || look < 1 || look > looks)
		return NAN;
	return 1.0 - (1.0 - level) / (double)looks;
}

size_t stats_min_rounds(double level, size_t comparisons)
{
	double p = 2.0 * (double)comparisons;
	size_t rounds = 0;

	if (!(level > 0.0 && level < 1.0) || !comparisons)
		return SIZE_MAX;
	while (p > (1.0 - level) * (1.0 + 1e-12)) {
		p /= 2.0;
		rounds++;
	}
	return rounds;
}
