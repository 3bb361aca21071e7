// SPDX-License-Identifier: MIT
/*
 * svc_page_pool_nocount: the posted pool without its count, and so without a
 * cap. One factor: what the count costs, a read and two read-modify-writes for
 * each page. No repair: it keeps whatever it is given.
 */
#include "pool/kernel/llist.h"
#include "pool/kernel/page.h"
#include "pool/pool.h"

struct pool {
	struct llist_head pp_pages;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *page, struct tally *tally)
{
	if (unlikely(!page))
		return PUT_ACCEPTED;
	if (unlikely(!pool))
		return PUT_FULL;
	llist_add(&page->llist, &pool->pp_pages, &tally->put_retries);
	return PUT_ACCEPTED;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **pages, unsigned int n,
	      struct tally *tally)
{
	struct page_chain chain;

	if (!n || unlikely(!pool))
		return 0;
	chain = page_chain(pages, n);
	llist_add_batch(chain.first, chain.last, &pool->pp_pages,
			&tally->put_retries);
	return n;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct llist_node *node;

	if (unlikely(!pool))
		return NULL;
	node = llist_del_first(&pool->pp_pages, &tally->get_retries);
	return node ? page_of(node) : NULL;
}

#define POOL_NAME svc_page_pool_nocount
#include "pool/loop/hot_loop.h"
#include "pool/life.h"

static size_t svc_page_pool_nocount_length(const struct pool *pool)
{
	return llist_length(&pool->pp_pages);
}

POOL_REGISTER(
	.description = "the posted pool without count and cap",
	.synchronization = "any number of put, put_bulk at once, and one get with them; get against get must be excluded by the caller (ABA in llist_del_first)",
	.capabilities = POOL_PACKS,
	.max_excess = pool_excess_unbounded,
	.length = svc_page_pool_nocount_length,
	POOL_LIFE,
	.drain = pool_drain_by_get,
	POOL_CALLS);
