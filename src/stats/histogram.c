// SPDX-License-Identifier: MIT
#include "stats/histogram.h"

#include <math.h>

uint64_t histogram_low(size_t bucket)
{
	size_t shift;

	if (bucket < 2 * HISTOGRAM_PARTS)
		return bucket;
	shift = bucket / HISTOGRAM_PARTS - 1;
	return (uint64_t)(bucket % HISTOGRAM_PARTS + HISTOGRAM_PARTS) << shift;
}

void histogram_merge(struct histogram *histogram,
		     const struct histogram *more)
{
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		histogram->count[i] += more->count[i];
}

uint64_t histogram_total(const struct histogram *histogram)
{
	uint64_t total = 0;

	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		total += histogram->count[i];
	return total;
}

double histogram_percentile(const struct histogram *histogram, double share)
{
	const uint64_t total = histogram_total(histogram);
	const double wanted = ceil(share * (double)total);
	const uint64_t rank = wanted < 1 ? 1 : (uint64_t)wanted;
	uint64_t seen = 0;
	size_t bucket = 0;

	if (total < rank + HISTOGRAM_TAIL)
		return NAN;
	while (seen + histogram->count[bucket] < rank)
		seen += histogram->count[bucket++];
	return ((double)histogram_low(bucket) +
		(double)histogram_low(bucket + 1)) / 2;
}
