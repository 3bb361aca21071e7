// SPDX-License-Identifier: MIT
/*
 * svc_page_pool_split: the posted pool with its head and its count on lines of
 * their own. One factor: two lines move with each page instead of one, and a
 * count does not disturb a compare-exchange of the head. max is read with the
 * count and stays with it.
 */
#include "pool/kernel/posted.h"

struct pool {
	struct llist_head pp_pages line_pair_aligned;
	atomic_t pp_count line_pair_aligned;
	int pp_numa_node;
	unsigned int pp_max;
};

#include "pool/kernel/posted_put.h"

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	if (unlikely(!pool))
		return NULL;
	return posted_get(&pool->pp_pages, &pool->pp_count, tally);
}

#define POOL_NAME svc_page_pool_split
#include "pool/loop/hot_loop.h"
#include "pool/kernel/posted_life.h"

POOL_REGISTER(
	.description = "the posted pool, head and count on separate lines",
	.synchronization = "as svc_page_pool: any number of put, put_bulk at once, and one get with them; get against get must be excluded by the caller (ABA in llist_del_first)",
	.capabilities = POOL_COUNTS,
	.max_excess = posted_excess,
	.length = posted_length,
	POSTED_LIFE,
	POOL_CALLS);
