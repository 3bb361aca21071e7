/* SPDX-License-Identifier: MIT */
/*
 * Log-linear histograms, in the manner of HdrHistogram: each power of two is
 * divided into equal buckets, so that the relative error is bounded, the size
 * is fixed, and a value is counted without a search.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* Buckets of a power of two; a bucket is at most 1/32 of its values wide */
#define HISTOGRAM_PARTS_LOG2	5
#define HISTOGRAM_PARTS		(1u << HISTOGRAM_PARTS_LOG2)
/* Values from 2 to the power of this on are counted in the last bucket */
#define HISTOGRAM_VALUES_LOG2	36
#define HISTOGRAM_BUCKETS \
	(HISTOGRAM_PARTS * (HISTOGRAM_VALUES_LOG2 - HISTOGRAM_PARTS_LOG2 + 1))
/* A percentile is printed where so many samples lie above it */
#define HISTOGRAM_TAIL		10

/* How often which values came; all zero: none. One thread at a time */
struct histogram {
	uint64_t count[HISTOGRAM_BUCKETS];
};

/** histogram_bucket() - the bucket of a value */
static always_inline size_t histogram_bucket(uint64_t value)
{
	uint32_t shift;

	if (value < HISTOGRAM_PARTS)
		return value;
	if (unlikely(value >> HISTOGRAM_VALUES_LOG2))
		return HISTOGRAM_BUCKETS - 1;
	shift = 63 - (uint32_t)__builtin_clzll(value) - HISTOGRAM_PARTS_LOG2;
	return shift * HISTOGRAM_PARTS + (value >> shift);
}

/** histogram_add() - count a value */
static always_inline void histogram_add(struct histogram *histogram,
					uint64_t value)
{
	histogram->count[histogram_bucket(value)]++;
}

/**
 * histogram_low() - the least value of a bucket
 * @bucket: 0 to HISTOGRAM_BUCKETS; that of the next one is where it ends
 */
uint64_t histogram_low(size_t bucket);

/** histogram_merge() - add what another one has counted */
void histogram_merge(struct histogram *histogram,
		     const struct histogram *more);

/** histogram_total() - how many values were counted */
uint64_t histogram_total(const struct histogram *histogram);

/**
 * histogram_percentile() - the value that a share of all is not above
 * @histogram: of whole numbers that were cut off, as of time
 * @share: 0 to 1: 0.99 is the 99th percentile
 *
 * Return: the middle of the bucket that has it: at most 1/64 off, and half of
 * a unit for small values; NAN where fewer than HISTOGRAM_TAIL values lie
 * above it, so that one value more or less would move it far.
 */
double histogram_percentile(const struct histogram *histogram, double share);
