// SPDX-License-Identifier: MIT
/* The rate that a load below 100 is a share of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pool/loop/pace.h"

/* Messages of @buffers, one each 100 ticks: the one that shows the rate */
static unsigned int messages_until_known(struct pace *pace, uint64_t warmup,
					 uint32_t buffers)
{
	struct phases phases = { .warmup_ticks = warmup };
	struct role role = { .phases = &phases, .started = 1000 };
	uint64_t now = role.started;

	for (unsigned int n = 1; n <= 1000; n++, now += 100) {
		pace_due(pace, &role, 50, now, buffers);
		if (pace->known)
			return n;
		role.tally.buffers += buffers;
	}
	return 0;
}

static void test_rate(void **state)
{
	static const struct {
		uint64_t warmup;
		uint32_t buffers;
		unsigned int messages;
	} cases[] = {
		/* the first begins the measurement, and eight follow */
		{ 0, 1, 9 },
		{ 400, 257, 10 },
		/* from a quarter of the warmup on for half of it */
		{ 4000, 17, 31 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pace pace = { 0 };

		assert_int_equal(messages_until_known(&pace, cases[i].warmup,
						      cases[i].buffers),
				 cases[i].messages);
		/* half of the saturated rate */
		assert_true(pace.ticks_per_buffer * cases[i].buffers > 199.9 &&
			    pace.ticks_per_buffer * cases[i].buffers < 200.1);
	}
}

static void test_late(void **state)
{
	struct role role = { .edges = { { .ticks = 5000 } } };

	(void)state;
	for (int shared = 0; shared <= 1; shared++) {
		assert_true(pace_was_late(&(struct pace){ .known = 0 },
					  &role, shared));
		assert_int_equal(pace_was_late(&(struct pace){ .known = 5001 },
					       &role, shared), !shared);
		assert_false(pace_was_late(&(struct pace){ .known = 5000 },
					   &role, shared));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_late),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
