/* SPDX-License-Identifier: MIT */
/*
 * Which CPU each thread runs on and which node its memory lies on: a pure
 * function of a topology and a policy, so that it is tested on XML of
 * machines that nobody here owns.
 */
#pragma once

#include <stdbool.h>

#include "topo/affinity.h"
#include "topo/topology.h"

/*
 * Where the producers run, seen from the consumer.
 * @PLACEMENT_REMOTE: on one other node, the farthest unless asked for
 *	otherwise, or in turn on several that are named; never on that of the
 *	consumer's memory
 * @PLACEMENT_OS: no thread is pinned, the consumer neither: each runs where the
 *	scheduler puts it, on any CPU that the process may use
 */
enum placement {
	PLACEMENT_LOCAL,	/* on the consumer's node, never on its core */
	PLACEMENT_REMOTE,
	PLACEMENT_MIXED,	/* on all nodes in turn, the consumer's first */
	PLACEMENT_SMT,	/* on other hardware threads of the consumer's core */
	PLACEMENT_LLC,	/* on its node and last-level cache, another core */
	PLACEMENT_XLLC,	/* on its node, another last-level cache */
	PLACEMENT_OS,
	PLACEMENT_COUNT,
};

extern const char *const placement_names[PLACEMENT_COUNT];

/*
 * Where the buffers, or the pool's head, lie.
 * @HOME_PRODUCER: buffers: an equal share on each producer's own node; the
 *	head: on that of the first producer whose node is not the consumer's
 */
enum home {
	HOME_CONSUMER,	/* on the consumer's node */
	HOME_PRODUCER,
	HOME_NODE,	/* on a named node */
};

#define PLACEMENT_MAX_REMOTE	16	/* nodes that can be named */

/*
 * What is asked for.
 * @consumer_node: the system's number of the node whose CPU the consumer
 *	gets; -1: of those with memory that with the most allowed cores
 * @nearest: PLACEMENT_REMOTE means the nearest other node, not the farthest;
 *	the lowest number among equals
 */
struct placement_policy {
	enum placement placement;
	int producers;		/* how many, at least 1 */
	enum home home;		/* where buffers lie */
	int home_node;		/* the system's node number for HOME_NODE */
	enum home pool_home;	/* where the pool's head lies */
	int pool_home_node;	/* the system's node number for HOME_NODE */
	int consumer_node;
	bool nearest;
	int nr_remote;	/* nodes named for PLACEMENT_REMOTE; 0: by distance */
	int remote_node[PLACEMENT_MAX_REMOTE];	/* producers take turns */
	bool oversubscribe;	/* threads may share a CPU where CPUs run out */
};

/*
 * Where one thread runs.
 * @cpu: the system's number; CPU_ANY: the thread is not pinned, and @core,
 *	@package and @node are -1
 * @memory_node: the system's number of the node with this thread's memory: the
 *	consumer's holds the queues, a producer's its share of the buffers
 */
struct placement_thread {
	int cpu;
	int core;	/* hwloc's logical index */
	int package;	/* hwloc's logical index */
	int node;	/* the system's number, of that printed for the CPU */
	int memory_node;
};

#define PLACEMENT_MAX_PRODUCERS	1024

/* What a plan of any size needs besides itself */
struct placement_room {
	char reason[160];
	struct placement_thread producer[PLACEMENT_MAX_PRODUCERS];
};

/*
 * The answer.
 * @mixed_kinds: the threads run on different kinds of cores, or may; only in a
 *	pair, or where no thread is pinned
 * @memory_elsewhere: the consumer's memory lies on a node that the consumer is
 *	not local to: its own has none that may be used; never where no thread
 *	is pinned
 * @unpinned_cpus: how many CPUs unpinned threads have between them; 0: each is
 *	pinned to its own
 */
struct placement_plan {
	/* set before placement_plan(), which writes there; else NULL */
	struct placement_room *room;
	bool available;		/* this machine can do it */
	bool oversubscribed;	/* two threads share a CPU */
	bool mixed_kinds;
	bool memory_elsewhere;
	int unpinned_cpus;
	int pool_node;	/* the system's number, of that with the pool's head */
	const char *reason;	/* why it is unavailable; one line, or "" */
	int producers;		/* how many of @producer are valid */
	struct placement_thread consumer;
	struct placement_thread *producer;	/* copies share them */
};

/**
 * placement_plan() - place one consumer and its producers
 * @plan: filled, except its room; where it is unavailable only @reason means
 *	anything
 *
 * The consumer's CPU is the same in every plan of one machine (the first CPU
 * of the node with the most allowed cores among those with memory that may be
 * used, the lowest number among equals, or of the node that is named), so that
 * placements differ in the producers alone.
 * Where no thread is pinned, that CPU still says where the consumer's memory
 * lies, and the producers' own memory lies on the nodes with allowed CPUs in
 * turn, the consumer's first. Cores are filled before their second threads. Two
 * CPUs are local to each other when their sets of nodes are equal and remote
 * when they are disjoint; remote producers are remote from the consumer's
 * memory as well.
 */
void placement_plan(struct placement_plan *plan,
		    const struct topology *topology,
		    const struct placement_policy *policy);

/** placement_may_share() - whether two threads are, or can be, on one CPU */
static inline bool placement_may_share(const struct placement_plan *plan)
{
	return plan->oversubscribed || plan->unpinned_cpus;
}

/** placement_put_cpus() - CPUs that put; without producers the consumer does */
static inline unsigned int placement_put_cpus(const struct placement_plan *plan)
{
	if (plan->unpinned_cpus)
		return (unsigned int)plan->unpinned_cpus;
	return plan->producers > 0 ? (unsigned int)plan->producers : 1;
}

/**
 * placement_pair() - one consumer and one producer on two CPUs
 * @plan: filled, except its room; unavailable where a CPU is local to no node
 * @thread: where it has its producer
 * @consumer: index into topology->cpus, as @producer
 *
 * Memory lies on each CPU's own node, or the nearest that has some. No other
 * plan pins threads to different kinds of cores, and these say so.
 */
void placement_pair(struct placement_plan *plan,
		    struct placement_thread *thread,
		    const struct topology *topology, int consumer,
		    int producer);
