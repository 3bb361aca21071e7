// SPDX-License-Identifier: MIT
#include "plan/scenarios.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>

const struct scenario_info scenario_infos[SCENARIO_COUNT] = {
	[SCENARIO_HANDOFF] = {
		"closed loop: a consumer gets and sends, producers put back",
		true, false, false, 24, 1000, 100,
	},
	[SCENARIO_RPC] = {
		"the RFC's workload: a receiver, its messages, and workers that put old pages back",
		true, false, false, 4, 4000, 800,
	},
	[SCENARIO_OVERFLOW] = {
		"producers put faster than the consumer gets: does the cap hold?",
		true, false, false, 1, 5000, 1000,
	},
	[SCENARIO_LATENCY] = {
		"handoff with single calls timed: latency percentiles of put, get and put-to-get, at full and at reduced load; only with --full, or when it is named",
		true, false, true, 10, 4000, 1000,
	},
	[SCENARIO_UNCONTENDED] = {
		"one thread gets and puts, the pool warm: the cost of the code alone",
		false, false, false, 12, 1000, 100,
	},
	[SCENARIO_FLOOR] = {
		"this machine's small costs, for scale: a cache line transfer, an atomic",
		true, true, false, 12, 1000, 100,
	},
};

const struct placement_info placement_infos[PLACEMENT_COUNT] = {
	[PLACEMENT_LOCAL] = {
		"producers on the consumer's node, other cores", false,
	},
	[PLACEMENT_REMOTE] = {
		"producers on another node, the farthest unless named", false,
	},
	[PLACEMENT_MIXED] = {
		"producers alternating over all nodes", false,
	},
	[PLACEMENT_SMT] = {
		"producers on the consumer's own core", false,
	},
	[PLACEMENT_LLC] = {
		"same node, same last-level cache", false,
	},
	[PLACEMENT_XLLC] = {
		"same node, another last-level cache", false,
	},
	[PLACEMENT_OS] = {
		"no thread is pinned, the scheduler places them; only with --full, or when it is named",
		true,
	},
};

void scenarios_lengths(const struct options *options,
		       struct trial_config *config)
{
	const struct scenario_info *info = &scenario_infos[config->scenario];
	const unsigned int part = options->full ? 4 : options->quick ? 2 : 1;

	config->slices = options->slices ? options->slices :
			 (info->slices + part - 1) / part;
	/* one that is lost to other work must not be the only one */
	if (!options->slices && config->slices < 2 && info->slices > 1)
		config->slices = 2;
	config->window_ms = options->window_ms ? options->window_ms :
			    config->slices * info->window_us / 1000;
	config->warmup_us = options->warmup_given ? options->warmup_us :
						    info->warmup_us;
}

bool scenarios_has_pool(enum scenario scenario, const struct pool_ops *pool)
{
	if (scenario == SCENARIO_OVERFLOW)
		return !(pool->capabilities & (POOL_ABSENT | POOL_FLOOR |
					       POOL_BARE_MEMORY |
					       POOL_CPU_BOUND));
	/* null goes through all pages in turn: a cold cache is no floor */
	if (scenario == SCENARIO_RPC)
		return !(pool->capabilities & POOL_FLOOR);
	return !(pool->capabilities & POOL_ABSENT);
}

bool scenarios_has_axes(enum scenario scenario, const struct options *options)
{
	for (int i = 0; i < AXES; i++) {
		if (options->axes[i].n && !axis_applies(&axes[i], scenario))
			return false;
	}
	return true;
}

