// SPDX-License-Identifier: MIT
#include "topo/placement_parts.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>

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

static bool fits(const struct topology_cpu *cpu, const struct placing *p,
		 int group, enum relation relation)
{
	const struct topology_cpu *consumer = p->consumer;

	if (!node_set_equal(&cpu->nodes, &p->group[group].first->nodes))
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
static int add_round(struct placing *p, int group, enum relation relation,
		     int round)
{
	struct placement_candidates *found = &p->found;
	int added = 0, core = -1, thread = 0;

	topology_for_each_cpu(cpu, p->topology) {
		if (!cpu->allowed || cpu->kind != p->consumer->kind ||
		    !fits(cpu, p, group, relation))
			continue;
		thread = cpu->core == core ? thread + 1 : 0;
		core = cpu->core;
		if (thread != round)
			continue;
		if (found->count < PLACEMENT_MAX_PRODUCERS)
			found->cpu[found->count] = cpu;
		found->count++;
		added++;
	}
	return added;
}

void placement_find_candidates(struct placing *p, int group,
			       enum relation relation)
{
	int round = 0;

	p->found.count = p->found.other_kinds = p->found.disallowed = 0;
	while (add_round(p, group, relation, round))
		round++;
	topology_for_each_cpu(cpu, p->topology) {
		if (!fits(cpu, p, group, relation))
			continue;
		p->found.disallowed += !cpu->allowed;
		p->found.other_kinds += cpu->allowed &&
					cpu->kind != p->consumer->kind;
	}
}

bool placement_refuse(struct placing *p, const char *format, ...)
{
	char *reason = p->plan->room->reason;
	va_list args;

	p->plan->available = false;
	p->plan->reason = reason;
	va_start(args, format);
	vsnprintf(reason, sizeof(p->plan->room->reason), format, args);
	va_end(args);
	return false;
}

bool placement_refuse_node(struct placing *p, const char *role, int number)
{
	const int nodes = p->topology->nr_nodes;
	int lowest = INT_MAX, highest = 0;

	for (int i = 0; i < nodes; i++) {
		lowest = MIN(lowest, p->topology->nodes[i].node);
		highest = MAX(highest, p->topology->nodes[i].node);
	}
	if (lowest == highest)
		return placement_refuse(p,
			"%s node %d does not exist: the only node is %d",
			role, number, lowest);
	return placement_refuse(p,
		"%s node %d does not exist: nodes are %s%d-%d", role, number,
		highest - lowest + 1 == nodes ? "" : "some of ", lowest,
		highest);
}
