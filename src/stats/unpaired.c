// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>

#include "stats/internal.h"

static bool usable(const double *sorted, size_t n, bool zero_allowed)
{
	return isfinite(sorted[n - 1]) &&
	       (sorted[0] > 0.0 || (zero_allowed && sorted[0] == 0.0));
}

static struct stats_interval ratio_sorted(const double *base, size_t base_n,
					  const double *change,
					  size_t change_n, double level)
{
	size_t n = base_n < change_n ? base_n : change_n;
	struct stats_interval result = stats_interval_invalid(NAN, n);
	size_t kb, kc;

	if (!usable(base, base_n, false) || !usable(change, change_n, true))
		return result;
	result.estimate = stats_quantile_sorted(change, change_n, 0.5) /
			  stats_quantile_sorted(base, base_n, 0.5);
	if (!(level > 0.0 && level < 1.0))
		return result;
	kb = stats_order_rank(base_n, (1.0 - level) / 2.0);
	kc = stats_order_rank(change_n, (1.0 - level) / 2.0);
	if (!kb || !kc)
		return result;
	result.low = change[kc - 1] / base[base_n - kb];
	result.high = change[change_n - kc] / base[kb - 1];
	result.level = 1.0 - stats_order_miss(kb, base_n) -
		       stats_order_miss(kc, change_n);
	result.valid = true;
	return result;
}

struct stats_interval stats_unpaired_ratio(const double *base, size_t base_n,
					   const double *change,
					   size_t change_n, double level)
{
	double *b = stats_sorted_copy(base, base_n);
	double *c = stats_sorted_copy(change, change_n);
	struct stats_interval result;

	if (b && c)
		result = ratio_sorted(b, base_n, c, change_n, level);
	else
		result = stats_interval_invalid(NAN, base_n < change_n ?
						     base_n : change_n);
	free(b);
	free(c);
	return result;
}

/* Both samples' intervals at the ranks given have no point in common. */
static bool apart(const double *x, size_t x_n, size_t x_k, const double *y,
		  size_t y_n, size_t y_k)
{
	return y_k && (x[x_n - x_k] < y[y_k - 1] || y[y_n - y_k] < x[x_k - 1]);
}

/*
 * The smallest a, among those at which x's own interval is just reached, that
 * parts the two. Intervals shrink as a grows, so a search by halves finds it.
 */
static double smallest_alpha(const double *x, size_t x_n, const double *y,
			     size_t y_n)
{
	size_t fails = 0;
	size_t works = x_n / 2 + 1;

	while (works - fails > 1) {
		size_t k = fails + (works - fails) / 2;
		size_t other = stats_order_rank(y_n, stats_order_miss(k, x_n));

		if (apart(x, x_n, k, y, y_n, other))
			works = k;
		else
			fails = k;
	}
	if (works > x_n / 2)
		return 1.0;
	return fmin(1.0, 2.0 * stats_order_miss(works, x_n));
}

double stats_unpaired_test(const double *base, size_t base_n,
			   const double *change, size_t change_n)
{
	double *b = stats_sorted_copy(base, base_n);
	double *c = stats_sorted_copy(change, change_n);
	double result = NAN;

	if (b && c)
		result = fmin(smallest_alpha(b, base_n, c, change_n),
			      smallest_alpha(c, change_n, b, base_n));
	free(b);
	free(c);
	return result;
}
