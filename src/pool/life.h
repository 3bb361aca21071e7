/* SPDX-License-Identifier: MIT */
/*
 * The life of a pool that is one struct pool and no more memory: it is made
 * zeroed, on its node, with lines of its own or in params->memory. A pool file
 * defines struct pool, and may have defined
 *
 *	POOL_INIT	and pool_init(): void (struct pool *,
 *			const struct pool_params *), for what is not zero
 *
 * includes this, and has POOL_LIFE in its pool_ops.
 */
#include "base/node_memory.h"
#include "pool/pool.h"

static struct pool *life_create(const struct pool_params *params,
				struct error *error)
{
	struct pool *pool = pool_memory(params, sizeof(*pool), error);

#ifdef POOL_INIT
	if (pool)
		pool_init(pool, params);
#endif
	return pool;
}

static void life_destroy(struct pool *pool)
{
	node_memory_free(pool, sizeof(*pool));
}

#define POOL_LIFE	.create = life_create, .destroy = life_destroy
