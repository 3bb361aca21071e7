/* SPDX-License-Identifier: MIT */
/* Finding CPUs, and what to do with them; for the placement files only. */
#pragma once

#include "topo/placement.h"

/* The CPUs that are local to the same nodes */
struct placement_group {
	/* the first of them, in the order of the topology */
	const struct topology_cpu *first;
	int node;	/* index of the node that is printed for them */
	/* they are local to the node that their memory lies on */
	bool own_memory;
	int cores;	/* how many cores have one of them */
};

/*
 * All groups that threads may be placed on.
 * @kind: the highest kind of core that is allowed, on the consumer's node if it
 *	is named; CPUs of others, CPUs that are not allowed and those local to
 *	no node are in no group
 */
struct placement_groups {
	int kind;
	int count;	/* how many of @group are valid */
	/* the consumer's first, then by the number of the node */
	struct placement_group group[TOPOLOGY_MAX_NODES];
	/* the consumer's CPU, in the first group; NULL where there is none */
	const struct topology_cpu *consumer;
};

/*
 * @consumer_node: index of the node that the consumer is to run on; -1: of
 *	those with memory that with the most cores.
 */
void placement_find_groups(struct placement_groups *groups,
			   const struct topology *topology, int consumer_node);

/* Which CPUs of a group are wanted, seen from the consumer */
enum relation {
	RELATION_CORE,		/* the other threads of its core */
	RELATION_OTHER_CORE,	/* those of all other cores */
	RELATION_CACHE,		/* of these, those of its last-level cache */
	/* of these, those of another last-level cache */
	RELATION_OTHER_CACHE,
};

struct placement_candidates {
	/* how many there are; the first PLACEMENT_MAX_PRODUCERS are in @cpu */
	int count;
	/* how many more there were if kinds of cores did not matter */
	int other_kinds;
	int disallowed;	/* how many more there were if all CPUs were allowed */
	/* the best first: one thread of each core, then the second ones */
	const struct topology_cpu *cpu[PLACEMENT_MAX_PRODUCERS];
};

/* CPUs of the group local to @nodes, of the same kind as the consumer's */
void placement_find_candidates(struct placement_candidates *candidates,
			       const struct topology *topology,
			       const struct topology_cpu *consumer,
			       const struct node_set *nodes,
			       enum relation relation);

/*
 * @cpu gets policy->producers CPUs. False, with the plan's reason set, where
 *	that is impossible. @groups has a consumer.
 */
bool placement_put_producers(struct placement_plan *plan,
			     const struct topology_cpu **cpu,
			     const struct topology *topology,
			     const struct placement_policy *policy,
			     const struct placement_groups *groups);

/* Record why a plan is unavailable; false */
bool placement_refuse(struct placement_plan *plan, const char *format, ...)
	printf_like(2, 3);

/* Say that the @role node @number does not exist; false */
bool placement_refuse_node(struct placement_plan *plan, const char *role,
			   int number, const struct topology *topology);
