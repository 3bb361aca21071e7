/* SPDX-License-Identifier: MIT */
/* What the files of this module share. */
#pragma once

#include "stats/stats.h"

/**
 * stats_sorted_copy() - a sorted copy of values
 * @values: in any order
 * @n: how many
 *
 * Return: the copy, to be freed by the caller; NULL for n = 0, where a value
 * is NaN, and without memory.
 */
double *stats_sorted_copy(const double *values, size_t n);

/**
 * stats_order_rank() - how far from the ends a median's interval may begin
 * @n: values
 * @alpha: the probability that the interval may miss the median
 *
 * Return: the largest k with 2 P(B <= k - 1) <= @alpha, B binomial with @n
 * tries of probability 1/2; 0 where there is none.
 */
size_t stats_order_rank(size_t n, double alpha);

/**
 * stats_order_miss() - the probability that [x(k), x(n + 1 - k)] misses
 * @k: 1 to n/2
 * @n: values
 *
 * Return: 2 P(B <= k - 1).
 */
double stats_order_miss(size_t k, size_t n);

/**
 * stats_interval_invalid() - an estimate without an interval
 * @estimate: NaN where there is none either
 * @n: how many values it rests on
 */
struct stats_interval stats_interval_invalid(double estimate, size_t n);
