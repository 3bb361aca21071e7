// SPDX-License-Identifier: MIT
/*
 * svc_page_pool: the per-transport page recycling pool of "[RFC PATCH 3/7]
 * sunrpc: add per-transport page recycling pool" (Chuck Lever, 5 Feb 2026,
 * Message-ID 20260205155729.6841-4-cel@kernel.org, base v6.19-rc8; the same
 * in v2 of 10 Feb 2026). The algorithm is as posted, its flaws included:
 *
 * - put checks the count, then adds, then counts: N producers at once can
 *   take the list to max - 1 + N.
 * - put_bulk subtracts the count from max without a sign: while the count is
 *   above max the room wraps to about 4 billion and the cap is gone.
 * - A get between put's add and its count takes the count to -1, and put
 *   compares it as unsigned: "full" although the pool is nearly empty. In
 *   bulk the same state gives room for one buffer too many.
 *
 * All take two puts at once. While puts are serialized, as the series has them,
 * none can happen: see tests/flaws, which steps this file through schedules.
 *
 * Where the port departs from the kernel: struct page is struct buffer; the
 * loop that links the pages of a bulk put stands in kernel/page.h;
 * put_page() and release_pages() are left to the caller, which learns what was
 * refused and why; kmalloc_node() is memory on that node with a line of its
 * own, or (layout packed32) 32 bytes that share their line with the pool of
 * another connection, as an object of kmalloc-32 may. Memory order:
 * see kernel/llist.h and kernel/atomic.h.
 */
#include "pool/kernel/atomic.h"
#include "pool/kernel/llist.h"
#include "pool/kernel/page.h"
#include "pool/pool.h"

struct pool {
	struct llist_head pp_pages;
	atomic_t pp_count;
	int pp_numa_node;
	unsigned int pp_max;
};

_Static_assert(sizeof(struct pool) == 24, "as in the kernel: one line");

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *page, struct tally *tally)
{
	int count;

	if (unlikely(!page))
		return PUT_ACCEPTED;
	if (unlikely(!pool))
		return PUT_FULL;
	count = atomic_read(&pool->pp_count);
	account_range(tally->count_lowest, tally->count_highest, count);
	/* as posted: int against unsigned int, so -1 is above every max */
	if ((unsigned int)count >= pool->pp_max)
		return count < 0 ? PUT_FULL_NEGATIVE : PUT_FULL;
	llist_add(&page->llist, &pool->pp_pages, &tally->put_retries);
	atomic_inc(&pool->pp_count);
	return PUT_ACCEPTED;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **pages, unsigned int count,
	      struct tally *tally)
{
	struct page_chain chain;
	unsigned int to_add;
	int held;

	if (!count || unlikely(!pool))
		return 0;
	held = atomic_read(&pool->pp_count);
	account_range(tally->count_lowest, tally->count_highest, held);
	/* as posted: wraps while the count is above max */
	to_add = pool->pp_max - (unsigned int)held;
	if (to_add > count)
		to_add = count;
	if (!to_add)
		return 0;
	chain = page_chain(pages, to_add);
	llist_add_batch(chain.first, chain.last, &pool->pp_pages,
			&tally->put_retries);
	atomic_add((int)to_add, &pool->pp_count);
	return to_add;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct llist_node *node;

	if (unlikely(!pool))
		return NULL;
	node = llist_del_first(&pool->pp_pages, &tally->get_retries);
	if (!node)
		return NULL;
	atomic_dec(&pool->pp_count);
	return page_of(node);
}

#define POOL_NAME svc_page_pool
#include "pool/loop/hot_loop.h"
#include "pool/kernel/posted_life.h"

POOL_REGISTER(
	.description = "lock-free llist with a count, as posted in the RFC",
	.synchronization = "any number of put, put_bulk at once, and one get with them; get against get must be excluded by the caller (ABA in llist_del_first); no ABA otherwise, since a buffer on the list is not added again",
	.capabilities = POOL_PACKS | POOL_COUNTS,
	.max_excess = posted_excess,
	.length = posted_length,
	POSTED_LIFE,
	POOL_CALLS);
