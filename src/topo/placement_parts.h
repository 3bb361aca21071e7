/* SPDX-License-Identifier: MIT */
/* Finding CPUs, and what to do with them; for the placement files only. */
#pragma once

#include "topo/placement.h"

/* The CPUs that are local to the same nodes */
struct placement_group {
	const struct topology_cpu *first;	/* in the topology's order */
	int node;	/* index of the node that is printed for them */
	bool own_memory;	/* they are local to the node of their memory */
	int cores;	/* how many cores have one of them */
};

/*
 * A question, and what is known of its answer so far.
 * @kind: the highest kind of core that is allowed, on the consumer's node if it
 *	is named; CPUs of others, CPUs that are not allowed and those local to
 *	no node are in no group
 */
struct placing {
	const struct topology *topology;
	const struct placement_policy *policy;
	struct placement_plan *plan;
	int kind;
	int groups;	/* how many of @group are valid */
	/* the consumer's first, then by the number of the node */
	struct placement_group group[TOPOLOGY_MAX_NODES];
	/* the consumer's CPU, in the first group; NULL where there is none */
	const struct topology_cpu *consumer;
	/*
	 * CPUs of the group at hand that a producer may have: of the
	 * consumer's kind, and as the placement wants them
	 */
	struct {
		int count;	/* all: @cpu may have fewer */
		int other_kinds;	/* more, if kinds did not matter */
		int disallowed;	/* more, if all CPUs were allowed */
		/* the best first: one thread of each core, then others */
		const struct topology_cpu *cpu[PLACEMENT_MAX_PRODUCERS];
	} found;
	/* the producers' CPUs */
	const struct topology_cpu *cpu[PLACEMENT_MAX_PRODUCERS];
};

/* @consumer_node: an index; -1: of those with memory that with most cores */
void placement_find_groups(struct placing *p, int consumer_node);

/* Finds the CPUs of a group that a producer may have. */
void placement_find_candidates(struct placing *p, int group);

/* Chooses the producers' CPUs, with a consumer there; false, with a reason. */
bool placement_put_producers(struct placing *p);

/* Record why a plan is unavailable; false */
bool placement_refuse(struct placing *p, const char *format, ...)
	printf_like(2, 3);

/* Say that the @role node @number does not exist; false */
bool placement_refuse_node(struct placing *p, const char *role, int number);
