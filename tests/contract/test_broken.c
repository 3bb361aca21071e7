// SPDX-License-Identifier: MIT
/*
 * Pools that are wrong on purpose: a trial must say so, or its check of
 * conservation is worth nothing.
 */
#include <string.h>

#include "trials.h"

static void check(const char *pool, enum scenario scenario,
		  enum trial_status status, const char *text)
{
	struct trial_config config = {
		.scenario = scenario,
		.burst = 1,
		.load = 100,
		.connections = 1,
		.payload = PAYLOAD_NONE,
		/*
		 * The pool must run dry in it, on a loaded machine too; as
		 * soon as it has, the trial ends.
		 */
		.window_ms = status == TRIAL_STARVED ? 10000 : 0,
		.slices = 1,
	};
	const struct trial_outcome *outcome;

	for (config.put = 0; config.put < PUT_MODES; config.put++) {
		outcome = &trials_run(&config, pool)->subject[0].outcome;
		print_message("%s, %s: %s: %s\n", pool,
			      scenario_names[scenario],
			      trial_status_names[outcome->status],
			      outcome->error);
		assert_int_equal(outcome->status, status);
		if (!strstr(outcome->error, text))
			fail_msg("the text lacks '%s'", text);
	}
}

/* 325: a cap of 259, and 66 messages of one buffer */
static void check_all(const char *pool, enum trial_status status,
		      const char *text)
{
	check(pool, SCENARIO_HANDOFF, status, text);
	check(pool, SCENARIO_UNCONTENDED, status, text);
}

static void test_lost(void **state)
{
	check_all("broken_lost", TRIAL_ERROR,
		  "325 buffers went in, 324 were found after the trial, 0 of them twice");
}

static void test_doubled(void **state)
{
	check_all("broken_doubled", TRIAL_ERROR,
		  "325 buffers went in, 326 were found after the trial, 1 of them twice");
}

static void test_replaced(void **state)
{
	check_all("broken_replaced", TRIAL_ERROR,
		  "325 buffers went in, 325 were found after the trial, 1 of them twice");
}

static void test_starving(void **state)
{
	check_all("broken_starving", TRIAL_STARVED, "found no buffer for");
	check("broken_starving", SCENARIO_LATENCY, TRIAL_STARVED,
	      "found no buffer for");
	check("broken_starving", SCENARIO_RPC, TRIAL_STARVED,
	      "found no buffer for");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_doubled),
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_starving),
	};

	trials_begin();
	return cmocka_run_group_tests_name("broken", tests, NULL, NULL);
}
