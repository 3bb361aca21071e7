/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * No pool at all: the page allocator, with its lists per CPU. A file defines
 *
 *	ALLOC_NAME	its identifier
 *	ALLOC_BULK	if a burst comes by alloc_pages_bulk
 *	ALLOC_RELEASE	if it goes by release_pages
 *
 * whichever way the others of its trial put: the three stand side by side.
 */
#include "base/node_memory.h"
#include "pool/pool.h"

struct pool {
	int node;
};

#define ALLOC_GFP	(GFP_KERNEL | __GFP_NOWARN)

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	put_page(buffer_page(buffer));
	return PUT_ACCEPTED;
}

#ifdef ALLOC_RELEASE
#define POOL_PUTS_BURSTS
#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	release_pages(buffer_pages(buffers), n);
	return n;
}
#endif

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	return page_buffer(alloc_pages_node(pool->node, ALLOC_GFP, 0));
}

#ifdef ALLOC_BULK
#define POOL_GET_BULK
static always_inline unsigned int
pool_get_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct page **pages = buffer_pages(buffers);
	unsigned int got = 0, more;

	/* it skips what is not NULL, and may give few */
	memset(pages, 0, n * sizeof(*pages));
	do {
		more = page_alloc_bulk(ALLOC_GFP, pool->node, n - got,
				       pages + got);
		got += more;
	} while (unlikely(got < n) && more);
	return got;
}
#endif

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	pool->node = params->node;
}

#define POOL_OWN_PAGES
#define POOL_NAME ALLOC_NAME
#include "pool/loop/hot_loop.h"
#include "pool/life.h"

#define ALLOC_OPS							\
	.synchronization = "any number of each at once",		\
	.capabilities = POOL_ABSENT | POOL_BARE_MEMORY,			\
	POOL_LIFE,							\
	.drain = pool_drain_nothing,					\
	POOL_CALLS
