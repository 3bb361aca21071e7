// SPDX-License-Identifier: MIT
/*
 * svc_page_pool_del_all: the posted pool, but its consumer takes the whole
 * list by one exchange and hands pages out of a private one. One factor: the
 * consumer's two read-modify-writes for each page become two for each batch.
 * put is as posted, flaws included.
 *
 * The batch leaves the count at once, when it is taken. To know how many pages
 * that are, the consumer walks them: it needs each page's link anyway, and it
 * now needs all of them before the first is handed out. To leave the count as
 * pages are handed out would be a read-modify-write for each; to leave it when
 * the private list has run dry would have puts refused by a pool that is
 * nearly empty.
 *
 * What the cap then means: it bounds the shared list as posted, max - 1 + N,
 * and the private list cannot be longer than that. The pool retains up to
 * twice as much. Pages come back last in first out within a batch; pages put
 * meanwhile wait until it is used up.
 */
#include "pool/kernel/posted.h"

struct pool {
	struct llist_head pp_pages;
	atomic_t pp_count;
	int pp_numa_node;
	unsigned int pp_max;

	struct llist_node *pp_batch line_pair_aligned;	/* the consumer's */
};

#include "pool/kernel/posted_put.h"

static size_t batch_length(const struct llist_node *node)
{
	size_t length = 0;

	for (; node; length++)
		node = llist_next(node);
	return length;
}

/* Return: the first page of a new batch; NULL when there is none. */
static noinline struct llist_node *take_batch(struct pool *pool)
{
	struct llist_node *batch;

	/* a look first: an exchange would take the line from the producers */
	if (llist_empty(&pool->pp_pages))
		return NULL;
	batch = llist_del_all(&pool->pp_pages);
	atomic_sub((int)batch_length(batch), &pool->pp_count);
	return batch;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct llist_node *node;

	if (unlikely(!pool))
		return NULL;
	node = pool->pp_batch;
	if (!node) {
		node = take_batch(pool);
		if (!node)
			return NULL;
	}
	pool->pp_batch = llist_next(node);
	return page_of(node);
}

#define POOL_NAME svc_page_pool_del_all
#include "pool/loop/hot_loop.h"
#include "pool/kernel/posted_life.h"

static size_t svc_page_pool_del_all_length(const struct pool *pool)
{
	return llist_length(&pool->pp_pages) + batch_length(pool->pp_batch);
}

/* A batch of the longest list, all but the page that it was taken for. */
static unsigned int
svc_page_pool_del_all_excess(const struct pool_params *params)
{
	const unsigned int excess = posted_excess(params);

	return excess == POOL_EXCESS_UNBOUNDED ? excess :
	       excess + params->max + excess - 1;
}

POOL_REGISTER(
	.description = "the posted pool, but the consumer takes all pages at once",
	.synchronization = "any number of put, put_bulk at once, and one get with them; get against get must be excluded by the caller (the private list); no ABA: nothing is compared with what was read before",
	.capabilities = POOL_COUNTS,
	.max_excess = svc_page_pool_del_all_excess,
	.length = svc_page_pool_del_all_length,
	POSTED_LIFE,
	POOL_CALLS);
