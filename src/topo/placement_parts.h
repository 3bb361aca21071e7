/* SPDX-License-Identifier: MIT */
/* Finding CPUs, and what to do with them; for the placement files only. */
#pragma once

#include "topo/placement.h"

/**
 * struct placement_group - the CPUs that are local to the same nodes
 * @first: the first of them, in the order of the topology
 * @node: index of the node that is printed for them
 * @own_memory: they are local to the node that their memory lies on
 * @cores: how many cores have one of them
 */
struct placement_group {
	const struct topology_cpu *first;
	int node;
	bool own_memory;
	int cores;
};

/**
 * struct placement_groups - all groups that threads may be placed on
 * @kind: the highest kind of core that is allowed, on the consumer's node if
 *	it is named; CPUs of others, CPUs that
 *	are not allowed and those local to no node are in no group
 * @count: how many of @group are valid
 * @group: the consumer's first, then by the number of the node
 * @consumer: the consumer's CPU, in the first group; NULL where there is none
 */
struct placement_groups {
	int kind;
	int count;
	struct placement_group group[TOPOLOGY_MAX_NODES];
	const struct topology_cpu *consumer;
};

/**
 * placement_find_groups() - find where threads may run, the consumer first
 * @groups: filled
 * @topology: the machine
 * @consumer_node: index of the node that the consumer is to run on; -1: of
 *	those with memory that with the most cores
 */
void placement_find_groups(struct placement_groups *groups,
			   const struct topology *topology, int consumer_node);

/**
 * enum relation - which CPUs of a group are wanted, seen from the consumer
 * @RELATION_CORE: the other threads of its core
 * @RELATION_OTHER_CORE: those of all other cores
 * @RELATION_CACHE: of these, those of its last-level cache
 * @RELATION_OTHER_CACHE: of these, those of another last-level cache
 */
enum relation {
	RELATION_CORE,
	RELATION_OTHER_CORE,
	RELATION_CACHE,
	RELATION_OTHER_CACHE,
};

/**
 * struct placement_candidates - CPUs to choose from
 * @count: how many there are; the first PLACEMENT_MAX_PRODUCERS are in @cpu
 * @other_kinds: how many more there were if kinds of cores did not matter
 * @disallowed: how many more there were if all CPUs were allowed
 * @cpu: the best first: one thread of each core, then the second ones
 */
struct placement_candidates {
	int count;
	int other_kinds;
	int disallowed;
	const struct topology_cpu *cpu[PLACEMENT_MAX_PRODUCERS];
};

/**
 * placement_find_candidates() - the CPUs of one group that producers may have
 * @candidates: filled
 * @topology: the machine
 * @consumer: the consumer's CPU; its kind is the candidates' kind
 * @nodes: the nodes that the group is local to
 * @relation: which of them
 */
void placement_find_candidates(struct placement_candidates *candidates,
			       const struct topology *topology,
			       const struct topology_cpu *consumer,
			       const struct node_set *nodes,
			       enum relation relation);

/**
 * placement_put_producers() - choose a CPU for each producer
 * @plan: its reason is set where that is impossible
 * @cpu: filled with policy->producers CPUs
 * @topology: the machine
 * @policy: what is asked for; valid
 * @groups: where threads may run; has a consumer
 *
 * Return: true if every producer has a CPU.
 */
bool placement_put_producers(struct placement_plan *plan,
			     const struct topology_cpu **cpu,
			     const struct topology *topology,
			     const struct placement_policy *policy,
			     const struct placement_groups *groups);

/**
 * placement_refuse() - record why a plan is unavailable
 *
 * Return: false.
 */
bool placement_refuse(struct placement_plan *plan, const char *format, ...)
	printf_like(2, 3);

/**
 * placement_refuse_node() - say that the @role node @number does not exist
 *
 * Return: false.
 */
bool placement_refuse_node(struct placement_plan *plan, const char *role,
			   int number, const struct topology *topology);
