// SPDX-License-Identifier: MIT
#include "topo/placement_parts.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/param.h>

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

/* Of @share producers, where a group has too few CPUs of the @where kind. */
static bool refuse_too_few(struct placing *p, int group, int share,
			   const char *where)
{
	bool kinds = p->found.count + p->found.other_kinds >= share;
	int all = p->policy->producers;
	char count[16] = "no";

	if (p->found.count)
		snprintf(count, sizeof(count), "%d", p->found.count);
	return placement_refuse(p,
		"node %d has %s allowed CPU%s%s%s, %d producer%s need%s %d",
		p->topology->nodes[p->group[group].node].node, count,
		p->found.count == 1 ? "" : "s", where,
		kinds ? " of its kind (kinds of cores are not mixed)" : "",
		all, all == 1 ? "" : "s", all == 1 ? "s" : "", share);
}

/* Gives the candidates to producers @first, @first + @stride, ... */
static bool assign(struct placing *p, int group, int first, int stride,
		   const char *where)
{
	int producers = p->policy->producers;
	int share = (producers - first + stride - 1) / stride;
	int count = p->found.count;
	int taken = 0;

	if (!count || (count < share && !p->policy->oversubscribe))
		return refuse_too_few(p, group, share, where);
	for (int i = first; i < producers; i += stride)
		p->cpu[i] = p->found.cpu[taken++ % count];
	return true;
}

/* @groups: producers take turns, off the consumer's core; NULL: the first @n */
static bool put_on(struct placing *p, const int *groups, int n)
{
	for (int i = 0; i < n && i < p->policy->producers; i++) {
		const int group = groups ? groups[i] : i;

		placement_find_candidates(p, group);
		/* to try a machine of one core out, if that was asked for */
		if (!group && !p->found.count && !p->found.other_kinds &&
		    p->policy->oversubscribe) {
			p->found.cpu[0] = p->consumer;
			p->found.count = 1;
		}
		if (!assign(p, group, i, n,
			    group ? "" : " besides the consumer's core"))
			return false;
	}
	return true;
}

static bool put_smt(struct placing *p)
{
	int core = p->consumer->core;
	int producers = p->policy->producers;

	placement_find_candidates(p, 0);
	if (!p->found.count)
		return placement_refuse(p, p->found.disallowed ?
			"no other hardware thread of core %d is allowed" :
			"core %d has no second hardware thread", core);
	if (p->found.count < producers && !p->policy->oversubscribe)
		return placement_refuse(p,
			"core %d has %d other allowed hardware thread%s, %d producers need %d",
			core, p->found.count, p->found.count == 1 ? "" : "s",
			producers, producers);
	return assign(p, 0, 0, 1, "");
}

static bool put_by_cache(struct placing *p)
{
	const struct topology_cpu *consumer = p->consumer;
	const bool same = p->policy->placement == PLACEMENT_LLC;

	if (consumer->llc < 0)
		return placement_refuse(p,
			"the topology states no cache of CPU %d",
			consumer->cpu);
	placement_find_candidates(p, 0);
	/* neither allowed nor not */
	if (!p->found.count && !p->found.disallowed && !p->found.other_kinds)
		return placement_refuse(p, "%s", same ?
			"the consumer's core has its last-level cache to itself" :
			"one last-level cache on the consumer's node");
	return assign(p, 0, 0, 1, same ?
		      " on other cores of the consumer's cache" :
		      " on other last-level caches");
}

static bool is_remote(const struct placing *p, const struct topology_cpu *cpu)
{
	const int memory = topology_node_index(p->topology,
					p->plan->consumer.memory_node);

	return !node_set_empty(&cpu->nodes) &&
	       node_set_disjoint(&cpu->nodes, &p->consumer->nodes) &&
	       !node_set_has(&cpu->nodes, memory);
}

/* Return: the farthest group of allowed CPUs, or nearest; -1: there is none. */
static int group_by_distance(const struct placing *p)
{
	uint32_t distance, chosen = 0;
	int best = -1;

	for (int i = 1; i < p->groups; i++) {
		if (!is_remote(p, p->group[i].first))
			continue;
		distance = topology_distance(p->topology, p->group[0].node,
					     p->group[i].node);
		/* Groups are in the order of nodes: the lowest stays. */
		if (best < 0 || (p->policy->nearest ? distance < chosen :
						      distance > chosen)) {
			best = i;
			chosen = distance;
		}
	}
	return best;
}

static bool refuse_no_remote(struct placing *p)
{
	bool remote = false, allowed = false;

	topology_for_each_cpu(cpu, p->topology) {
		if (!is_remote(p, cpu))
			continue;
		remote = true;
		allowed = allowed || cpu->allowed;
	}
	if (!remote && p->plan->memory_elsewhere)
		return placement_refuse(p,
			"no CPU is on a NUMA node besides the consumer's, %d, and that of its memory, %d",
			p->plan->consumer.node, p->plan->consumer.memory_node);
	return placement_refuse(p, "%s",
		p->topology->nr_nodes == 1 ? "this machine has one NUMA node" :
		!remote ? "no CPU is on another NUMA node" :
		!allowed ? "no CPU of another NUMA node is allowed" :
		"no CPU of another NUMA node is of the consumer's kind of core (kinds are not mixed)");
}

