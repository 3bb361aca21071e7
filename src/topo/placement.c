// SPDX-License-Identifier: MIT
#include "topo/placement.h"

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
static bool check_home(struct placing *p, const char *role, int number)
{
	const int home = topology_node_index(p->topology, number);

	if (home < 0)
		return placement_refuse_node(p, role, number);
	if (!p->topology->nodes[home].memory_bytes)
		return placement_refuse(p, "%s node %d has no memory", role,
					number);
	if (!p->topology->nodes[home].allowed)
		return placement_refuse(p,
			"this process may not have memory on %s node %d",
			role, number);
	return true;
}

static bool check_policy(struct placing *p)
{
	const struct placement_policy *policy = p->policy;

	if (policy->producers < 1 ||
	    policy->producers > PLACEMENT_MAX_PRODUCERS)
		return placement_refuse(p,
			"%d producers: 1 to %d can be placed",
			policy->producers, PLACEMENT_MAX_PRODUCERS);
	return (policy->home != HOME_NODE ||
		check_home(p, "home", policy->home_node)) &&
	       (policy->pool_home != HOME_NODE ||
		check_home(p, "pool home", policy->pool_home_node));
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
static bool find_consumer(struct placing *p)
{
	const int node = p->policy->consumer_node;
	const int index = node < 0 ? -1 :
			  topology_node_index(p->topology, node);

	if (node >= 0 && index < 0)
		return placement_refuse_node(p, "consumer", node);
	placement_find_groups(p, index);
	if (p->consumer)
		return true;
	if (index >= 0)
		return placement_refuse(p, "consumer node %d %s", node,
					why_no_consumer(p->topology, index));
	return placement_refuse(p,
		"no CPU that is local to a NUMA node is allowed");
}

/* The consumer's memory node is the same whatever the home of buffers is. */
static void fill_producer(struct placing *p, int i)
{
	struct placement_plan *plan = p->plan;
	struct placement_thread *producer = &plan->producer[i];

	fill_thread(producer, p->topology, p->cpu[i]);
	if (plan->pool_node < 0 && p->policy->pool_home == HOME_PRODUCER &&
	    producer->node != plan->consumer.node)
		plan->pool_node = producer->memory_node;
	if (p->policy->home == HOME_CONSUMER)
		producer->memory_node = plan->consumer.memory_node;
	else if (p->policy->home == HOME_NODE)
		producer->memory_node = p->policy->home_node;
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
	struct placing p = {
		.topology = topology, .policy = policy, .plan = plan,
	};

	*plan = (struct placement_plan){
		.room = plan->room,
		.reason = "",
		.producer = plan->room->producer,
	};
	if (!check_policy(&p) || !find_consumer(&p))
		return;
	fill_thread(&plan->consumer, topology, p.consumer);
	if (plan->consumer.memory_node < 0) {
		placement_refuse(&p,
			"the topology states no memory on any allowed node");
		return;
	}
	plan->memory_elsewhere = !topology_has_own_memory(topology,
							  p.consumer);
	if (!placement_put_producers(&p))
		return;
	plan->available = true;
	plan->producers = policy->producers;
	plan->pool_node = policy->pool_home == HOME_NODE ?
			  policy->pool_home_node : -1;
	for (int i = 0; i < plan->producers; i++) {
		fill_producer(&p, i);
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