bool scenarios_refuse(const struct pool_ops *pool,
		      const struct trial_config *config, char *reason,
		      size_t size)
{
	const bool rpc = config->scenario == SCENARIO_RPC;
	const bool at_once = config->plan.producers > 1 &&
		!(rpc && config->concurrency == PUTS_SERIALIZED);
	const char *why = NULL;

	if (!scenarios_has_pool(config->scenario, pool))
		why = pool->capabilities & POOL_ABSENT ?
		      "is not a pool: only scenario rpc can measure it" :
		      config->scenario == SCENARIO_OVERFLOW ?
		      "has no cap, or its get never returns what other threads put" :
		      "hands out all pages in turn: where they are touched it is no baseline";
	else if (config->touch == TOUCH_DESCRIPTOR &&
		 pool->capabilities & POOL_BARE_MEMORY)
		why = "hands out bare memory: there is no descriptor to touch";
	else if (at_once && pool->capabilities & POOL_SERIALIZED_PUTS)
		why = "needs its puts serialized: one producer, or scenario rpc with --concurrency serialized";
	else if (rpc && config->burst > RPC_SLOTS)
		why = "a message has at most 260 pages";
	else if (rpc && config->refill == REFILL_POSTED &&
		 pool->capabilities & POOL_BARE_MEMORY)
		why = "is never empty: refill posted would overwrite all slots";
	else if (rpc && config->layout == LAYOUT_PACKED32 &&
		 !(pool->capabilities & POOL_PACKS))
		why = "does not fit into 32 bytes: layout packed32 is not for it";
	else if (placement_may_share(&config->plan) &&
		 pool->capabilities & POOL_NEEDS_CPUS)
		why = "needs a CPU for each thread: its lock is FIFO, so a preempted waiter blocks the others";
	else if (placement_may_share(&config->plan) && at_once &&
		 pool->capabilities & POOL_ORDERS_PUTS)
		why = "needs a CPU for each producer: a put waits for those before it, preempted or not";
	else if (placement_may_share(&config->plan) &&
		 sched_getscheduler(0) == SCHED_FIFO)
		why = "threads that share a CPU, or may, never take turns under SCHED_FIFO: use chrt --rr, or no chrt";
	if (why)
		snprintf(reason, size, "%s", why);
	return why;
}

struct placement_policy scenarios_policy(const struct options *options,
					 enum scenario scenario,
					 enum placement placement,
					 unsigned int producers)
{
	struct placement_policy policy = {
		.placement = placement,
		.producers = (int)producers,
		/* a worker's own pages lie on its own node */
		.home = scenario == SCENARIO_RPC ? HOME_PRODUCER :
						   options->home,
		.home_node = options->home_node,
		.pool_home = options->pool_home,
		.pool_home_node = options->pool_home_node,
		.consumer_node = options->consumer_node,
		.nearest = options->nearest,
		/* its counts are no times: threads may take turns */
		.oversubscribe = options->oversubscribe ||
				 scenario == SCENARIO_OVERFLOW,
	};

	for (size_t i = 0; i < options->remote_nodes.n; i++)
		policy.remote_node[policy.nr_remote++] =
			(int)options->remote_nodes.value[i];
	return policy;
}

struct number_list scenarios_producers(const struct options *options,
				       const struct topology *topology,
				       enum scenario scenario)
{
	/* the flaws of a cap need two who put at once */
	const struct number_list at_once = {
		.n = options->quick ? 1 : 2, .value = { 2, 1 },
	};
	struct number_list list = { .n = 0 };
	const unsigned int cpus =
		(unsigned int)topology_allowed_cpus(topology);
	const unsigned int most = options->quick && !options->full ? 2 :
				  PLACEMENT_MAX_PRODUCERS;

	if (options->producers.n)
		return options->producers;
	if (scenario == SCENARIO_OVERFLOW && cpus < 4)
		return at_once;
	list.value[list.n++] = 1;
	for (unsigned int n = 2; n < cpus && n <= most; n *= 2)
		list.value[list.n++] = n;
	if (options->full && cpus - 1 > list.value[list.n - 1] &&
	    cpus - 1 <= most)
		list.value[list.n++] = cpus - 1;
	return list;
}

const struct scenario_sweep *scenarios_sweeps(const struct options *options,
					      enum scenario scenario,
					      size_t *n)
{
	static const struct scenario_sweep sweeps[] = {
		{ AXIS_BURST, "1,4,16,64,256", TOUCH_NONE },
		{ AXIS_TOUCH, "none,descriptor,page", TOUCH_NONE },
		/* of an untouched buffer none but an allocator sees the size */
		{ AXIS_BUFFER_BYTES, "64,256,1024,4096,16384,65536",
		  TOUCH_PAGE },
	};

	*n = options->full && (scenario == SCENARIO_HANDOFF ||
			       scenario == SCENARIO_UNCONTENDED) ?
	     ARRAY_SIZE(sweeps) : 0;
	return sweeps;
}

