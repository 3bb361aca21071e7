// SPDX-License-Identifier: MIT
/*
 * Short trials of every pool in the scenarios rpc and overflow. Each ends in
 * the trial's own check of pages and books; what is left to check here is that
 * each axis of rpc does what it says, and that a cap that is promised holds.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "plan/axes.h"
#include "trials.h"

static const bool is_sanitized = BUILT_WITH_ASAN || BUILT_WITH_TSAN;

static struct trial_config usual_rpc(const struct pool_ops *ops)
{
	struct trial_config config = {
		.scenario = SCENARIO_RPC, .burst = 17,
		.payload = PAYLOAD_NONE, .connections = 1, .load = 100,
		/* books do not depend on it, and thousands circulate */
		.buffer_bytes = CACHE_LINE,
	};

	snprintf(config.pool, sizeof(config.pool), "%s", ops->name);
	return config;
}

static void check_rpc(const struct trial_config *config,
		      const struct pool_ops *ops)
{
	const struct trial *trial = trials_ok(config, ops);
	const struct trial_outcome *outcome;
	const struct tally *receiver;
	const bool moves_pages = ops->put;

	if (!trial)
		return;
	outcome = &trial->subject[0].outcome;
	receiver = &outcome->consumer;
	expect(outcome->buffers > 0 && receiver->messages > 0, config);
	if (!moves_pages)
		return;
	/* a window opens and closes between messages: all slots are filled */
	expect(receiver->get_hit + receiver->fallback ==
	       receiver->buffers + receiver->leaked, config);
	expect(receiver->wrong_node <= receiver->get_hit + receiver->fallback,
	       config);
	expect(config->refill == REFILL_POSTED || receiver->leaked == 0,
	       config);
	if (strcmp(ops->name, "nopool") == 0)
		expect(receiver->get_hit == 0, config);
	if (ops->capabilities & POOL_BARE_MEMORY)
		expect(receiver->fallback == 0, config);
}

static void test_messages(void **state)
{
	static const unsigned int pages[] = { 0, 1, 17, 257 };
	struct trial_config config = usual_rpc(*state);

	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		/* between the ends the size adds nothing for a sanitizer */
		if (is_sanitized && pages[i] > 0 && pages[i] < 257)
			continue;
		for (config.put = 0; config.put < PUT_MODES; config.put++) {
			config.burst = pages[i];
			check_rpc(&config, *state);
		}
	}
}

/* One axis after the other, each of its named values. */
static void test_axes(void **state)
{
	const struct pool_ops *ops = *state;

	for (int i = 0; i < AXES; i++) {
		struct trial_config config = usual_rpc(ops);

		if (axes[i].scenarios != 1u << SCENARIO_RPC ||
		    !axes[i].names)
			continue;
		if (i == AXIS_LAYOUT && !(ops->capabilities & POOL_PACKS))
			continue;
		/*
		 * Payloads are read and written by no pool's code, and the
		 * cold source takes long.
		 */
		if (i == AXIS_PAYLOAD && (BUILT_WITH_TSAN ||
		    strcmp(ops->name, "svc_page_pool") != 0))
			continue;
		/* allocators leak for good what is overwritten */
		if (i == AXIS_REFILL && ops->capabilities & POOL_BARE_MEMORY)
			continue;
		config.connections = i == AXIS_LAYOUT ? 3 : 1;
		for (unsigned int v = 0; v <= axes[i].high; v++) {
			axis_set(&axes[i], &config, v);
			check_rpc(&config, ops);
		}
	}
}

static void test_connections(void **state)
{
	struct trial_config config = usual_rpc(*state);

	config.connections = 5;
	check_rpc(&config, *state);
	config.load = 40;
	check_rpc(&config, *state);
}

static void test_overflow(void **state)
{
	const struct pool_ops *ops = *state;
	struct trial_config config = {
		.scenario = SCENARIO_OVERFLOW, .burst = 16,
	};

	for (config.put = 0; config.put < PUT_MODES; config.put++) {
		const struct pool_params params = {
			.max = TRIAL_POOL_MAX, .producers = 1,
			.put = (enum put_mode)config.put,
		};
		const struct trial *trial = trials_ok(&config, ops);
		const uint64_t excess = ops->max_excess ?
					ops->max_excess(&params) : 0;

		const uint64_t longest = trial ?
			trial->subject[0].outcome.consumer.longest : 0;

		if (excess != POOL_EXCESS_UNBOUNDED &&
		    longest > TRIAL_POOL_MAX + excess)
			fail_msg("put %s: a list of %" PRIu64 ", the cap is %d",
				 put_mode_names[config.put], longest,
				 TRIAL_POOL_MAX);
	}
}

int main(void)
{
	const struct pool_test tests[] = {
		{ "rpc, messages", test_messages, POOL_FLOOR, 0, true },
		{ "rpc, axes", test_axes, POOL_FLOOR, 0, true },
		{ "rpc, connections", test_connections, POOL_FLOOR, 0, true },
		{ "overflow", test_overflow,
		  POOL_FLOOR | POOL_BARE_MEMORY, 0, false },
	};

	return trials_pools_run("rpc", tests, ARRAY_SIZE(tests));
}