/* Why no thread can be placed on the CPUs of the node at @index. */
static const char *why_no_group(const struct placing *p, int index)
{
	bool cpus = false, allowed = false;

	topology_for_each_cpu(cpu, p->topology) {
		if (!topology_cpu_is_on(cpu, index))
			continue;
		if (!is_remote(p, cpu))
			return node_set_disjoint(&cpu->nodes,
						 &p->consumer->nodes) ?
			       "has the consumer's memory" :
			       "has CPUs that are local to the consumer's node";
		cpus = true;
		allowed = allowed || cpu->allowed;
	}
	if (!cpus)
		return "has no CPUs";
	return allowed ?
	       "has no CPUs of the consumer's kind of core (kinds are not mixed)" :
	       "has CPUs, but none of them is allowed";
}

/* Finds the group of the node of this number; false, with a reason */
static bool find_named(struct placing *p, int number, int *group)
{
	const int index = topology_node_index(p->topology, number);

	if (index < 0)
		return placement_refuse_node(p, "remote", number);
	if (node_set_has(&p->consumer->nodes, index))
		return placement_refuse(p,
			"remote node %d is the consumer's own node", number);
	for (*group = 1; *group < p->groups; ++*group) {
		const struct topology_cpu *cpu = p->group[*group].first;

		if (topology_cpu_is_on(cpu, index) && is_remote(p, cpu))
			return true;
	}
	return placement_refuse(p, "remote node %d %s", number,
				why_no_group(p, index));
}

/* Producers take turns on the nodes that are named. */
static bool put_named(struct placing *p)
{
	const struct placement_policy *policy = p->policy;
	int group[PLACEMENT_MAX_REMOTE] = { 0 };

	for (int i = 0; i < policy->nr_remote; i++) {
		if (!find_named(p, policy->remote_node[i], &group[i]))
			return false;
		for (int j = 0; j < i; j++) {
			if (group[j] == group[i])
				return placement_refuse(p,
					"remote nodes %d and %d have the same CPUs",
					policy->remote_node[j],
					policy->remote_node[i]);
		}
	}
	if (policy->producers < policy->nr_remote)
		return placement_refuse(p,
			"%d remote nodes need at least %d producers, %d %s asked for",
			policy->nr_remote, policy->nr_remote,
			policy->producers,
			policy->producers == 1 ? "was" : "were");
	return put_on(p, group, policy->nr_remote);
}

static bool put_remote(struct placing *p)
{
	int group;

	if (p->policy->nr_remote)
		return put_named(p);
	group = group_by_distance(p);
	return group < 0 ? refuse_no_remote(p) : put_on(p, &group, 1);
}

static bool put_mixed(struct placing *p)
{
	if (p->groups < 2)
		return refuse_no_remote(p);
	if (p->policy->producers < 2)
		return placement_refuse(p,
			"mixed needs at least 2 producers, 1 was asked for");
	return put_on(p, NULL, p->groups);
}

/* These CPUs only say on whose nodes the producers' memory lies. */
static bool put_anywhere(struct placing *p)
{
	int cpus = topology_allowed_cpus(p->topology);
	int producers = p->policy->producers;
	int isolated = 0;

	if (producers + 1 > cpus && !p->policy->oversubscribe)
		return placement_refuse(p,
			"%d CPU%s allowed, %d producer%s and a consumer need %d",
			cpus, cpus == 1 ? " is" : "s are", producers,
			producers == 1 ? "" : "s", producers + 1);
	topology_for_each_cpu(cpu, p->topology)
		isolated += cpu->allowed && cpu->isolated;
	if (isolated)
		return placement_refuse(p,
			"%d of %d allowed CPUs %s isolated (isolcpus, or a cpuset partition): the scheduler moves no thread to or from there",
			isolated, cpus, isolated == 1 ? "is" : "are");
	for (int i = 0; i < producers; i++)
		p->cpu[i] = p->group[i % p->groups].first;
	return true;
}

bool placement_put_producers(struct placing *p)
{
	switch (p->policy->placement) {
	case PLACEMENT_LOCAL:
		return put_on(p, NULL, 1);
	case PLACEMENT_REMOTE:
		return put_remote(p);
	case PLACEMENT_MIXED:
		return put_mixed(p);
	case PLACEMENT_SMT:
		return put_smt(p);
	case PLACEMENT_LLC:
	case PLACEMENT_XLLC:
		return put_by_cache(p);
	case PLACEMENT_OS:
		return put_anywhere(p);
	case PLACEMENT_COUNT:
		break;
	}
	return placement_refuse(p, "there is no placement %d",
				p->policy->placement);
}
