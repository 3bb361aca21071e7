// SPDX-License-Identifier: MIT
#include "topo/placement_parts.h"

#include <stddef.h>
#include <stdio.h>

#define BESIDES_CONSUMER	" besides the consumer's core"

/* What the functions of this file share */
struct assignment {
	struct placement_plan *plan;		/* for the reason */
	const struct topology_cpu **cpu;	/* the producers' CPUs */
	const struct topology *topology;
	const struct placement_policy *policy;
	const struct placement_groups *groups;	/* where threads may run */
	/* the candidates of the group at hand */
	struct placement_candidates found;
};

static int node_number(const struct assignment *a, int index)
{
	return a->topology->nodes[index].node;
}

static void find(struct assignment *a, int group, enum relation relation)
{
	placement_find_candidates(&a->found, a->topology, a->groups->consumer,
				  &a->groups->group[group].first->nodes,
				  relation);
}

/* Of @share producers, where node @node has too few CPUs of the @where kind. */
static bool refuse_too_few(struct assignment *a, int share, int node,
			   const char *where)
{
	bool kinds = a->found.count + a->found.other_kinds >= share;
	int all = a->policy->producers;
	char count[16] = "no";

	if (a->found.count)
		snprintf(count, sizeof(count), "%d", a->found.count);
	return placement_refuse(a->plan,
		"node %d has %s allowed CPU%s%s%s, %d producer%s need%s %d",
		node, count, a->found.count == 1 ? "" : "s", where,
		kinds ? " of its kind (kinds of cores are not mixed)" : "",
		all, all == 1 ? "" : "s", all == 1 ? "s" : "", share);
}

/*
 * Gives the candidates to the producers @first, @first + @stride, ...
 * Return: false where there are too few, with a reason.
 */
static bool assign(struct assignment *a, int group, int first, int stride,
		   const char *where)
{
	int producers = a->policy->producers;
	int share = (producers - first + stride - 1) / stride;
	int count = a->found.count;
	int taken = 0;

	if (count < share && (!a->policy->oversubscribe || !count))
		return refuse_too_few(a, share,
			node_number(a, a->groups->group[group].node), where);
	for (int i = first; i < producers; i += stride)
		a->cpu[i] = a->found.cpu[taken++ % count];
	return true;
}

/* A machine of one core can still be tried out, if that was asked for. */
static void share_consumer_cpu(struct assignment *a)
{
	if (a->found.count || a->found.other_kinds ||
	    !a->policy->oversubscribe)
		return;
	a->found.cpu[0] = a->groups->consumer;
	a->found.count = 1;
}

static bool put_local(struct assignment *a)
{
	find(a, 0, RELATION_OTHER_CORE);
	share_consumer_cpu(a);
	return assign(a, 0, 0, 1, BESIDES_CONSUMER);
}

static bool put_smt(struct assignment *a)
{
	int core = a->groups->consumer->core;
	int producers = a->policy->producers;

	find(a, 0, RELATION_CORE);
	if (!a->found.count)
		return placement_refuse(a->plan, a->found.disallowed ?
			"no other hardware thread of core %d is allowed" :
			"core %d has no second hardware thread", core);
	if (a->found.count < producers && !a->policy->oversubscribe)
		return placement_refuse(a->plan,
			"core %d has %d other allowed hardware thread%s, %d producers need %d",
			core, a->found.count, a->found.count == 1 ? "" : "s",
			producers, producers);
	return assign(a, 0, 0, 1, "");
}

/* Whether the group's CPUs, allowed or not, have caches other than this. */
static bool has_other_cache(const struct assignment *a)
{
	return a->found.count || a->found.disallowed || a->found.other_kinds;
}

