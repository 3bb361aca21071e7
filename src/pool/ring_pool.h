/* SPDX-License-Identifier: MIT */
/*
 * Making and freeing a pool whose pages are in a pointer_ring. A pool file
 * defines struct pool with a member
 *
 *	struct pointer_ring ring
 *
 * before it includes this, and has RING_POOL_OPS in its pool_ops.
 */
#pragma once

#include "pool/pointer_ring.h"
#include "pool/pool.h"

static struct pool *ring_pool_create(const struct pool_params *params,
				     struct error *error)
{
	struct pool *pool = node_memory_alloc(sizeof(*pool), params->node,
					      error);

	if (pool && pointer_ring_init(&pool->ring, params->max, params->node,
				      error)) {
		node_memory_free(pool, sizeof(*pool));
		pool = NULL;
	}
	return pool;
}

static void ring_pool_destroy(struct pool *pool)
{
	pointer_ring_free(&pool->ring);
	node_memory_free(pool, sizeof(*pool));
}

#define RING_POOL_OPS							\
	.create = ring_pool_create, .destroy = ring_pool_destroy
