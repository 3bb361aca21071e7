// SPDX-License-Identifier: MIT
/*
 * Short trials of every pool in the scenarios rpc, overflow and latency. Each
 * ends in the trial's own check of pages and books; what is left to check here
 * is that each axis of rpc does what it says, that a cap that is promised holds,
 * and that stamps and buffers agree in number.
 */
#include <inttypes.h>
#include <math.h>
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

static uint64_t stamped(const struct trial *trial,
			enum latency_operation operation)
{
	return histogram_total(&trial->subject[0].latency.of[operation]);
}

/* Every LATENCY_EVERY-th, and one more in each window that begins on it. */
static bool is_share(uint64_t count, uint64_t of, unsigned int slices)
{
	return count <= of / LATENCY_EVERY + 2 * slices;
}

static void check_stamps(const struct trial *trial,
			 const struct pool_ops *ops)
{
	const struct trial_config *config = &trial->config;
	const struct trial_outcome *outcome = &trial->subject[0].outcome;
	const unsigned int slices = trials_all_slices(trial, 0);
	/* a window opens and closes in the middle of a message */
	const uint64_t edges = slices * config->burst;
	const uint64_t puts = stamped(trial, LATENCY_PUT);
	const uint64_t gets = stamped(trial, LATENCY_GET);
	const uint64_t handoffs = stamped(trial, LATENCY_HANDOFF);

	expect(outcome->buffers > 0, config);
	expect(outcome->stamp_ns > 0 && isfinite(outcome->stamp_ns), config);
	/* the histograms are of the windows that the tallies are of */
	expect(puts == outcome->producers.stamped, config);
	expect(gets == outcome->consumer.stamped, config);
	expect(handoffs == outcome->consumer.crossed, config);
	expect(is_share(puts, outcome->producers.buffers + edges, slices),
	       config);
	expect(is_share(gets, outcome->buffers + edges, slices), config);
	/* of a get that finds nothing, and a put that is refused, none is had */
	expect(gets + outcome->consumer.get_empty + 2 * slices >=
	       outcome->buffers / LATENCY_EVERY ||
	       config->load < 100, config);
	expect(puts + outcome->producers.put_full +
	       outcome->producers.put_full_negative + 2 * slices >=
	       outcome->producers.buffers / LATENCY_EVERY, config);
	expect(trial_has_handoff(ops) || handoffs == 0, config);
}

/* Saturated and paced */
static void test_latency(void **state)
{
	static const unsigned int loads[] = { 100, 30 };

	for (size_t i = 0; i < 2 * ARRAY_SIZE(loads); i++) {
		const struct trial_config config = {
			.scenario = SCENARIO_LATENCY, .load = loads[i / 2],
			.burst = i % 2 ? 16 : 1,
		};
		const struct trial *trial = trials_ok(&config, *state);

		if (trial)
			check_stamps(trial, *state);
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
		{ "latency", test_latency, 0, 0, false },
	};

	return trials_pools_run("rpc", tests, ARRAY_SIZE(tests));
}