static bool put_by_cache(struct assignment *a, enum relation relation)
{
	const struct topology_cpu *consumer = a->groups->consumer;
	bool same = relation == RELATION_CACHE;

	if (consumer->llc < 0)
		return placement_refuse(a->plan,
			"the topology states no cache of CPU %d",
			consumer->cpu);
	find(a, 0, relation);
	if (!has_other_cache(a))
		return placement_refuse(a->plan, "%s", same ?
			"the consumer's core has its last-level cache to itself" :
			"one last-level cache on the consumer's node");
	return assign(a, 0, 0, 1, same ?
		      " on other cores of the consumer's cache" :
		      " on other last-level caches");
}

static bool has_consumer_memory(const struct assignment *a,
				const struct topology_cpu *cpu)
{
	return node_set_has(&cpu->nodes, topology_node_index(a->topology,
					a->plan->consumer.memory_node));
}

static bool is_remote(const struct assignment *a,
		      const struct topology_cpu *cpu)
{
	return !node_set_empty(&cpu->nodes) &&
	       node_set_disjoint(&cpu->nodes, &a->groups->consumer->nodes) &&
	       !has_consumer_memory(a, cpu);
}

/* Return: the farthest group of allowed CPUs, or nearest; -1: there is none. */
static int group_by_distance(const struct assignment *a)
{
	const struct placement_groups *groups = a->groups;
	int from = groups->group[0].node;
	uint32_t distance, chosen = 0;
	int best = -1;

	for (int i = 1; i < groups->count; i++) {
		if (!is_remote(a, groups->group[i].first))
			continue;
		distance = topology_distance(a->topology, from,
					     groups->group[i].node);
		/* Groups are in the order of nodes: the lowest stays. */
		if (best < 0 || (a->policy->nearest ? distance < chosen :
						      distance > chosen)) {
			best = i;
			chosen = distance;
		}
	}
	return best;
}

static bool refuse_no_remote(struct assignment *a)
{
	bool remote = false, allowed = false;

	topology_for_each_cpu(cpu, a->topology) {
		if (!is_remote(a, cpu))
			continue;
		remote = true;
		allowed = allowed || cpu->allowed;
	}
	if (!remote && a->plan->memory_elsewhere)
		return placement_refuse(a->plan,
			"no CPU is on a NUMA node besides the consumer's, %d, and that of its memory, %d",
			a->plan->consumer.node, a->plan->consumer.memory_node);
	return placement_refuse(a->plan, "%s",
		a->topology->nr_nodes == 1 ? "this machine has one NUMA node" :
		!remote ? "no CPU is on another NUMA node" :
		!allowed ? "no CPU of another NUMA node is allowed" :
		"no CPU of another NUMA node is of the consumer's kind of core (kinds are not mixed)");
}

