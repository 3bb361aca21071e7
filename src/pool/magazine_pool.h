/* SPDX-License-Identifier: MIT */
/*
 * A pool of magazines, except the calls that are measured: made, drained and
 * freed the same way however a CPU gets at its own.
 */
#pragma once

#include <errno.h>
#include <stdlib.h>

#include "pool/adaptive_mutex.h"
#include "pool/magazine.h"

/* A CPU's own two magazines are out of reach for a get on another CPU. */
static inline unsigned int magazine_strand(const struct pool_params *params)
{
	return CPU_ROUNDS;
}

/* How many nodes have CPUs, or 1 where all share a depot */
static inline unsigned int magazine_nodes(void)
{
	enum { MOST_NODES = 1024 };
	bool seen[MOST_NODES] = { false };
	unsigned int nodes = 0;

	if (!MAGAZINE_PER_NODE)
		return 1;
	for (unsigned int cpu = magazine_cpus(); cpu-- > 0;) {
		const int node = node_memory_node_of_cpu((int)cpu);

		if (node < 0 || node >= MOST_NODES || seen[node])
			continue;
		seen[node] = true;
		nodes++;
	}
	return nodes ? nodes : 1;
}

/*
 * The worst case, by threads that move about: one CPU fills the depot (one of
 * each node theirs), then each other one its own two. With threads that stay on
 * their CPUs and one depot, once all have come to it and it has been below its
 * limit, it is less than MAGAZINE_ROUNDS, but where max is so small that the
 * CPUs alone hold more.
 */
static inline unsigned int magazine_excess(const struct pool_params *params)
{
	return magazine_nodes() * magazine_limit(params->max, 1) *
	       MAGAZINE_ROUNDS + magazine_cpus() * CPU_ROUNDS - params->max;
}

static inline size_t magazine_other_bytes(const struct pool *pool)
{
	return sizeof(struct depot) +
	       pool->nr_magazines * sizeof(struct magazine);
}

static inline void magazine_destroy(struct pool *pool)
{
	for (unsigned int i = 0; i < pool->nr_others; i++)
		node_memory_free(pool->others[i], magazine_other_bytes(pool));
	free(pool->others);
	node_memory_free(pool->cpus, pool->nr_cpus * CPU_STRIDE);
	node_memory_free(pool->magazines,
			 pool->nr_magazines * sizeof(*pool->magazines));
	node_memory_free(pool, sizeof(*pool));
}

static inline void cpu_slot_init(struct cpu_slot *slot)
{
	slot->magazines[0] = &slot->own[0];
	slot->magazines[1] = &slot->own[1];
	slot->loaded = &slot->own[0];
	adaptive_mutex_init(&slot->lock);
}

static inline void depot_init(struct depot *depot, struct magazine *magazines,
			      unsigned int count, unsigned int max, int node)
{
	adaptive_mutex_init(&depot->lock);
	depot->max = max;
	depot->node = node;
	for (unsigned int i = 0; i < count; i++) {
		magazines[i].next = depot->empty;
		depot->empty = &magazines[i];
	}
}

/* The depot of a node, made where there is none: its index; -1: no memory. */
static inline int magazine_depot_of(struct pool *pool, int node,
				    const struct pool_params *params,
				    struct error *error)
{
	const unsigned int depots = pool_depots(pool);
	struct depot *depot;
	struct error refused;

	for (unsigned int i = 0; i < depots; i++) {
		if (node == NODE_ANY || pool_depot(pool, i)->node == node)
			return (int)i;
	}
	depot = node_memory_alloc(magazine_other_bytes(pool), node, &refused);
	/* a node without memory */
	if (!depot)
		depot = node_memory_alloc(magazine_other_bytes(pool),
					  params->node, error);
	if (!depot)
		return -1;
	depot_init(depot, (struct magazine *)(depot + 1), pool->nr_magazines,
		   params->max, node);
	pool->others[pool->nr_others++] = depot;
	return (int)depots;
}

static inline bool magazine_place_depots(struct pool *pool,
					 const struct pool_params *params,
					 struct error *error)
{
	/* in another order than by number: the pool's node comes first */
	if (pool->depot.node == NODE_ANY)
		pool->depot.node = node_memory_node_of_cpu(0);
	pool->others = calloc(magazine_nodes(), sizeof(*pool->others));
	for (unsigned int i = 0; pool->others && i < pool->nr_cpus; i++) {
		const int index = magazine_depot_of(pool,
			node_memory_node_of_cpu((int)i), params, error);

		if (index < 0)
			return false;
		pool_cpu(pool, i)->depot = (unsigned int)index;
	}
	if (!pool->others)
		error_set(error, ENOMEM, "no memory for the depots");
	return pool->others;
}

static inline struct pool *magazine_create(const struct pool_params *params,
					   struct error *error)
{
	struct pool *pool = node_memory_alloc(sizeof(*pool), params->node,
					      error);

	if (!pool)
		return NULL;
	pool->nr_cpus = magazine_cpus();
	pool->nr_magazines = magazine_limit(params->max, 1);
	pool->cpus = cpu_memory(pool->nr_cpus, CPU_STRIDE,
				sizeof(struct cpu_slot), params->node, error);
	pool->magazines = node_memory_alloc(pool->nr_magazines *
					    sizeof(*pool->magazines),
					    params->node, error);
	if (!pool->cpus || !pool->magazines)
		goto out_destroy;
	for (unsigned int i = 0; i < pool->nr_cpus; i++)
		cpu_slot_init(pool_cpu(pool, i));
	depot_init(&pool->depot, pool->magazines, pool->nr_magazines,
		   params->max, params->node);
	if (!MAGAZINE_PER_NODE || magazine_place_depots(pool, params, error))
		return pool;
out_destroy:
	magazine_destroy(pool);
	return NULL;
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

	for (unsigned int i = 0; i < pool->nr_cpus; i++) {
		struct buffer *buffer = magazine_drain_cpu(pool_cpu(pool, i));

		if (buffer)
			return buffer;
	}
	for (unsigned int i = 0; i < pool_depots(pool); i++) {
		struct depot *depot = pool_depot(pool, i);
		struct magazine **previous, *full = depot->full;

		if (!full)
			continue;
		/* no other call runs: without the lock */
		previous = cpu_previous(first, first->loaded);
		depot_settle(depot, true, *previous);
		*previous = full;
		return magazine_drain_cpu(first);
	}
	return NULL;
}

#define MAGAZINE_LIFE							\
	.strand = magazine_strand, .max_excess = magazine_excess,	\
	.create = magazine_create, .destroy = magazine_destroy,		\
	.drain = magazine_drain
