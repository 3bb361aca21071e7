// SPDX-License-Identifier: MIT
#include "trials.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static struct trial trial;
static struct placement_room room;
static struct placement_plan plan = { .room = &room };
static double ticks_per_ns;
static int nodes;

static void begin_failed(const char *reason)
{
	fprintf(stderr, "no trial can run: %s\n", reason);
	exit(EXIT_FAILURE);
}

void trials_begin(void)
{
	const struct placement_policy policy = {
		.placement = PLACEMENT_LOCAL,
		.producers = 1,
		.consumer_node = -1,
		.oversubscribe = true,
	};
	struct topology topology;
	struct error error = { "" };

	if (topology_load_this(&topology, &error) ||
	    clock_calibrate(&ticks_per_ns, &error))
		begin_failed(error.text);
	nodes = topology.nr_nodes;
	placement_plan(&plan, &topology, &policy);
	topology_free(&topology);
	if (!plan.available)
		begin_failed(plan.reason);
}

const struct trial *trials_run(const struct trial_config *config,
			       const char *pool)
{
	memset(&trial, 0, sizeof(trial));
	trial.config = *config;
	trial.config.plan = plan;
	/* as the driver plans it: alone */
	if (config->scenario == SCENARIO_UNCONTENDED)
		trial.config.plan.producers = 0;
	/*
	 * Four lines, so that touching one and all of them differ: pages took
	 * a trial longer to fault in than to run.
	 */
	if (!config->buffer_bytes)
		trial.config.buffer_bytes = 4 * CACHE_LINE;
	trial.config.pool_max = TRIAL_POOL_MAX;
	trial.config.miss_ns = 60;
	trial.config.warmup_ms = 1;
	/* a sanitizer's page takes 10 us to write, and a message has 256 */
	if (!trial.config.window_ms)
		trial.config.window_ms =
			BUILT_WITH_ASAN || BUILT_WITH_TSAN ? 5 : 2;
	trial.config.ticks_per_ns = ticks_per_ns;
	trial.config.cold_bytes = trial_cold_bytes(0);
	trial.config.nodes = nodes;
	snprintf(trial.config.pool, sizeof(trial.config.pool), "%s", pool);
	trial_execute(&trial);
	return &trial;
}
