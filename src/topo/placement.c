// SPDX-License-Identifier: MIT
#include "topo/placement.h"

#include <stddef.h>

#include "topo/placement_parts.h"

const char *const placement_names[PLACEMENT_COUNT] = {
	[PLACEMENT_LOCAL] = "local",
	[PLACEMENT_REMOTE] = "remote",
	[PLACEMENT_MIXED] = "mixed",
	[PLACEMENT_SMT] = "smt",
	[PLACEMENT_LLC] = "llc",
	[PLACEMENT_XLLC] = "xllc",
	[PLACEMENT_OS] = "os",
};

static void fill_thread(struct placement_thread *thread,
			const struct topology *topology,
			const struct topology_cpu *cpu)
{
	int node = topology_cpu_node(topology, cpu);
	int memory = topology_memory_node(topology, node);

	thread->cpu = cpu->cpu;
	thread->core = cpu->core;
	thread->package = cpu->package;
	thread->node = topology->nodes[node].node;
	thread->memory_node = memory < 0 ? -1 : topology->nodes[memory].node;
}

/* Whether a @role node of this number is there and may be used. */
static bool check_home(struct placement_plan *plan,
		       const struct topology *topology, const char *role,
		       int number)
{
	int home = topology_node_index(topology, number);

	if (home < 0)
		return placement_refuse_node(plan, role, number, topology);
	if (!topology->nodes[home].memory_bytes)
		return placement_refuse(plan, "%s node %d has no memory", role,
					number);
	if (!topology->nodes[home].allowed)
		return placement_refuse(plan,
			"this process may not have memory on %s node %d",
			role, number);
	return true;
}

static bool check_policy(struct placement_plan *plan,
			 const struct topology *topology,
			 const struct placement_policy *policy)
{
	if (policy->producers < 1 ||
	    policy->producers > PLACEMENT_MAX_PRODUCERS)
		return placement_refuse(plan,
			"%d producers: 1 to %d can be placed",
			policy->producers, PLACEMENT_MAX_PRODUCERS);
	if (policy->home == HOME_NODE &&
	    !check_home(plan, topology, "home", policy->home_node))
		return false;
	return policy->pool_home != HOME_NODE ||
	       check_home(plan, topology, "pool home", policy->pool_home_node);
}

/* Return: why no thread can run on the consumer's node at @index. */
static const char *why_no_consumer(const struct topology *topology, int index)
{
	topology_for_each_cpu(cpu, topology) {
		if (topology_cpu_is_on(cpu, index))
			return "has CPUs, but none of them is allowed";
	}
	return "has no CPUs";
}

/* Return: whether there is a consumer; else there is a reason. */
static bool find_groups(struct placement_plan *plan,
			struct placement_groups *groups,
			const struct topology *topology,
			const struct placement_policy *policy)
{
	int index = -1;

	if (policy->consumer_node >= 0) {
		index = topology_node_index(topology, policy->consumer_node);
		if (index < 0)
			return placement_refuse_node(plan, "consumer",
				policy->consumer_node, topology);
	}
	placement_find_groups(groups, topology, index);
	if (groups->consumer)
		return true;
	if (index >= 0)
		return placement_refuse(plan, "consumer node %d %s",
					policy->consumer_node,
					why_no_consumer(topology, index));
	return placement_refuse(plan,
		"no CPU that is local to a NUMA node is allowed");
}

/* The consumer's memory node is the same whatever the home of buffers is. */
static void fill_producer(struct placement_plan *plan, int i,
			  const struct topology *topology,
			  const struct placement_policy *policy,
			  const struct topology_cpu *cpu)
{
	struct placement_thread *producer = &plan->producer[i];

	fill_thread(producer, topology, cpu);
	if (plan->pool_node < 0 && policy->pool_home == HOME_PRODUCER &&
	    producer->node != plan->consumer.node)
		plan->pool_node = producer->memory_node;
	if (policy->home == HOME_CONSUMER)
		producer->memory_node = plan->consumer.memory_node;
	else if (policy->home == HOME_NODE)
		producer->memory_node = policy->home_node;
}

