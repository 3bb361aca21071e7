// SPDX-License-Identifier: MIT
/*
 * Short trials of every pool in scenario latency, saturated and paced. Each
 * ends in the trial's own check that no buffer was lost; what is left to check
 * here is that stamps and buffers agree in number.
 */
#include <inttypes.h>
#include <math.h>

#include "trials.h"

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

static void run_point(const struct pool_ops *ops,
		      const struct trial_config *config)
{
	const struct trial *trial = trials_ok(config, ops);

	if (trial)
		check_stamps(trial, ops);
}

static void test_load(void **state)
{
	static const unsigned int bursts[] = { 1, 16 };
	static const unsigned int loads[] = { 100, 30 };
	struct trial_config config = { .scenario = SCENARIO_LATENCY };

	for (size_t l = 0; l < ARRAY_SIZE(loads); l++) {
		config.load = loads[l];
		for (size_t b = 0; b < ARRAY_SIZE(bursts); b++) {
			config.burst = bursts[b];
			run_point(*state, &config);
		}
	}
}

int main(void)
{
	const struct pool_test tests[] = {
		{ "latency", test_load, 0, 0, false },
	};

	return trials_pools_run("latency", tests, ARRAY_SIZE(tests));
}
