// SPDX-License-Identifier: MIT
/* Buckets that leave no gap, percentiles of values that are known, sums. */
#include <math.h>
#include <stdio.h>

#include "test.h"
#include "stats/histogram.h"

static void test_buckets(void **state)
{
	assert_int_equal(histogram_low(0), 0);
	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		const uint64_t low = histogram_low(i);
		const uint64_t end = histogram_low(i + 1);

		assert_true(low < end);
		assert_int_equal(histogram_bucket(low), i);
		assert_int_equal(histogram_bucket(end - 1), i);
		/* 1 unit, or a 32nd of what is in it */
		assert_true(end - low == 1 ||
			    (end - low) * HISTOGRAM_PARTS <= low);
	}
	assert_int_equal(histogram_low(HISTOGRAM_BUCKETS),
			 1ull << HISTOGRAM_VALUES_LOG2);
	/* what is larger is in the last */
	assert_int_equal(histogram_bucket(1ull << HISTOGRAM_VALUES_LOG2),
			 HISTOGRAM_BUCKETS - 1);
	assert_int_equal(histogram_bucket(UINT64_MAX), HISTOGRAM_BUCKETS - 1);
}

/* Of the first numbers, each once, and of large multiples of them */
static void test_percentiles(void **state)
{
	static const double share[] = {
		0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999
	};
	static const uint64_t size[] = { 0, 11, 20, 100, 12345, 200000 };

	for (size_t s = 0; s < 2 * sizeof(size) / sizeof(size[0]); s++) {
		struct histogram histogram = { { 0 } };
		const uint64_t n = size[s / 2];
		const uint64_t unit = s % 2 ? 300007 : 1;

		for (uint64_t i = 0; i < n; i++)
			histogram_add(&histogram, i * unit);
		assert_int_equal(histogram_total(&histogram), n);
		for (size_t i = 0; i < sizeof(share) / sizeof(share[0]); i++) {
			const double got = histogram_percentile(&histogram,
								share[i]);
			const double wanted = ceil(share[i] * (double)n);
			const uint64_t rank = wanted < 1 ? 1 : (uint64_t)wanted;
			const double exact = (double)((rank - 1) * unit);

			/* ten above it are what it takes */
			if (n < rank + 10) {
				assert_true(isnan(got));
				continue;
			}
			/* half a bucket from it at most, or half a unit */
			if (!(fabs(got - exact) <=
			      fmax(0.5, exact / (2 * HISTOGRAM_PARTS))))
				fail_msg("%g of %ju: %g instead of %g",
					 share[i], (uintmax_t)n, got, exact);
		}
	}
}

static void test_merge(void **state)
{
	struct histogram together = { { 0 } }, part[2] = { { { 0 } } };

	for (uint64_t i = 1; i <= 10000; i++) {
		const uint64_t value = i * i * i;

		histogram_add(&together, value);
		histogram_add(&part[value % 3 == 0], value);
	}
	assert_true(histogram_total(&part[0]) > 0);
	assert_true(histogram_total(&part[1]) > 0);
	histogram_merge(&part[0], &part[1]);
	assert_memory_equal(&part[0], &together, sizeof(together));
}

TESTS(T(test_buckets), T(test_percentiles), T(test_merge))
