// SPDX-License-Identifier: MIT
#include "bench/scenarios.h"

#include <errno.h>

const struct scenario_info scenario_infos[SCENARIO_COUNT] = {
	[SCENARIO_HANDOFF] = {
		"closed loop: a consumer gets and sends, producers put back",
		true, false,
	},
	[SCENARIO_UNCONTENDED] = {
		"one thread gets and puts, the pool warm: the code's own cost",
		false, false,
	},
	[SCENARIO_FLOOR] = {
		"this machine's small costs, for scale: a cache line's way, an atomic",
		true, true,
	},
};

const char *const placement_descriptions[PLACEMENT_COUNT] = {
	[PLACEMENT_LOCAL] = "producers on the consumer's node, other cores",
	[PLACEMENT_REMOTE] = "producers on another node, the farthest unless named",
	[PLACEMENT_MIXED] = "producers alternating over all nodes",
	[PLACEMENT_SMT] = "producers on the consumer's own core",
	[PLACEMENT_LLC] = "same node, same last-level cache",
	[PLACEMENT_XLLC] = "same node, another last-level cache",
};

struct placement_policy scenarios_policy(const struct options *options,
					 enum placement placement,
					 unsigned int producers)
{
	return (struct placement_policy){
		.placement = placement,
		.producers = (int)producers,
		.home = options->home,
		.home_node = options->home_node,
		.remote_node = placement == PLACEMENT_REMOTE ?
			       options->remote_node : -1,
		.oversubscribe = options->oversubscribe,
	};
}

unsigned int scenarios_cpus(const struct topology *topology)
{
	unsigned int count = 0;

	for (int i = 0; i < topology->nr_cpus; i++)
		count += topology->cpus[i].allowed;
	return count;
}

struct number_list scenarios_producers(const struct options *options,
				       const struct topology *topology)
{
	struct number_list list = { .n = 0 };
	const unsigned int most = options->quick ? 2 :
				  PLACEMENT_MAX_PRODUCERS;

	if (options->producers.n)
		return options->producers;
	list.value[list.n++] = 1;
	for (unsigned int n = 2; n < scenarios_cpus(topology) && n <= most;
	     n *= 2)
		list.value[list.n++] = n;
	return list;
}

struct choice_list scenarios_placements(const struct options *options)
{
	struct choice_list list = { .n = 0 };

	if (options->placements.n)
		return options->placements;
	for (size_t i = 0; i < PLACEMENT_COUNT; i++)
		list.index[list.n++] = i;
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
	int result = check_node(topology, options->remote_node,
				"--remote-node", error);

	if (!result && options->home == HOME_NODE)
		result = check_node(topology, options->home_node, "--home",
				    error);
	return result;
}

int scenarios_check(const struct options *options,
			 const struct topology *topology, struct error *error)
{
	const unsigned int cpus = scenarios_cpus(topology);
	unsigned int least = PLACEMENT_MAX_PRODUCERS;
	int result = scenarios_check_nodes(options, topology, error);

	for (size_t i = 0; i < options->producers.n; i++) {
		if (options->producers.value[i] < least)
			least = options->producers.value[i];
	}
	if (!result && options->producers.n && least + 1 > cpus &&
	    !options->oversubscribe)
		result = error_set(error, EINVAL,
			"--producers: %u and a consumer need %u CPUs, and this process may use %u: ask for fewer, or let threads share CPUs with --oversubscribe",
			least, least + 1, cpus);
	return result;
}
