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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/node_memory.h"
#include "pool/pool.h"

/* Each CPU has two: the cap and strand() come in steps of this. */
#define MAGAZINE_ROUNDS	16
/* Loaded and previous */
#define CPU_MAGAZINES	2
#define CPU_ROUNDS	(CPU_MAGAZINES * MAGAZINE_ROUNDS)
/* A multiple of every page size; what lies between is never touched. */
#define CPU_STRIDE	((size_t)1 << 16)

/**
 * struct magazine - up to MAGAZINE_ROUNDS buffers
 * @rounds: how many; the word that commits a per-CPU put or get
 * @slots: the first @rounds are valid
 * @next: link in the depot
 */
struct magazine {
	uint64_t rounds;
	struct buffer *slots[MAGAZINE_ROUNDS];
	struct magazine *next;
} line_pair_aligned;

/**
 * struct depot - full and empty magazines under one lock
 * @lock: of all that follows
 * @full: those to be had by a get
 * @empty: those to be had by a put
 * @nr_full: how many are full
 * @nr_cpus: CPUs that have come here so far
 * @max: most buffers that the pool should retain
 * @exchanges: how many there have been, for tests
 */
struct depot {
	pthread_mutex_t lock;
	struct magazine *full;
	struct magazine *empty;
	unsigned int nr_full;
	unsigned int nr_cpus;
	unsigned int max;
	uint64_t exchanges;
} line_pair_aligned;

/**
 * struct cpu_slot - what one CPU has
 * @loaded: one of @magazines; the word that commits a swap
 * @magazines: the loaded one and the previous one, in any order
 * @lock: held around each use where there are no restartable sequences
 * @known: the depot has counted this CPU; under the depot's lock
 * @own: the magazines that it begins with, on its node
 *
 * Alone on its pages, which lie on the CPU's node.
 */
struct cpu_slot {
	struct magazine *loaded;
	struct magazine *magazines[CPU_MAGAZINES];
	pthread_mutex_t lock;
	bool known;
	struct magazine own[CPU_MAGAZINES];
} line_pair_aligned;

_Static_assert(sizeof(struct cpu_slot) <= CPU_STRIDE, "they lie apart");

/**
 * struct pool - per-CPU magazines with a shared depot
 * @depot: shared
 * @nr_cpus: highest number of a CPU that there could be, plus one
 * @nr_magazines: the depot's; as many as it may take full ones
 * @magazines: all of these
 * @cpus: nr_cpus slots, CPU_STRIDE apart
 */
struct pool {
	struct depot depot;
	unsigned int nr_cpus;
	unsigned int nr_magazines;
	struct magazine *magazines;
	char *cpus;
};

static always_inline struct cpu_slot *pool_cpu(const struct pool *pool,
					       uint32_t cpu)
{
	return (struct cpu_slot *)(void *)(pool->cpus + cpu * CPU_STRIDE);
}

