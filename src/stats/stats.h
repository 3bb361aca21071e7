/* SPDX-License-Identifier: MIT */
/*
 * Statistics of repeated measurements: functions of their arguments alone.
 *
 * Times of a page pool are skewed, often bimodal (a round that met a remote
 * cache line and one that did not) and tied at the clock's resolution. So
 * nothing here assumes a shape: everything rests on order statistics and on
 * the binomial distribution, and is exact for any number of rounds. What is
 * said of a result after its run is worked out in plot/verdicts/judge.py: a
 * test holds the two to the same numbers.
 *
 * Unless a function says otherwise:
 *  - NaN among the values makes every result NaN and every interval invalid:
 *    a measurement that is missing must be left out by the caller, knowingly;
 *  - infinities are ordered as numbers are;
 *  - results have the unit of the values; probabilities and levels are
 *    fractions of 1;
 *  - values are not changed. Sorting takes memory: without any the result is
 *    NaN or invalid, as it is for n = 0.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The level asked for where nobody asks for another. */
#define STATS_LEVEL	0.95
/* The level of verdicts, all comparisons together. */
#define STATS_VERDICT_LEVEL	0.99

/* An estimate and its confidence interval */
struct stats_interval {
	double estimate;	/* A number even where there is no interval */
	double low;	/* Ends, which belong to the interval */
	double high;
	double level;	/* That it really has, at least the one asked */
	size_t n;	/* How many values it rests on */
	bool valid;	/* Else ends and level are NaN: too few, or unusable */
};

/* ---- median.c: one sample ---------------------------------------------- */

/** stats_sort() - ascending, in place; false, unsorted, where a value is NaN */
bool stats_sort(double *values, size_t n);

/** stats_sorted_copy() - to be freed; NULL for n = 0, NaN and without memory */
double *stats_sorted_copy(const double *values, size_t n);

/**
 * stats_quantile_sorted() - a quantile of values that are sorted already
 * @sorted: ascending, without NaN
 * @q: 0 to 1
 *
 * Hyndman and Fan's type 7 ("Sample Quantiles in Statistical Packages", The
 * American Statistician 50, 1996), the default of NumPy and R: with
 * h = (n - 1) q, linear between the sorted values floor(h) and floor(h) + 1,
 * counted from 0.
 *
 * Return: the quantile; the value itself for n = 1; NaN for n = 0, for @q out
 * of range and halfway between infinities of opposite signs.
 */
double stats_quantile_sorted(const double *sorted, size_t n, double q);

/** stats_median() - the middle value, or the mean of the two middle ones */
double stats_median(const double *values, size_t n);

/**
 * stats_median_interval() - the median with its exact confidence interval
 * @values: independent, in any order
 * @level: the least level wanted, above 0 and below 1
 *
 * The interval is [x(k), x(n + 1 - k)], x(i) being the i-th smallest value
 * and k the largest for which 1 - 2 P(B <= k - 1) >= @level, B binomial with
 * n tries of probability 1/2 (Thompson 1936; Conover, "Practical
 * Nonparametric Statistics", 3.2). It holds for every distribution. With ties
 * the closed interval covers the median with at least the level stated.
 *
 * An interval of level 0.95 needs 6 values, which give [min, max] with
 * 0.96875; one of 0.99 needs 8.
 */
struct stats_interval stats_median_interval(const double *values, size_t n,
					    double level);

/* ---- verdict.c: several comparisons, and what one says ------------------ */

/**
 * stats_level_of_each() - the level of one of several statements
 * @level: that all of them are to hold at together
 * @n: how many; 0 as 1
 *
 * 1 - (1 - @level) / @n (Bonferroni), which needs no assumption about how the
 * statements depend on each other. Unlike Holm's correction it is one level
 * for all, which intervals can have.
 *
 * Return: the level, NaN unless 0 < @level < 1.
 */
double stats_level_of_each(double level, size_t n);

/**
 * stats_min_values() - the fewest values whose median has an interval
 *
 * The least n with 2 * 2^-n <= 1 - @level: 6 for 0.95, 8 for 0.99; SIZE_MAX for
 * a level that is not between 0 and 1.
 */
size_t stats_min_values(double level);

/* What a comparison says */
enum stats_verdict {
	STATS_FASTER,	/* The change is faster */
	STATS_SLOWER,	/* The change is slower */
	/* None was shown; the interval says how large one could still be */
	STATS_NO_DIFFERENCE,
	STATS_UNFIT,	/* The values cannot carry a verdict */
	STATS_VERDICT_COUNT,
};

/* "faster", "slower", "no difference shown", "unfit" */
extern const char *const stats_verdict_names[STATS_VERDICT_COUNT];

/**
 * stats_verdict() - what the interval of a ratio of times says
 * @ratio: change to base
 *
 * A difference is stated where the interval leaves out 1, and by nothing else.
 *
 * Return: STATS_UNFIT where there is no interval, or an end is not finite.
 */
enum stats_verdict stats_verdict(const struct stats_interval *ratio);

/* ---- trend.c ----------------------------------------------------------- */

/* Without ties, p-values of trends are exact up to so many sub-windows. */
#define STATS_TREND_EXACT_MAX	40

/* Whether a value moves in the course of a window */
struct stats_trend {
	/*
	 * What the Theil-Sen slope makes of the window, from the middle of the
	 * first to that of the last sub-window, in percent of the median: 100
	 * slope (n - 1) / |median|
	 */
	double drift_percent;
	/* Two-sided p-value of Mann and Kendall's test against no trend */
	double p;
};

/**
 * stats_trend() - the trend over equally long sub-windows
 * @values: one per sub-window, in the order of time
 *
 * The slope is the median of all pairs' slopes (Theil 1950, Sen 1968): a
 * third of the sub-windows may be disturbed without moving it far. p counts
 * the permutations with a |S| as large (Kendall 1938), without ties and up to
 * STATS_TREND_EXACT_MAX sub-windows; otherwise it is normal with the variance
 * corrected for ties and without correction for continuity, as in SciPy.
 * Fewer than 5 sub-windows cannot reach p = 0.05.
 *
 * Takes memory for n (n - 1) / 2 numbers.
 *
 * Return: all NaN for n < 2 or where a value is not finite; p = 1 where all
 * values are equal; @drift_percent NaN where the median is 0.
 */
struct stats_trend stats_trend(const double *values, size_t n);

/**
 * stats_is_steady() - whether a window may be taken for a steady state
 * @level: a trend counts as seen where its p <= 1 - @level
 * @drift_percent: the drift, up or down, that is put up with
 *
 * Return: false for a trend that is both seen and too large, and for one that
 * is not a number.
 */
bool stats_is_steady(const struct stats_trend *trend, double level,
		     double drift_percent);

/**
 * stats_fairness() - how evenly producers were served: Jain's index
 * @shares: what each producer got, finite and not negative
 *
 * (sum x)^2 / (n sum x^2) (Jain, Chiu and Hawe, DEC TR-301, 1984).
 *
 * Return: 1 for all alike, 1/n where one got everything; NaN for n = 0, for
 * shares out of range and where nobody got anything.
 */
double stats_fairness(const double *shares, size_t n);
