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
static unsigned int missed, measured;

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
	/*
	 * Half a ms a slice; a sanitizer's page takes 10 us to write, and a
	 * message has 257
	 */
	if (!config.window_ms)
		config.window_ms = (config.slices *
			(!BUILT_WITH_ASAN && !BUILT_WITH_TSAN ? 1 :
			 config.scenario == SCENARIO_RPC ? 5 : 2) + 1) / 2;
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

bool trials_had_window(const struct trial *ended, unsigned int subject)
{
	const struct trial_outcome *outcome = &ended->subject[subject].outcome;

	measured++;
	if (outcome->status == TRIAL_MISSED_WINDOW) {
		missed++;
		return false;
	}
	if (outcome->status != TRIAL_OK)
		trials_expect(false, &ended->config, outcome->error);
	return true;
}

struct trial *trials_ok(const struct trial_config *config,
			const struct pool_ops *ops)
{
	struct trial *ended = trials_run(config, ops->name);

	return trials_had_window(ended, 0) ? ended : NULL;
}

int trials_pools_run(const char *group, const struct pool_test *tests,
		     size_t count)
{
	int result;

	trials_begin();
	result = pools_run(group, tests, count);
	printf("%u trials, %u of them without a window: their counts were not looked at\n",
	       measured, missed);
	return result ? result : measured == missed ? 77 : 0;
}

void trials_expect(bool holds, const struct trial_config *config,
		   const char *text)
{
	if (!holds)
		fail_msg("%s %s: put %s, touch %s, burst %u, load %u, refill %s, queue %s: not so: %s",
			 config->pool, scenario_names[config->scenario],
			 put_mode_names[config->put],
			 touch_names[config->touch], config->burst,
			 config->load, rpc_refill_names[config->refill],
			 rpc_queue_names[config->queue], text);
}
