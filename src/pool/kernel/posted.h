/* SPDX-License-Identifier: MIT */
/*
 * put, put_bulk and get of svc_page_pool.c, flaws included, over any list and
 * count, for variants that change something else. That these are the posted
 * ones tests/flaws shows: it steps both through every schedule and wants the
 * same result.
 */
#pragma once

#include "pool/kernel/atomic.h"
#include "pool/kernel/llist.h"
#include "pool/kernel/page.h"
#include "pool/pool.h"

static always_inline enum put_result
posted_put(struct llist_head *pages, atomic_t *count, unsigned int max,
	   struct buffer *page, struct tally *tally)
{
	const int held = atomic_read(count);

	account_range(tally->count_lowest, tally->count_highest, held);
	/* -1 is above every max */
	if ((unsigned int)held >= max)
		return held < 0 ? PUT_FULL_NEGATIVE : PUT_FULL;
	llist_add(&page->llist, pages, &tally->put_retries);
	atomic_inc(count);
	return PUT_ACCEPTED;
}

/* Return: how many of the first ones, all owned by the caller, were accepted */
static always_inline unsigned int
posted_put_bulk(struct llist_head *pages, atomic_t *count, unsigned int max,
		struct buffer **put, unsigned int n, struct tally *tally)
{
	struct page_chain chain;
	unsigned int room;
	int held;

	if (!n)
		return 0;
	held = atomic_read(count);
	account_range(tally->count_lowest, tally->count_highest, held);
	/* wraps while the count is above max */
	room = max - (unsigned int)held;
	if (n > room)
		n = room;
	if (!n)
		return 0;
	chain = page_chain(put, n);
	llist_add_batch(chain.first, chain.last, pages, &tally->put_retries);
	atomic_add((int)n, count);
	return n;
}

static always_inline struct buffer *posted_get(struct llist_head *pages,
					       atomic_t *count,
					       struct tally *tally)
{
	struct llist_node *node = llist_del_first(pages, &tally->get_retries);

	if (!node)
		return NULL;
	atomic_dec(count);
	return page_of(node);
}

/* By how much such a list can be longer than its cap */
static inline unsigned int posted_excess(const struct pool_params *params)
{
	return params->put == PUT_BULK && params->producers > 1 ?
	       POOL_EXCESS_UNBOUNDED : params->producers - 1;
}
