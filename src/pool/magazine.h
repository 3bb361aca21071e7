/* SPDX-License-Identifier: MIT */
/*
 * Magazines and their depot (Bonwick, Adams: "Magazines and Vmem", USENIX
 * 2001): the part of a per-CPU cache that CPUs share. A CPU works on one
 * loaded magazine and keeps the previous one, which is full or empty, never
 * between. Where the loaded one is full (empty) and the previous one is not,
 * the two change places; else the previous one is exchanged at the depot for
 * an empty (full) one. After an exchange it takes MAGAZINE_ROUNDS puts or
 * gets at least until the next, however bursts lie over the magazines.
 *
 * The cap is kept by the depot, which takes no more full magazines than,
 * together with what the CPUs that have come to it can hold, reach max.
 *
 * Synchronization: the depot has a lock; whoever takes a magazine out owns it
 * until it is given back or is a CPU's.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/node_memory.h"
#include "pool/cpu_slot.h"
#include "pool/pool.h"

/* 1: each node has a depot of its own */
#ifndef MAGAZINE_PER_NODE
#define MAGAZINE_PER_NODE	0
#endif

/* Full and empty magazines under one lock */
struct depot {
	pthread_mutex_t lock;	/* of all that follows */
	struct magazine *full;	/* those that a get may take */
	struct magazine *empty;	/* those that a put may take */
	unsigned int nr_full;	/* how many are full */
	unsigned int nr_cpus;	/* CPUs that have come here so far */
	unsigned int max;	/* most buffers that the pool should retain */
	int node;	/* whose CPUs come here first; of the only depot: any */
	uint64_t exchanges;	/* how many there have been, for tests */
} line_pair_aligned;

struct pool {
	struct depot depot;	/* shared; MAGAZINE_PER_NODE: the own node's */
	struct depot **others;	/* of other nodes, magazines behind each */
	unsigned int nr_others;
	unsigned int nr_cpus;	/* magazine_cpus() */
	unsigned int nr_magazines;	/* a depot's: most that can be full */
	struct magazine *magazines;	/* all of these, of @depot */
	char *cpus;			/* nr_cpus slots, CPU_STRIDE apart */
};

/* Without a depot for each node none of this is left. */
static always_inline unsigned int pool_depots(const struct pool *pool)
{
	return MAGAZINE_PER_NODE ? 1 + pool->nr_others : 1;
}

static always_inline struct depot *pool_depot(struct pool *pool,
					      unsigned int index)
{
	return MAGAZINE_PER_NODE && index > 0 ? pool->others[index - 1] :
						&pool->depot;
}

static always_inline struct cpu_slot *pool_cpu(const struct pool *pool,
					       uint32_t cpu)
{
	return (struct cpu_slot *)(void *)(pool->cpus + cpu * CPU_STRIDE);
}

/*
 * Rounded up, so that one CPU alone is refused nothing below max; one at
 * least, for without any no CPU could hand a buffer to another.
 */
static inline unsigned int magazine_limit(unsigned int max, unsigned int cpus)
{
	const unsigned int held = cpus * CPU_ROUNDS;

	if (max <= held + MAGAZINE_ROUNDS)
		return 1;
	return (max - held + MAGAZINE_ROUNDS - 1) / MAGAZINE_ROUNDS;
}

/*
 * What the depot would exchange for a CPU's previous magazine; NULL: nothing.
 * @slot: of a CPU that the depot is the own one of; else NULL
 * Called with the lock held, as depot_settle() is, before it is released.
 */
static inline struct magazine *depot_offer(struct depot *depot,
					   struct cpu_slot *slot,
					   bool want_full)
{
	if (slot && !slot->known) {
		slot->known = true;
		depot->nr_cpus++;
	}
	if (want_full)
		return depot->full;
	/* full and empty ones add up to the limit of one CPU: never NULL */
	return depot->nr_full < magazine_limit(depot->max, depot->nr_cpus) ?
	       depot->empty : NULL;
}

static inline void depot_settle(struct depot *depot, bool want_full,
				struct magazine *returned)
{
	struct magazine **from = want_full ? &depot->full : &depot->empty;
	struct magazine **to = want_full ? &depot->empty : &depot->full;

	*from = (*from)->next;
	returned->next = *to;
	*to = returned;
	if (want_full)
		depot->nr_full--;
	else
		depot->nr_full++;
	depot->exchanges++;
}
