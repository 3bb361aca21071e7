// SPDX-License-Identifier: MIT
#include "trials.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

static struct trial *trial;
static int fd;
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

struct trial *trials_run_all(const struct trial_config *given,
			     const char *const *pools, unsigned int n)
{
	struct trial_config config = *given;
	struct error error = { "" };

	if (trial)
		trial_free(trial, fd);
	trial = trial_new(n, 1 + PLACEMENT_MAX_PRODUCERS, &fd, &error);
	if (!trial)
		begin_failed(error.text);
	config.plan = plan;
	/* as the driver plans it: alone */
	if (config.scenario == SCENARIO_UNCONTENDED)
		config.plan.producers = 0;
	/*
	 * Four lines, so that touching one and all of them differ: pages took
	 * a trial longer to fault in than to run.
	 */
	if (!config.buffer_bytes)
		config.buffer_bytes = 4 * CACHE_LINE;
	config.pool_max = TRIAL_POOL_MAX;
	config.miss_ns = 60;
	config.warmup_us = 500;
	if (!config.slices)
		config.slices = TRIAL_SLICES;
	/* a sanitizer's page takes 10 us to write, and a message has 256 */
	if (!config.window_ms)
		config.window_ms = config.slices *
			(BUILT_WITH_ASAN || BUILT_WITH_TSAN ? 5 : 1);
	config.ticks_per_ns = ticks_per_ns;
	config.cold_bytes = trial_cold_bytes(0);
	config.nodes = nodes;
	snprintf(config.pool, sizeof(config.pool), "%s", pools[0]);
	trial_configure(trial, &config);
	for (unsigned int i = 0; i < n; i++)
		trial_add(trial, pools[i]);
	trial->base = n > 1 ? 0 : -1;
	trial_execute(trial);
	return trial;
}

struct trial *trials_run(const struct trial_config *config, const char *pool)
{
	return trials_run_all(config, &pool, 1);
}

unsigned int trials_all_slices(const struct trial *ended, unsigned int subject)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < ended->slices; i++)
		n += ended->slice[i].subject == subject;
	return n;
}
