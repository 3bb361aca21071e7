// SPDX-License-Identifier: MIT
/* Times in ticks of a slow counter. */

#include "test.h"
#include "base/clock.h"
#include "pool/loop/role.h"

#define WAITS	10000

/* arm64 counters of 25 MHz, 54 MHz and 1 GHz, a time-stamp counter of 2.9 GHz */
static const double rates[] = { 0.025, 0.054, 1, 2.9 };

/* A counter is read half a tick late on average: n ticks of wait are n - 1/2. */
static void test_misses_are_charged_in_full(void **state)
{
	static const unsigned int miss_ns[] = { 60, 100, 130, 1000 };
	static const uint32_t misses[] = { 1, 2, 7, 31, 257 };

	for (size_t i = 0; i < ARRAY_SIZE(rates) * ARRAY_SIZE(miss_ns) *
			       ARRAY_SIZE(misses); i++) {
		const double rate = rates[i % ARRAY_SIZE(rates)];
		const unsigned int ns = miss_ns[i / ARRAY_SIZE(rates) %
						ARRAY_SIZE(miss_ns)];
		const uint32_t n = misses[i / ARRAY_SIZE(rates) /
					  ARRAY_SIZE(miss_ns)];
		struct role role = { .charge_ticks = ns * rate };
		double waited = 0, charged;

		for (int k = 0; k < WAITS; k++)
			waited += (double)role_charge(&role, n) - 0.5;
		charged = waited / WAITS / rate / n;
		if (charged < ns * 0.999 || charged > ns * 1.001)
			fail_msg("%u misses of %u ns, %g ticks/ns: %g ns each",
				 n, ns, rate, charged);
	}
}

static void test_no_miss_costs_nothing(void **state)
{
	struct role role = { .charge_ticks = 0 };

	for (int i = 0; i < 8; i++)
		assert_int_equal(role_charge(&role, 3), 0);
	role.charge_ticks = 1.5;
	assert_int_equal(role_charge(&role, 0), 0);
}

/* Two readings are a part of a tick apart where ticks are long. */
static void test_readings_are_apart(void **state)
{
	for (int i = 0; i < 2; i++)
		assert_true(clock_apart(i) > 0);
}

TESTS(T(test_misses_are_charged_in_full), T(test_no_miss_costs_nothing),
      T(test_readings_are_apart))
