// SPDX-License-Identifier: MIT
#include <float.h>
#include <math.h>

#include "stats/stats.h"

/*
 * The error of Stirling's formula for log n!, which for small n is too coarse
 * to expand: log n! - (n + 1/2) log n + n - log(2 pi) / 2.
 */
static double stirling_error(double n)
{
	double square = n * n;
	int sign;

	if (n <= 15.0)
		return lgamma_r(n + 1.0, &sign) - (n + 0.5) * log(n) + n -
		       0.5 * log(2.0 * M_PI);
	return (1.0 / 12 -
		(1.0 / 360 -
		 (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) /
			 square) / square) / n;
}

/* x log(x / mean) + mean - x, without cancellation where x is near mean. */
static double deviance(double x, double mean)
{
	double v = (x - mean) / (x + mean);
	double sum = (x - mean) * v;
	double term = 2.0 * x * v;

	if (fabs(v) >= 0.1)
		return x * log(x / mean) + mean - x;
	for (int j = 1; j < 1000; j++) {
		double more;

		term *= v * v;
		more = sum + term / (2 * j + 1);
		if (more == sum)
			break;
		sum = more;
	}
	return sum;
}

/* q is 1 - p, given apart so that neither loses digits to the other. */
static double pmf(double k, double n, double p, double q)
{
	double exponent, scale;

	if (p == 0.0)
		return k == 0.0;
	if (q == 0.0)
		return k == n;
	if (k == 0.0)
		return exp(n * (p < 0.5 ? log1p(-p) : log(q)));
	if (k == n)
		return exp(n * (q < 0.5 ? log1p(-q) : log(p)));
	exponent = stirling_error(n) - stirling_error(k) -
		   stirling_error(n - k) - deviance(k, n * p) -
		   deviance(n - k, n * q);
	scale = log(2.0 * M_PI) + log(k) + log1p(-k / n);
	return exp(exponent - 0.5 * scale);
}

static double not_zero(double value)
{
	return fabs(value) < DBL_MIN ? DBL_MIN : value;
}

/*
 * The continued fraction of I(x; a, b), by Lentz's algorithm. Converges in
 * about sqrt(max(a, b)) steps for x < (a + 1) / (a + b + 2).
 */
static double beta_fraction(double a, double b, double x)
{
	double c = 1.0;
	double d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
	double fraction = d;

	for (int i = 1; i < 100000; i++) {
		double m = i;
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x /
			     ((a + 2 * m) * (a + 2 * m + 1));
		double step;

		d = 1.0 / not_zero(1.0 + even * d);
		c = not_zero(1.0 + even / c);
		fraction *= d * c;
		d = 1.0 / not_zero(1.0 + odd * d);
		c = not_zero(1.0 + odd / c);
		step = d * c;
		fraction *= step;
		if (fabs(step - 1.0) < DBL_EPSILON)
			break;
	}
	return fraction;
}

/* P(B >= k) for 0 < k <= n, I(p; k, n - k + 1), where the fraction converges */
static double tail_by_fraction(double k, double n, double p, double q)
{
	return pmf(k, n, p, q) * q * beta_fraction(k, n - k + 1.0, p);
}

static double tail(size_t k, size_t n, double p, double q)
{
	double tries = (double)n;
	double from = (double)k;
	double result;

	if (k == 0)
		return 1.0;
	if (k > n || p == 0.0)
		return 0.0;
	if (q == 0.0)
		return 1.0;
	if (p < (from + 1.0) / (tries + 3.0))
		result = tail_by_fraction(from, tries, p, q);
	else
		result = 1.0 - tail_by_fraction(tries - from + 1.0, tries,
						q, p);
	return fmin(1.0, fmax(0.0, result));
}

double stats_binomial_pmf(size_t k, size_t n, double p)
{
	if (!(p >= 0.0 && p <= 1.0))
		return NAN;
	if (k > n)
		return 0.0;
	if (n == 0)
		return 1.0;
	return pmf((double)k, (double)n, p, 1.0 - p);
}

double stats_binomial_cdf(size_t k, size_t n, double p)
{
	if (!(p >= 0.0 && p <= 1.0))
		return NAN;
	if (k >= n)
		return 1.0;
	return tail(n - k, n, 1.0 - p, p);
}

double stats_binomial_tail(size_t k, size_t n, double p)
{
	if (!(p >= 0.0 && p <= 1.0))
		return NAN;
	return tail(k, n, p, 1.0 - p);
}