/* Where the previous magazine of a CPU is, which has @loaded loaded */
static always_inline struct magazine **
cpu_previous(struct cpu_slot *slot, const struct magazine *loaded)
{
	return &slot->magazines[slot->magazines[0] == loaded];
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
 * Called with the lock held, as depot_settle() is, before it is released.
 */
static inline struct magazine *depot_offer(struct depot *depot,
					   struct cpu_slot *slot,
					   bool want_full)
{
	if (!slot->known) {
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

/* CPU numbers may have gaps, so that how many there are is not enough. */
static inline unsigned int magazine_cpus(void)
{
	FILE *file = fopen("/sys/devices/system/cpu/possible", "re");
	const long configured = sysconf(_SC_NPROCESSORS_CONF);
	char text[256] = "";
	size_t end;

	if (file) {
		/* as "0-383" or "0,2-5": the last number is the highest */
		if (!fgets(text, sizeof(text), file))
			text[0] = '\0';
		fclose(file);
	}
	end = strcspn(text, "\n");
	if (text[end] == '\n' && end > 0) {
		while (end > 0 && text[end - 1] >= '0' && text[end - 1] <= '9')
			end--;
		return (unsigned int)strtoul(text + end, NULL, 10) + 1;
	}
	return configured > 0 ? (unsigned int)configured : 1;
}

/* A CPU's own two magazines are out of reach for a get on another CPU. */
static inline unsigned int magazine_strand(const struct pool_params *params)
{
	(void)params;
	return CPU_ROUNDS;
}

/*
 * The worst case, by threads that move about: one CPU fills the depot, then
 * each other one its own two. With threads that stay on their CPUs, once all
 * have come to the depot and it has been below its limit, it is less than
 * MAGAZINE_ROUNDS, but where max is so small that the CPUs alone hold more.
 */
static inline unsigned int magazine_excess(const struct pool_params *params)
{
	return magazine_limit(params->max, 1) * MAGAZINE_ROUNDS +
	       magazine_cpus() * CPU_ROUNDS - params->max;
}

static inline void magazine_destroy(struct pool *pool)
{
	node_memory_free(pool->cpus, pool->nr_cpus * CPU_STRIDE);
	node_memory_free(pool->magazines,
			 pool->nr_magazines * sizeof(*pool->magazines));
	node_memory_free(pool, sizeof(*pool));
}

/* Each on its CPU's node; where that has no memory, on the pool's. */
static inline bool magazine_place_cpus(struct pool *pool, int node,
				       struct error *error)
{
	for (unsigned int i = 0; i < pool->nr_cpus; i++) {
		struct cpu_slot *slot = pool_cpu(pool, i);
		const int near = node_memory_node_of_cpu((int)i);
		struct error refused;

		if ((near == NODE_ANY ||
		     node_memory_bind(slot, sizeof(*slot), near, &refused)) &&
		    node_memory_bind(slot, sizeof(*slot), node, error))
			return false;
		slot->magazines[0] = &slot->own[0];
		slot->magazines[1] = &slot->own[1];
		slot->loaded = &slot->own[0];
	}
	return true;
}

static inline void magazine_init_locks(struct pool *pool)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
	pthread_mutex_init(&pool->depot.lock, &attributes);
	for (unsigned int i = 0; i < pool->nr_cpus; i++)
		pthread_mutex_init(&pool_cpu(pool, i)->lock, &attributes);
	pthread_mutexattr_destroy(&attributes);
}

static inline struct pool *magazine_create(const struct pool_params *params,
					   struct error *error)
{
	struct pool *pool = node_memory_alloc(sizeof(*pool), params->node,
					      error);

	if (!pool)
		return NULL;
	pool->depot.max = params->max;
	pool->nr_cpus = magazine_cpus();
	pool->nr_magazines = magazine_limit(params->max, 1);
	pool->cpus = node_memory_map(pool->nr_cpus * CPU_STRIDE, error);
	pool->magazines = node_memory_alloc(pool->nr_magazines *
					    sizeof(*pool->magazines),
					    params->node, error);
	if (!pool->cpus || !pool->magazines ||
	    !magazine_place_cpus(pool, params->node, error)) {
		magazine_destroy(pool);
		return NULL;
	}
	magazine_init_locks(pool);
	for (unsigned int i = 0; i < pool->nr_magazines; i++) {
		pool->magazines[i].next = pool->depot.empty;
		pool->depot.empty = &pool->magazines[i];
	}
	return pool;
}

/* One buffer of what a CPU has, as get does it; NULL: it has none. */
static inline struct buffer *magazine_drain_cpu(struct cpu_slot *slot)
{
	struct magazine *loaded = slot->loaded;

	if (loaded->rounds == 0)
		loaded = slot->loaded = *cpu_previous(slot, loaded);
	return loaded->rounds > 0 ? loaded->slots[--loaded->rounds] : NULL;
}

static inline struct buffer *magazine_drain(struct pool *pool)
{
	struct cpu_slot *first = pool_cpu(pool, 0);
	struct magazine **previous;
	struct magazine *full = pool->depot.full;

	for (unsigned int i = 0; i < pool->nr_cpus; i++) {
		struct buffer *buffer = magazine_drain_cpu(pool_cpu(pool, i));

		if (buffer)
			return buffer;
	}
	if (!full)
		return NULL;
	/* no other call runs: without the lock */
	previous = cpu_previous(first, first->loaded);
	depot_settle(&pool->depot, true, *previous);
	*previous = full;
	return magazine_drain_cpu(first);
}

#define MAGAZINE_CALLS							\
	.strand = magazine_strand, .max_excess = magazine_excess,	\
	.create = magazine_create, .destroy = magazine_destroy,		\
	.drain = magazine_drain, POOL_CALLS
