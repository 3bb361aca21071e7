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
	/* Neighbours are mostly of one group: look at the last first. */
	for (int i = groups->count - 1; i >= 0; i--) {
		if (node_set_equal(&groups->group[i].first->nodes,
				   &cpu->nodes))
			return &groups->group[i];
	}
	return NULL;
}

/* A new group, by the number of its node; NULL: there is no room. */
static struct placement_group *add_group(struct placement_groups *groups,
					 const struct topology *topology,
					 const struct topology_cpu *cpu)
{
	const int index = topology_cpu_node(topology, cpu);
	const int node = topology->nodes[index].node;
	struct placement_group *group = groups->group + groups->count;

	if (groups->count == TOPOLOGY_MAX_NODES)
		return NULL;
	groups->count++;
	for (; group > groups->group &&
	       node < topology->nodes[group[-1].node].node; group--)
		*group = group[-1];
	*group = (struct placement_group){
		.first = cpu,
		.node = index,
		.own_memory = topology_has_own_memory(topology, cpu),
	};
	return group;
}

static void collect_groups(struct placement_groups *groups,
			   const struct topology *topology)
{
	const struct topology_cpu *previous = NULL;

	topology_for_each_cpu(cpu, topology) {
		struct placement_group *group;

		if (!is_usable(cpu) || cpu->kind != groups->kind)
			continue;
		group = group_of(groups, cpu);
		if (!group) {
			group = add_group(groups, topology, cpu);
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

void placement_find_groups(struct placement_groups *groups,
			   const struct topology *topology, int consumer_node)
{
	struct placement_group *group = groups->group;
	struct placement_group chosen;
	int at = 0;

	groups->count = 0;
	groups->consumer = NULL;
	groups->kind = highest_kind(topology, consumer_node);
	if (groups->kind < 0)
		return;
	collect_groups(groups, topology);
	for (int i = 0; i < groups->count; i++) {
		const struct topology_cpu *cpu =
			choose_consumer(&group[i], topology, consumer_node);

		/* of a node that is named, the first that has it */
		if (!cpu || (groups->consumer && (consumer_node >= 0 ||
				!suits_consumer(&group[i], &group[at]))))
			continue;
		groups->consumer = cpu;
		at = i;
	}
	chosen = group[at];
	memmove(&group[1], &group[0], (size_t)at * sizeof(*group));
	group[0] = chosen;
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
