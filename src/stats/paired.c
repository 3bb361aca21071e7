// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>

#include "stats/internal.h"

static bool usable(double base, double change)
{
	return isfinite(base) && base > 0.0 && isfinite(change) &&
	       change >= 0.0;
}

struct stats_interval stats_paired_ratio(const double *base,
					 const double *change, size_t n,
					 double level)
{
	struct stats_interval result = stats_interval_invalid(NAN, n);
	double *ratios;

	if (!n)
		return result;
	ratios = calloc(n, sizeof(*ratios));
	if (!ratios)
		return result;
	for (size_t i = 0; i < n; i++) {
		if (!usable(base[i], change[i]))
			goto out_free;
		ratios[i] = change[i] / base[i];
	}
	result = stats_median_interval(ratios, n, level);
out_free:
	free(ratios);
	return result;
}

struct stats_sign_test stats_sign_test(const double *base,
				       const double *change, size_t n)
{
	struct stats_sign_test result = { .p = NAN };
	size_t fewer, tries;

	for (size_t i = 0; i < n; i++) {
		if (isnan(base[i]) || isnan(change[i]))
			return (struct stats_sign_test){ .p = NAN };
		if (change[i] > base[i])
			result.above++;
		else if (change[i] < base[i])
			result.below++;
		else
			result.ties++;
	}
	if (!n)
		return result;
	tries = result.above + result.below;
	fewer = result.above < result.below ? result.above : result.below;
	result.p = fmin(1.0, 2.0 * stats_binomial_cdf(fewer, tries, 0.5));
	return result;
}
