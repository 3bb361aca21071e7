// SPDX-License-Identifier: MIT
/*
 * Pools that are wrong on purpose: a trial must say so, or its check of
 * conservation is worth nothing.
 */
#include <string.h>

#include "trials.h"

/* 325: a cap of 259, and 66 messages of one buffer */
static const struct broken {
	const char *pool;
	enum trial_status status;
	const char *text;
} broken[] = {
	{ "broken_lost", TRIAL_ERROR,
	  "325 buffers went in, 324 were found after the trial, 0 of them twice" },
	{ "broken_doubled", TRIAL_ERROR,
	  "325 buffers went in, 326 were found after the trial, 1 of them twice" },
	{ "broken_replaced", TRIAL_ERROR,
	  "325 buffers went in, 325 were found after the trial, 1 of them twice" },
	{ "broken_starving", TRIAL_STARVED, "found no buffer for" },
};

static void check(const struct broken *wanted, enum scenario scenario)
{
	struct trial_config config = {
		.scenario = scenario, .burst = 1, .load = 100,
		.connections = 1, .payload = PAYLOAD_NONE, .slices = 1,
		/*
		 * The pool must run dry in it, on a loaded machine too; as
		 * soon as it has, the trial ends.
		 */
		.window_ms = wanted->status == TRIAL_STARVED ? 10000 : 0,
	};

	for (config.put = 0; config.put < PUT_MODES; config.put++) {
		const struct trial_outcome *outcome =
			&trials_run(&config, wanted->pool)->subject[0].outcome;

		print_message("%s, %s: %s: %s\n", wanted->pool,
			      scenario_names[scenario],
			      trial_status_names[outcome->status],
			      outcome->error);
		assert_int_equal(outcome->status, wanted->status);
		if (!strstr(outcome->error, wanted->text))
			fail_msg("the text lacks '%s'", wanted->text);
	}
}

static void test_broken(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
		check(&broken[i], SCENARIO_HANDOFF);
		check(&broken[i], SCENARIO_UNCONTENDED);
		if (broken[i].status != TRIAL_STARVED)
			continue;
		check(&broken[i], SCENARIO_LATENCY);
		check(&broken[i], SCENARIO_RPC);
	}
}

static int begin(void **state)
{
	trials_begin();
	return 0;
}

TESTS_WITH(begin, NULL, T(test_broken))
