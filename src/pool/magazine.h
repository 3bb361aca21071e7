/* SPDX-License-Identifier: MIT */
/*
 * Magazines and their depot (Bonwick, Adams: "Magazines and Vmem", USENIX
 * 2001): the part of a per-CPU cache that CPUs share. A CPU works on one
 * loaded magazine; a full one is exchanged for an empty one at the depot, an
 * empty one for a full one, so that the shared lock is taken once in
 * MAGAZINE_ROUNDS buffers.
 *
 * Synchronization: the depot may be called by any threads at once; whoever
 * takes a magazine out owns it until it is given back or loaded.
 */
#pragma once

#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

#include "base/node_memory.h"
#include "pool/pool.h"

/* As tcmalloc's transfer cache moves them; a stated part of strand(). */
#define MAGAZINE_ROUNDS	32

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
 */
struct depot {
	pthread_mutex_t lock;
	struct magazine *full;
	struct magazine *empty;
} line_pair_aligned;

/**
 * struct cpu_slot - what one CPU has loaded
 * @loaded: its magazine
 * @lock: held around each use where there are no restartable sequences
 */
struct cpu_slot {
	struct magazine *loaded;
	pthread_mutex_t lock;
} line_pair_aligned;

/**
 * struct pool - per-CPU magazines with a shared depot
 * @depot: shared
 * @nr_cpus: CPUs that could run this process
 * @nr_magazines: one loaded by each CPU, and as many in the depot as hold max
 * @magazines: all of them
 * @cpus: nr_cpus slots
 */
struct pool {
	struct depot depot;
	unsigned int nr_cpus;
	unsigned int nr_magazines;
	struct magazine *magazines;
	struct cpu_slot *cpus;
};

static inline struct magazine *depot_take(struct depot *depot,
					  struct magazine **list)
{
	struct magazine *magazine;

	pthread_mutex_lock(&depot->lock);
	magazine = *list;
	if (magazine)
		*list = magazine->next;
	pthread_mutex_unlock(&depot->lock);
	return magazine;
}

static inline void depot_give(struct depot *depot, struct magazine **list,
			      struct magazine *magazine)
{
	pthread_mutex_lock(&depot->lock);
	magazine->next = *list;
	*list = magazine;
	pthread_mutex_unlock(&depot->lock);
}

static inline unsigned int magazine_cpus(void)
{
	return (unsigned int)sysconf(_SC_NPROCESSORS_CONF);
}

/* A CPU's own magazine is out of reach for a get on another CPU. */
static inline unsigned int magazine_strand(const struct pool_params *params)
{
	(void)params;
	return MAGAZINE_ROUNDS;
}

static inline unsigned int magazine_excess(const struct pool_params *params)
{
	(void)params;
	return (magazine_cpus() + 1) * MAGAZINE_ROUNDS;
}

static inline void magazine_destroy(struct pool *pool)
{
	node_memory_free(pool->cpus, pool->nr_cpus * sizeof(*pool->cpus));
	node_memory_free(pool->magazines,
			 pool->nr_magazines * sizeof(*pool->magazines));
	node_memory_free(pool, sizeof(*pool));
}

static inline struct pool *magazine_create(const struct pool_params *params,
					   struct error *error)
{
	struct pool *pool = node_memory_alloc(sizeof(*pool), params->node,
					      error);
	pthread_mutexattr_t attributes;

	if (!pool)
		return NULL;
	pool->nr_cpus = magazine_cpus();
	pool->nr_magazines = pool->nr_cpus +
		(params->max + MAGAZINE_ROUNDS - 1) / MAGAZINE_ROUNDS;
	pool->cpus = node_memory_alloc(pool->nr_cpus * sizeof(*pool->cpus),
				       params->node, error);
	pool->magazines = node_memory_alloc(pool->nr_magazines *
					    sizeof(*pool->magazines),
					    params->node, error);
	if (!pool->cpus || !pool->magazines) {
		magazine_destroy(pool);
		return NULL;
	}
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
	pthread_mutex_init(&pool->depot.lock, &attributes);
	for (unsigned int i = 0; i < pool->nr_cpus; i++) {
		pthread_mutex_init(&pool->cpus[i].lock, &attributes);
		pool->cpus[i].loaded = &pool->magazines[i];
	}
	pthread_mutexattr_destroy(&attributes);
	for (unsigned int i = pool->nr_cpus; i < pool->nr_magazines; i++)
		depot_give(&pool->depot, &pool->depot.empty,
			   &pool->magazines[i]);
	return pool;
}

/* As get does it, so that a magazine is on the list that it belongs on. */
static inline struct buffer *magazine_drain(struct pool *pool)
{
	struct magazine *full;

	for (unsigned int i = 0; i < pool->nr_cpus; i++) {
		struct magazine *loaded = pool->cpus[i].loaded;

		if (loaded->rounds > 0)
			return loaded->slots[--loaded->rounds];
	}
	full = depot_take(&pool->depot, &pool->depot.full);
	if (!full)
		return NULL;
	depot_give(&pool->depot, &pool->depot.empty, pool->cpus[0].loaded);
	pool->cpus[0].loaded = full;
	return full->slots[--full->rounds];
}

#define MAGAZINE_CALLS							\
	.strand = magazine_strand, .max_excess = magazine_excess,	\
	.create = magazine_create, .destroy = magazine_destroy,		\
	.drain = magazine_drain, POOL_CALLS
