// SPDX-License-Identifier: MIT
#include "topo/placement.h"

#include <string.h>

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

static bool is_usable(const struct topology_cpu *cpu)
{
	return cpu->allowed && !node_set_empty(&cpu->nodes);
}

/* @node: index of the node to look at; -1: all */
static int highest_kind(const struct topology *topology, int node)
{
	int kind = -1;

	topology_for_each_cpu(cpu, topology) {
		if (is_usable(cpu) && cpu->kind > kind &&
		    (node < 0 || topology_cpu_is_on(cpu, node)))
			kind = cpu->kind;
	}
	return kind;
}

static struct placement_group *group_of(struct placing *p,
					const struct topology_cpu *cpu)
{
	/* Neighbours are mostly of one group: look at the last first. */
	for (int i = p->groups - 1; i >= 0; i--) {
		if (node_set_equal(&p->group[i].first->nodes, &cpu->nodes))
			return &p->group[i];
	}
	return NULL;
}

/* A new group, by the number of its node; NULL: there is no room. */
static struct placement_group *add_group(struct placing *p,
					 const struct topology_cpu *cpu)
{
	const struct topology_node *nodes = p->topology->nodes;
	const int index = topology_cpu_node(p->topology, cpu);
	struct placement_group *group = p->group + p->groups;

	if (p->groups == TOPOLOGY_MAX_NODES)
		return NULL;
	p->groups++;
	for (; group > p->group &&
	       nodes[index].node < nodes[group[-1].node].node; group--)
		*group = group[-1];
	*group = (struct placement_group){
		.first = cpu,
		.node = index,
		.own_memory = topology_has_own_memory(p->topology, cpu),
	};
	return group;
}

static void collect_groups(struct placing *p)
{
	const struct topology_cpu *previous = NULL;

	topology_for_each_cpu(cpu, p->topology) {
		struct placement_group *group;

		if (!is_usable(cpu) || cpu->kind != p->kind)
			continue;
		group = group_of(p, cpu);
		if (!group) {
			group = add_group(p, cpu);
			previous = NULL;
		}
		if (group && (!previous || previous->core != cpu->core))
			group->cores++;
		previous = cpu;
	}
}

/* The first thread of a core if any is allowed: its sibling is not ours. */
static const struct topology_cpu *choose_consumer(struct placing *p, int group,
						  int node)
{
	const struct topology_cpu *first = p->group[group].first;
	const struct topology_cpu *second = NULL;

	topology_for_each_cpu(cpu, p->topology) {
		if (!is_usable(cpu) || cpu->kind != first->kind ||
		    !node_set_equal(&cpu->nodes, &first->nodes) ||
		    (node >= 0 && !topology_cpu_is_on(cpu, node)))
			continue;
		if (!cpu->smt)
			return cpu;
		second = second ? second : cpu;
	}
	return second;
}

static bool suits_consumer(const struct placement_group *group,
			   const struct placement_group *than)
{
	return group->own_memory != than->own_memory ? group->own_memory :
						       group->cores > than->cores;
}

void placement_find_groups(struct placing *p, int consumer_node)
{
	struct placement_group *group = p->group;
	struct placement_group chosen;
	int at = 0;

	p->groups = 0;
	p->consumer = NULL;
	p->kind = highest_kind(p->topology, consumer_node);
	if (p->kind < 0)
		return;
	collect_groups(p);
	for (int i = 0; i < p->groups; i++) {
		const struct topology_cpu *cpu =
			choose_consumer(p, i, consumer_node);

		/* of a node that is named, the first that has it */
		if (!cpu || (p->consumer && (consumer_node >= 0 ||
				!suits_consumer(&group[i], &group[at]))))
			continue;
		p->consumer = cpu;
		at = i;
	}
	chosen = group[at];
	memmove(&group[1], &group[0], (size_t)at * sizeof(*group));
	group[0] = chosen;
}

/* Whether a CPU of the group is where the placement wants producers */
static bool fits(const struct topology_cpu *cpu, const struct placing *p,
		 int group)
{
	const struct topology_cpu *consumer = p->consumer;
	const enum placement placement = p->policy->placement;

	if (!node_set_equal(&cpu->nodes, &p->group[group].first->nodes))
		return false;
	if (placement == PLACEMENT_SMT)
		return cpu->core == consumer->core && cpu != consumer;
	if (cpu->core == consumer->core)
		return false;
	if (placement != PLACEMENT_LLC && placement != PLACEMENT_XLLC)
		return true;
	return cpu->llc >= 0 && consumer->llc >= 0 &&
	       (cpu->llc == consumer->llc) == (placement == PLACEMENT_LLC);
}

/* Appends each core's thread number @round of those that fit; how many */
static int add_round(struct placing *p, int group, int round)
{
	int added = 0, core = -1, thread = 0;

	topology_for_each_cpu(cpu, p->topology) {
		if (!cpu->allowed || cpu->kind != p->consumer->kind ||
		    !fits(cpu, p, group))
			continue;
		thread = cpu->core == core ? thread + 1 : 0;
		core = cpu->core;
		if (thread != round)
			continue;
		if (p->found.count < PLACEMENT_MAX_PRODUCERS)
			p->found.cpu[p->found.count] = cpu;
		p->found.count++;
		added++;
	}
	return added;
}

void placement_find_candidates(struct placing *p, int group)
{
	int round = 0;

	p->found.count = p->found.other_kinds = p->found.disallowed = 0;
	while (add_round(p, group, round))
		round++;
	topology_for_each_cpu(cpu, p->topology) {
		if (!fits(cpu, p, group))
			continue;
		p->found.disallowed += !cpu->allowed;
		p->found.other_kinds += cpu->allowed &&
					cpu->kind != p->consumer->kind;
	}
}

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
	*thread = (struct placement_thread){
		CPU_ANY, -1, -1, -1, thread->memory_node
	};
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
