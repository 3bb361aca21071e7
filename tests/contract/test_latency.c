// SPDX-License-Identifier: MIT
/*
 * Short trials of every pool in scenario latency, saturated and paced. Each
 * ends in the trial's own check that no buffer was lost; what is left to check
 * here is that stamps and buffers agree in number.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "pools.h"
#include "trials.h"

static unsigned int missed, measured;

static void describe(const struct trial_config *config, char text[96])
{
	snprintf(text, 96, "%s: load %u %%, burst %u", config->pool,
		 config->load, config->burst);
}

#define expect(condition, trial)					\
	do {								\
		char point_[96];					\
									\
		describe(&(trial)->config, point_);			\
		if (!(condition))					\
			fail_msg("%s: not so: %s", point_, #condition);	\
	} while (0)

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
	const struct trial_outcome *outcome = &trial->subject[0].outcome;
	const unsigned int slices = trials_all_slices(trial, 0);
	/* a window opens and closes in the middle of a message */
	const uint64_t edges = slices * trial->config.burst;
	const uint64_t puts = stamped(trial, LATENCY_PUT);
	const uint64_t gets = stamped(trial, LATENCY_GET);
	const uint64_t handoffs = stamped(trial, LATENCY_HANDOFF);

	expect(outcome->buffers > 0, trial);
	expect(outcome->stamp_ns > 0 && isfinite(outcome->stamp_ns), trial);
	/* the histograms are of the windows that the tallies are of */
	expect(puts == outcome->producers.stamped, trial);
	expect(gets == outcome->consumer.stamped, trial);
	expect(handoffs == outcome->consumer.crossed, trial);
	expect(is_share(puts, outcome->producers.buffers + edges, slices),
	       trial);
	expect(is_share(gets, outcome->buffers + edges, slices), trial);
	/* of a get that finds nothing, and a put that is refused, none is had */
	expect(gets + outcome->consumer.get_empty + 2 * slices >=
	       outcome->buffers / LATENCY_EVERY ||
	       trial->config.load < 100, trial);
	expect(puts + outcome->producers.put_full +
	       outcome->producers.put_full_negative + 2 * slices >=
	       outcome->producers.buffers / LATENCY_EVERY, trial);
	expect(trial_has_handoff(ops) || handoffs == 0, trial);
}

static void run_point(const struct pool_ops *ops,
		      const struct trial_config *config)
{
	const struct trial *trial = trials_run(config, ops->name);
	const struct trial_outcome *outcome = &trial->subject[0].outcome;
	char point[96];

	describe(&trial->config, point);
	measured++;
	if (outcome->status == TRIAL_MISSED_WINDOW) {
		printf("skipped: %s: no window, the machine is loaded\n",
		       point);
		missed++;
		return;
	}
	if (outcome->status != TRIAL_OK)
		fail_msg("%s: %s: %s", point,
			 trial_status_names[outcome->status], outcome->error);
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
	int result;

	trials_begin();
	result = pools_run("latency", tests, ARRAY_SIZE(tests));
	printf("%u trials, %u of them without a window: their counts were not looked at\n",
	       measured, missed);
	/* a machine that never lets a trial run has shown nothing */
	return result ? result : measured == missed ? 77 : 0;
}