/* Why no thread can be placed on the CPUs of the node at @index. */
static const char *why_no_group(const struct assignment *a, int index)
{
	const struct topology *topology = a->topology;
	bool cpus = false, allowed = false;

	topology_for_each_cpu(cpu, topology) {
		if (!topology_cpu_is_on(cpu, index))
			continue;
		if (!is_remote(a, cpu))
			return node_set_disjoint(&cpu->nodes,
						 &a->groups->consumer->nodes) ?
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

/* Return: the group of the node of this number; -1 with a reason. */
static int named_group(struct assignment *a, int number)
{
	const struct placement_groups *groups = a->groups;
	int index = topology_node_index(a->topology, number);

	if (index < 0) {
		placement_refuse_node(a->plan, "remote", number, a->topology);
		return -1;
	}
	if (node_set_has(&groups->consumer->nodes, index)) {
		placement_refuse(a->plan,
				 "remote node %d is the consumer's own node",
				 number);
		return -1;
	}
	for (int i = 1; i < groups->count; i++) {
		const struct topology_cpu *cpu = groups->group[i].first;

		if (topology_cpu_is_on(cpu, index) && is_remote(a, cpu))
			return i;
	}
	placement_refuse(a->plan, "remote node %d %s", number,
			 why_no_group(a, index));
	return -1;
}

/* Producers take turns on the nodes that are named. */
static bool put_named(struct assignment *a)
{
	const struct placement_policy *policy = a->policy;
	int group[PLACEMENT_MAX_REMOTE] = { 0 };

	for (int i = 0; i < policy->nr_remote; i++) {
		group[i] = named_group(a, policy->remote_node[i]);
		if (group[i] < 0)
			return false;
		for (int j = 0; j < i; j++) {
			if (group[j] == group[i])
				return placement_refuse(a->plan,
					"remote nodes %d and %d have the same CPUs",
					policy->remote_node[j],
					policy->remote_node[i]);
		}
	}
	if (policy->producers < policy->nr_remote)
		return placement_refuse(a->plan,
			"%d remote nodes need at least %d producers, %d %s asked for",
			policy->nr_remote, policy->nr_remote,
			policy->producers,
			policy->producers == 1 ? "was" : "were");
	for (int i = 0; i < policy->nr_remote; i++) {
		find(a, group[i], RELATION_OTHER_CORE);
		if (!assign(a, group[i], i, policy->nr_remote, ""))
			return false;
	}
	return true;
}

static bool put_remote(struct assignment *a)
{
	int group;

	if (a->policy->nr_remote)
		return put_named(a);
	group = group_by_distance(a);
	if (group < 0)
		return refuse_no_remote(a);
	find(a, group, RELATION_OTHER_CORE);
	return assign(a, group, 0, 1, "");
}

static bool put_mixed(struct assignment *a)
{
	int groups = a->groups->count;
	int producers = a->policy->producers;

	if (groups < 2)
		return refuse_no_remote(a);
	if (producers < 2)
		return placement_refuse(a->plan,
			"mixed needs at least 2 producers, 1 was asked for");
	for (int i = 0; i < groups && i < producers; i++) {
		find(a, i, RELATION_OTHER_CORE);
		if (i == 0)
			share_consumer_cpu(a);
		if (!assign(a, i, i, groups,
			    i ? "" : BESIDES_CONSUMER))
			return false;
	}
	return true;
}

/* These CPUs only say on whose nodes the producers' memory lies. */
static bool put_anywhere(struct assignment *a)
{
	int cpus = topology_allowed_cpus(a->topology);
	int producers = a->policy->producers;
	int isolated = 0;

	if (producers + 1 > cpus && !a->policy->oversubscribe)
		return placement_refuse(a->plan,
			"%d CPU%s allowed, %d producer%s and a consumer need %d",
			cpus, cpus == 1 ? " is" : "s are", producers,
			producers == 1 ? "" : "s", producers + 1);
	topology_for_each_cpu(cpu, a->topology)
		isolated += cpu->allowed && cpu->isolated;
	if (isolated)
		return placement_refuse(a->plan,
			"%d of %d allowed CPUs %s isolated (isolcpus, or a cpuset partition): the scheduler moves no thread to or from there",
			isolated, cpus, isolated == 1 ? "is" : "are");
	for (int i = 0; i < producers; i++)
		a->cpu[i] = a->groups->group[i % a->groups->count].first;
	return true;
}

bool placement_put_producers(struct placement_plan *plan,
			     const struct topology_cpu **cpu,
			     const struct topology *topology,
			     const struct placement_policy *policy,
			     const struct placement_groups *groups)
{
	struct assignment a = {
		.plan = plan,
		.cpu = cpu,
		.topology = topology,
		.policy = policy,
		.groups = groups,
	};

	switch (policy->placement) {
	case PLACEMENT_LOCAL:
		return put_local(&a);
	case PLACEMENT_REMOTE:
		return put_remote(&a);
	case PLACEMENT_MIXED:
		return put_mixed(&a);
	case PLACEMENT_SMT:
		return put_smt(&a);
	case PLACEMENT_LLC:
		return put_by_cache(&a, RELATION_CACHE);
	case PLACEMENT_XLLC:
		return put_by_cache(&a, RELATION_OTHER_CACHE);
	case PLACEMENT_OS:
		return put_anywhere(&a);
	case PLACEMENT_COUNT:
		break;
	}
	return placement_refuse(plan, "there is no placement %d",
				policy->placement);
}
