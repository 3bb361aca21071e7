/* SPDX-License-Identifier: MIT */
/*
 * All of svc_page_pool and its variants that is not the algorithm. A pool file
 * with the posted members (pp_pages, pp_count, pp_numa_node, pp_max) includes
 * this behind hot_loop.h; one whose members differ defines POOL_INIT before,
 * see life.h.
 */
#include "pool/kernel/posted.h"

#ifndef POOL_INIT
#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	atomic_set(&pool->pp_count, 0);
	pool->pp_numa_node = params->node;
	pool->pp_max = params->max;
}
#endif

#include "pool/life.h"

/* Of a pool whose pages are all on one list */
static inline size_t posted_length(const struct pool *pool)
{
	return llist_length(&pool->pp_pages);
}

#define POSTED_LIFE	POOL_LIFE, .drain = pool_drain_by_get
