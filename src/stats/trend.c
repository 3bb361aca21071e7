// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>

#include "stats/stats.h"

/* Fills the slopes of all pairs; returns Kendall's S. */
static double all_pairs(const double *values, size_t n, double *slopes)
{
	double s = 0.0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			/* Not of the difference, which could round to 0. */
			s += (values[j] > values[i]) - (values[j] < values[i]);
			*slopes++ = (values[j] - values[i]) / (double)(j - i);
		}
	}
	return s;
}

/* What groups of equal values take from Kendall's statistics */
struct ties {
	double pairs;
	double variance;	/* Sum over the groups of t (t - 1) (2 t + 5) */
};

static struct ties count_ties(const double *sorted, size_t n)
{
	struct ties result = { 0.0, 0.0 };
	size_t first = 0;

	for (size_t i = 1; i <= n; i++) {
		double t = (double)(i - first);

		if (i < n && sorted[i] == sorted[first])
			continue;
		result.pairs += t * (t - 1.0) / 2.0;
		result.variance += t * (t - 1.0) * (2.0 * t + 5.0);
		first = i;
	}
	return result;
}

/*
 * Twice the probability that a random permutation of n has at most so many
 * inversions. Those of n are those of n - 1 and 0 to n - 1 more, all equally
 * likely.
 */
static double p_exact(size_t n, size_t inversions)
{
	double now[STATS_TREND_EXACT_MAX * (STATS_TREND_EXACT_MAX - 1) / 2 + 1];
	double before[sizeof(now) / sizeof(now[0])];
	double sum = 0.0;

	for (size_t i = 0; i <= inversions; i++)
		now[i] = i == 0;
	for (size_t m = 2; m <= n; m++) {
		for (size_t i = 0; i <= inversions; i++)
			before[i] = now[i];
		for (size_t i = 0; i <= inversions; i++) {
			now[i] = 0.0;
			for (size_t j = 0; j < m && j <= i; j++)
				now[i] += before[i - j];
			now[i] /= (double)m;
		}
	}
	for (size_t i = 0; i <= inversions; i++)
		sum += now[i];
	return fmin(1.0, 2.0 * sum);
}

static double p_of(size_t n, double s, struct ties ties)
{
	double count = (double)n;
	double pairs = count * (count - 1.0) / 2.0;
	double variance = (count * (count - 1.0) * (2.0 * count + 5.0) -
			   ties.variance) / 18.0;

	if (ties.pairs >= pairs)
		return 1.0;
	if (ties.pairs == 0.0 && n <= STATS_TREND_EXACT_MAX)
		return p_exact(n, (size_t)((pairs - fabs(s)) / 2.0));
	return erfc(fabs(s) / sqrt(2.0 * variance));
}

struct stats_trend stats_trend(const double *values, size_t n)
{
	struct stats_trend trend = { NAN, NAN };
	double *slopes = NULL, *sorted = NULL;
	double median, s;
	size_t pairs;

	if (n < 2)
		return trend;
	pairs = n % 2 ? n * ((n - 1) / 2) : n / 2 * (n - 1);
	sorted = stats_sorted_copy(values, n);
	if (!sorted || !isfinite(sorted[0]) || !isfinite(sorted[n - 1]))
		goto out_free;
	slopes = calloc(pairs, sizeof(*slopes));
	if (!slopes)
		goto out_free;
	s = all_pairs(values, n, slopes);
	if (!stats_sort(slopes, pairs))
		goto out_free;
	median = stats_quantile_sorted(sorted, n, 0.5);
	if (median != 0.0)
		trend.drift_percent = 100.0 *
			stats_quantile_sorted(slopes, pairs, 0.5) *
			(double)(n - 1) / fabs(median);
	trend.p = p_of(n, s, count_ties(sorted, n));
out_free:
	free(slopes);
	free(sorted);
	return trend;
}

bool stats_is_steady(const struct stats_trend *trend, double level,
		     double drift_percent)
{
	if (isnan(trend->p))
		return false;
	if (trend->p > (1.0 - level) * (1.0 + 1e-12))
		return true;
	/* Without a median to compare with, any trend is too large. */
	return fabs(trend->drift_percent) <= drift_percent;
}

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
