// SPDX-License-Identifier: MIT
/*
 * svc_page_pool_fixed: the posted pool with its cap repaired. One factor: put
 * counts first, compares what it got, and takes back what did not fit.
 *
 * - The count is never below what is on the list, nor below zero: a page is
 *   counted before it is added and until it has been taken. So the list never
 *   has more than max pages, by any number of producers, single or in bulk.
 * - A bulk put reserves all of its pages, keeps the reservations that fit and
 *   takes back the others: nothing is subtracted from max without a sign.
 * - The price: between its reservation and taking it back, a put that found
 *   no room makes others find none, too. Such a refusal is transient, and it
 *   takes as many reservations in progress as there is room. A put that is
 *   refused costs two read-modify-writes instead of a read.
 *
 * In the kernel: atomic_inc_return() and atomic_add_return(), fully ordered;
 * atomic_dec() and atomic_sub(), unordered. The order of the list's own
 * compare-exchanges is enough for the cap: a put that saw a page uncounted
 * adds behind the compare-exchange that took that page.
 */
#include "pool/kernel/atomic.h"
#include "pool/kernel/llist.h"
#include "pool/kernel/page.h"
#include "pool/pool.h"

struct pool {
	struct llist_head pp_pages;
	atomic_t pp_count;
	int pp_numa_node;
	int pp_max;
};

_Static_assert(sizeof(struct pool) == 24, "as posted");

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *page, struct tally *tally)
{
	int count;

	if (unlikely(!page))
		return PUT_ACCEPTED;
	if (unlikely(!pool))
		return PUT_FULL;
	count = atomic_add_return(1, &pool->pp_count);
	account_range(tally->count_lowest, tally->count_highest, count - 1);
	if (count > pool->pp_max) {
		atomic_dec(&pool->pp_count);
		return PUT_FULL;
	}
	llist_add(&page->llist, &pool->pp_pages, &tally->put_retries);
	return PUT_ACCEPTED;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **pages, unsigned int n,
	      struct tally *tally)
{
	const int wanted = (int)n;
	struct page_chain chain;
	int held, fit;

	if (!n || unlikely(!pool))
		return 0;
	held = atomic_add_return(wanted, &pool->pp_count) - wanted;
	account_range(tally->count_lowest, tally->count_highest, held);
	fit = pool->pp_max - held;
	if (fit > wanted)
		fit = wanted;
	if (fit < 0)
		fit = 0;
	if (fit < wanted)
		atomic_sub(wanted - fit, &pool->pp_count);
	if (!fit)
		return 0;
	chain = page_chain(pages, (unsigned int)fit);
	llist_add_batch(chain.first, chain.last, &pool->pp_pages,
			&tally->put_retries);
	return (unsigned int)fit;
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
	/* only now: the count must not be below what is on the list */
	atomic_dec(&pool->pp_count);
	return page_of(node);
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	atomic_set(&pool->pp_count, 0);
	pool->pp_numa_node = params->node;
	pool->pp_max = params->max > INT_MAX / 2 ? INT_MAX / 2 :
		       (int)params->max;
}

#define POOL_NAME svc_page_pool_fixed
#include "pool/loop/hot_loop.h"
#include "pool/kernel/posted_life.h"

POOL_REGISTER(
	.description = "the posted pool, but puts count first and back out",
	.synchronization = "any number of put, put_bulk at once, and one get with them; get against get must be excluded by the caller (ABA in llist_del_first); a put may be refused while another one backs out",
	.capabilities = POOL_PACKS | POOL_COUNTS,
	.length = posted_length,
	POSTED_LIFE,
	POOL_CALLS);
