// SPDX-License-Identifier: MIT
#include "topo/placement_parts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

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

static struct placement_group *group_of(struct placement_groups *groups,
					const struct topology_cpu *cpu)
{
	/* Neighbours are mostly of one group: look at the newest first. */
	for (int i = groups->count - 1; i >= 0; i--) {
		if (node_set_equal(&groups->group[i].first->nodes,
				   &cpu->nodes))
			return &groups->group[i];
	}
	return NULL;
}

static void collect_groups(struct placement_groups *groups,
			   const struct topology *topology)
{
	const struct topology_cpu *previous = NULL;

	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];
		struct placement_group *group;

		if (!is_usable(cpu) || cpu->kind != groups->kind)
			continue;
		group = group_of(groups, cpu);
		if (!group && groups->count < TOPOLOGY_MAX_NODES) {
			group = &groups->group[groups->count++];
			group->first = cpu;
			group->node = topology_cpu_node(topology, cpu);
			group->own_memory = topology_has_own_memory(topology,
								    cpu);
			group->cores = 0;
			previous = NULL;
		}
		if (group && (!previous || previous->core != cpu->core))
			group->cores++;
		previous = cpu;
	}
}

/* The first thread of a core if any is allowed: its sibling is not ours. */
static const struct topology_cpu *
choose_consumer(const struct placement_group *group,
		const struct topology *topology, int node)
{
	const struct topology_cpu *first = group->first, *second = NULL;

	topology_for_each_cpu(cpu, topology) {
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

/* Return: index of the group that the consumer is to be in. */
static int consumer_group(const struct placement_groups *groups,
			  const struct topology *topology, int node)
{
	const struct placement_group *group = groups->group;
	int at = 0;

	for (int i = 1; node < 0 && i < groups->count; i++) {
		if (suits_consumer(&group[i], &group[at]))
			at = i;
	}
	for (int i = 0; node >= 0 && i < groups->count; i++) {
		if (choose_consumer(&group[i], topology, node))
			return i;
	}
	return at;
}

static void sort_groups(struct placement_group *group, int count,
			const struct topology *topology)
{
	for (int i = 1; i < count; i++) {
		struct placement_group moved = group[i];
		int node = topology->nodes[moved.node].node;
		int j = i;

		for (; j > 0 &&
		       node < topology->nodes[group[j - 1].node].node; j--)
			group[j] = group[j - 1];
		group[j] = moved;
	}
}

void placement_find_groups(struct placement_groups *groups,
			   const struct topology *topology, int consumer_node)
{
	struct placement_group *group = groups->group;
	struct placement_group chosen;
	int at;

	groups->count = 0;
	groups->consumer = NULL;
	groups->kind = highest_kind(topology, consumer_node);
	if (groups->kind < 0)
		return;
	collect_groups(groups, topology);
	sort_groups(group, groups->count, topology);
	at = consumer_group(groups, topology, consumer_node);
	chosen = group[at];
	memmove(&group[1], &group[0], (size_t)at * sizeof(*group));
	group[0] = chosen;
	groups->consumer = choose_consumer(&chosen, topology, consumer_node);
}

static bool fits(const struct topology_cpu *cpu,
		 const struct topology_cpu *consumer,
		 const struct node_set *nodes, enum relation relation)
{
	if (!node_set_equal(&cpu->nodes, nodes))
		return false;
	if (relation == RELATION_CORE)
		return cpu->core == consumer->core && cpu != consumer;
	if (cpu->core == consumer->core)
		return false;
	if (relation == RELATION_OTHER_CORE)
		return true;
	if (cpu->llc < 0 || consumer->llc < 0)
		return false;
	return (cpu->llc == consumer->llc) == (relation == RELATION_CACHE);
}

/*
 * Appends each core's thread number @round of those that fit.
 * Return: how many were appended.
 */
static int add_round(struct placement_candidates *candidates,
		     const struct topology *topology,
		     const struct topology_cpu *consumer,
		     const struct node_set *nodes, enum relation relation,
		     int round)
{
	int added = 0, core = -1, thread = 0;

	topology_for_each_cpu(cpu, topology) {
		if (!cpu->allowed || cpu->kind != consumer->kind ||
		    !fits(cpu, consumer, nodes, relation))
			continue;
		thread = cpu->core == core ? thread + 1 : 0;
		core = cpu->core;
		if (thread != round)
			continue;
		if (candidates->count < PLACEMENT_MAX_PRODUCERS)
			candidates->cpu[candidates->count] = cpu;
		candidates->count++;
		added++;
	}
	return added;
}

void placement_find_candidates(struct placement_candidates *candidates,
			       const struct topology *topology,
			       const struct topology_cpu *consumer,
			       const struct node_set *nodes,
			       enum relation relation)
{
	int round = 0;

	candidates->count = 0;
	candidates->other_kinds = 0;
	candidates->disallowed = 0;
	while (add_round(candidates, topology, consumer, nodes, relation,
			 round))
		round++;
	topology_for_each_cpu(cpu, topology) {
		if (!fits(cpu, consumer, nodes, relation))
			continue;
		if (!cpu->allowed)
			candidates->disallowed++;
		else if (cpu->kind != consumer->kind)
			candidates->other_kinds++;
	}
}

bool placement_refuse(struct placement_plan *plan, const char *format, ...)
{
	va_list args;

	plan->available = false;
	plan->reason = plan->room->reason;
	va_start(args, format);
	vsnprintf(plan->room->reason, sizeof(plan->room->reason), format,
		  args);
	va_end(args);
	return false;
}

bool placement_refuse_node(struct placement_plan *plan, const char *role,
			   int number, const struct topology *topology)
{
	int lowest = topology->nodes[0].node, highest = lowest;

	for (int i = 1; i < topology->nr_nodes; i++) {
		int node = topology->nodes[i].node;

		lowest = node < lowest ? node : lowest;
		highest = node > highest ? node : highest;
	}
	if (lowest == highest)
		return placement_refuse(plan,
			"%s node %d does not exist: the only node is %d",
			role, number, lowest);
	return placement_refuse(plan,
		"%s node %d does not exist: nodes are %s%d-%d", role, number,
		highest - lowest + 1 == topology->nr_nodes ? "" : "some of ",
		lowest, highest);
}
