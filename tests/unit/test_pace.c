// SPDX-License-Identifier: MIT
/* The rate that a load below 100 is a share of. */

#include "test.h"
#include "base/compiler.h"
#include "pool/loop/pace.h"

static const uint64_t began[] = { 1000, UINT64_C(1) << 55 };

/*
 * From a quarter of the warmup on for half of it, and until a buffer was sent;
 * then half of the saturated rate. By the second start two neighbouring doubles
 * are several ticks apart.
 */
static void test_rate(void **state)
{
	static const struct {
		uint64_t warmup, ticks;
		uint32_t buffers;
		unsigned int looks;
	} cases[] = {
		{ 0, 100, 1, 2 }, { 400, 100, 257, 4 }, { 4000, 100, 17, 31 },
		{ 400, 1000, 0, 0 },
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		const uint64_t start = began[i % 2];
		const uint32_t buffers = cases[i / 2].buffers;
		struct phases phases = { .warmup_ticks = cases[i / 2].warmup };
		struct role role = { .phases = &phases, .started = start };
		struct pace pace = { .mark = 0 };
		uint64_t now = start, due = 0;
		unsigned int looks = 0;

		while (!pace.known && looks++ < 100) {
			pace.messages += PACE_MESSAGES;
			pace_measure(&pace, &role, 50, now);
			now += cases[i / 2].ticks;
			role.tally.buffers += buffers;
		}
		assert_int_equal(looks % 101, cases[i / 2].looks);
		if (!buffers)
			continue;
		now -= cases[i / 2].ticks;
		for (int k = 0; k <= 10000; k++)
			due = pace_due(&pace, buffers);
		assert_in_range(due - now, 20000 * cases[i / 2].ticks - 1,
				20000 * cases[i / 2].ticks);
	}
}

/* Each reading of the clock makes the loop that is to be saturated slower. */
static void test_looks_are_rare(void **state)
{
	/* a message of 257 pages is long: the clock may be read before each */
	static const struct {
		uint32_t buffers, every, mark, known;
	} cases[] = {
		{ 1, PACE_PAGES, 8, 16 }, { 2, PACE_PAGES, 4, 12 },
		{ 257, PACE_PAGES, 1, 9 },
	};
	struct phases phases = { .warmup_ticks = 0 };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct role role = { .phases = &phases };
		struct pace pace = { .mark = 0 };

		for (uint32_t call = 1; call <= cases[i].known; call++) {
			pace_look(&pace, &role, 30, cases[i].buffers,
				  cases[i].every);
			role.tally.buffers += cases[i].buffers;
			assert_int_equal(pace.mark != 0,
					 call >= cases[i].mark);
			assert_int_equal(pace.known != 0,
					 call == cases[i].known);
		}
	}
}

static void test_late(void **state)
{
	struct role role = { .edges = { { .ticks = 5000 } } };

	for (int shared = 0; shared <= 1; shared++) {
		assert_true(pace_was_late(&(struct pace){ .known = 0 },
					  &role, shared));
		assert_int_equal(pace_was_late(&(struct pace){ .known = 5001 },
					       &role, shared), !shared);
		assert_false(pace_was_late(&(struct pace){ .known = 5000 },
					   &role, shared));
	}
}

TESTS(T(test_rate), T(test_looks_are_rare), T(test_late))