struct choice_list scenarios_placements(const struct options *options)
{
	struct choice_list list = { .n = 0 };

	if (options->placements.n)
		return options->placements;
	for (size_t i = 0; i < PLACEMENT_COUNT; i++) {
		if (options->full || !placement_infos[i].full)
			list.index[list.n++] = i;
	}
	return list;
}

static int check_node(const struct topology *topology, int node,
		      const char *option, struct error *error)
{
	if (node < 0 || topology_node_index(topology, node) >= 0)
		return 0;
	return error_set(error, EINVAL,
		"%s: there is no node %d: bench --list shows the nodes of this machine",
		option, node);
}

int scenarios_check_nodes(const struct options *options,
			  const struct topology *topology,
			  struct error *error)
{
	int result = check_node(topology, options->consumer_node,
				"--consumer-node", error);

	for (size_t i = 0; !result && i < options->remote_nodes.n; i++)
		result = check_node(topology,
				    (int)options->remote_nodes.value[i],
				    "--remote-node", error);
	if (!result && options->pool_home == HOME_NODE)
		result = check_node(topology, options->pool_home_node,
				    "--pool-home", error);
	if (!result && options->home == HOME_NODE)
		result = check_node(topology, options->home_node, "--home",
				    error);
	return result;
}

/* An axis that is named, and that nothing chosen has, is a mistake. */
static int check_axis(const struct options *options, const struct axis *axis,
		      const struct number_list *values, struct error *error)
{
	bool mix_only = axis == &axes[AXIS_BURST];
	bool applies = !options->scenarios.n;
	char names[80] = "";
	int used = 0;

	for (size_t i = 0; i < values->n; i++)
		mix_only &= !values->value[i];
	for (size_t i = 0; i < options->scenarios.n; i++) {
		const enum scenario scenario =
			(enum scenario)options->scenarios.index[i];

		applies |= axis_applies(axis, scenario) &&
			   (!mix_only || scenario == SCENARIO_RPC);
	}
	if (!values->n || applies)
		return 0;
	for (int i = 0; i < SCENARIO_COUNT; i++) {
		if (mix_only ? i != SCENARIO_RPC :
			       !axis_applies(axis, (enum scenario)i))
			continue;
		used += snprintf(names + used, sizeof(names) - (size_t)used,
				 "%s%s", used ? ", " : "", scenario_names[i]);
	}
	return error_set(error, EINVAL,
		"--%s%s has no effect on the chosen scenarios: it applies to --scenario %s",
		axis->option, mix_only ? " mix" : "", names);
}

int scenarios_check(const struct options *options,
			 const struct topology *topology, struct error *error)
{
	const unsigned int cpus =
		(unsigned int)topology_allowed_cpus(topology);
	unsigned int least = PLACEMENT_MAX_PRODUCERS;
	bool time = !options->scenarios.n;
	int result = scenarios_check_nodes(options, topology, error);

	for (int i = 0; i < AXES && !result; i++)
		result = check_axis(options, &axes[i], &options->axes[i],
				    error);
	/* where only counts are asked for, threads may share CPUs */
	for (size_t i = 0; i < options->scenarios.n; i++)
		time |= options->scenarios.index[i] != SCENARIO_OVERFLOW;
	for (size_t i = 0; i < options->producers.n; i++) {
		if (options->producers.value[i] < least)
			least = options->producers.value[i];
	}
	if (!result && options->producers.n && least + 1 > cpus &&
	    time && !options->oversubscribe)
		result = error_set(error, EINVAL,
			"--producers: %u and a consumer need %u CPUs, and this process may use %u: give fewer%s",
			least, least + 1, cpus, options->never_shared ? "" :
			", or let threads share CPUs with --oversubscribe");
	return result;
}