static bool shares_cpu(const struct placement_plan *plan, int i)
{
	if (plan->producer[i].cpu == plan->consumer.cpu)
		return true;
	for (int j = 0; j < i; j++) {
		if (plan->producer[j].cpu == plan->producer[i].cpu)
			return true;
	}
	return false;
}

static void unpin_thread(struct placement_thread *thread)
{
	thread->cpu = CPU_ANY;
	thread->core = -1;
	thread->package = -1;
	thread->node = -1;
}

/* What was planned so far says where memory lies, and that stays. */
static void unpin(struct placement_plan *plan,
		  const struct topology *topology)
{
	int kind = -1;

	plan->unpinned_cpus = topology_allowed_cpus(topology);
	plan->oversubscribed = plan->producers + 1 > plan->unpinned_cpus;
	topology_for_each_cpu(cpu, topology) {
		if (cpu->allowed && kind >= 0 && cpu->kind != kind)
			plan->mixed_kinds = true;
		if (cpu->allowed)
			kind = cpu->kind;
	}
	/* who runs anywhere has no memory that is elsewhere */
	plan->memory_elsewhere = false;
	unpin_thread(&plan->consumer);
	for (int i = 0; i < plan->producers; i++)
		unpin_thread(&plan->producer[i]);
}

void placement_plan(struct placement_plan *plan,
		    const struct topology *topology,
		    const struct placement_policy *policy)
{
	const struct topology_cpu *cpu[PLACEMENT_MAX_PRODUCERS];
	struct placement_groups groups = { .consumer = NULL };

	*plan = (struct placement_plan){
		.room = plan->room,
		.reason = "",
		.producer = plan->room->producer,
	};
	if (!check_policy(plan, topology, policy))
		return;
	if (!find_groups(plan, &groups, topology, policy) || !groups.consumer)
		return;
	fill_thread(&plan->consumer, topology, groups.consumer);
	if (plan->consumer.memory_node < 0) {
		placement_refuse(plan,
			"the topology states no memory on any allowed node");
		return;
	}
	plan->memory_elsewhere = !topology_has_own_memory(topology,
							  groups.consumer);
	if (!placement_put_producers(plan, cpu, topology, policy, &groups))
		return;
	plan->available = true;
	plan->producers = policy->producers;
	plan->pool_node = policy->pool_home == HOME_NODE ?
			  policy->pool_home_node : -1;
	for (int i = 0; i < plan->producers; i++) {
		fill_producer(plan, i, topology, policy, cpu[i]);
		plan->oversubscribed = plan->oversubscribed ||
				       shares_cpu(plan, i);
	}
	if (plan->pool_node < 0)
		plan->pool_node = plan->consumer.memory_node;
	if (policy->placement == PLACEMENT_OS)
		unpin(plan, topology);
}

void placement_pair(struct placement_plan *plan,
		    struct placement_thread *thread,
		    const struct topology *topology, int consumer,
		    int producer)
{
	const struct topology_cpu *from = &topology->cpus[producer];
	const struct topology_cpu *to = &topology->cpus[consumer];

	*plan = (struct placement_plan){
		.room = plan->room,
		.reason = "",
		.producer = thread,
	};
	/* fill_thread() needs a node to print */
	if (topology_cpu_node(topology, to) < 0 ||
	    topology_cpu_node(topology, from) < 0) {
		plan->reason = "a CPU is local to no NUMA node";
		return;
	}
	fill_thread(&plan->consumer, topology, to);
	fill_thread(&plan->producer[0], topology, from);
	plan->pool_node = plan->consumer.memory_node;
	plan->memory_elsewhere = !topology_has_own_memory(topology, to);
	plan->mixed_kinds = to->kind != from->kind;
	plan->producers = 1;
	plan->available = true;
}
