// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * net page_pool, whose consumer runs in softirq: here bottom halves are off
 * for a burst. Its pages are its own, and it allocates them itself; what it is
 * given beyond its ring it frees. Only its consumer's thread takes from it.
 */
#include <linux/bottom_half.h>
#ifdef HAVE_PAGE_POOL_HELPERS
#include <net/page_pool/helpers.h>
#else
#include <net/page_pool.h>
#endif

#include "base/node_memory.h"
#include "pool/pool.h"
#include "ring_length.h"

struct pool {
	struct page_pool *pages;
};

#define POOL_PUTS_BURSTS
#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	unsigned int i;

	local_bh_disable();
	for (i = 0; i < n; i++)
		page_pool_put_page(pool->pages, buffer_page(buffers[i]), -1,
				   false);
	local_bh_enable();
	return n;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	pool_put_bulk(pool, &buffer, 1, tally);
	return PUT_ACCEPTED;
}

#define POOL_GET_BULK
static always_inline unsigned int
pool_get_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	unsigned int i;

	/* bottom halves are off: no GFP_KERNEL */
	local_bh_disable();
	for (i = 0; i < n; i++) {
		struct page *page = page_pool_alloc_pages(pool->pages,
						GFP_ATOMIC | __GFP_NOWARN);

		if (unlikely(!page))
			break;
		buffers[i] = page_buffer(page);
	}
	local_bh_enable();
	return i;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer;

	return pool_get_bulk(pool, &buffer, 1, tally) ? buffer : NULL;
}

#define POOL_OWN_PAGES
#define POOL_NAME net_page_pool
#include "pool/loop/hot_loop.h"

static struct pool *own_create(const struct pool_params *params,
			       struct error *error)
{
	const struct page_pool_params wanted = {
		.pool_size = params->max,
		.nid = params->node,
		.dma_dir = DMA_BIDIRECTIONAL,
	};
	struct pool *pool = pool_memory(params, sizeof(*pool), error);

	if (!pool)
		return NULL;
	pool->pages = page_pool_create(&wanted);
	if (IS_ERR(pool->pages)) {
		error_set(error, ENOMEM, "page_pool_create: error %ld",
			  PTR_ERR(pool->pages));
		node_memory_free(pool, sizeof(*pool));
		return NULL;
	}
	return pool;
}

static void own_destroy(struct pool *pool)
{
	page_pool_destroy(pool->pages);
	node_memory_free(pool, sizeof(*pool));
}

/* Of all pages that it has allocated and not freed, those that it lacks */
static size_t own_length(const struct pool *pool)
{
	const struct page_pool *pages = pool->pages;
	const u32 released = atomic_read(&pages->pages_state_release_cnt);

	return pages->pages_state_hold_cnt - released - pages->alloc.count -
	       ring_length(&pages->ring);
}

POOL_REGISTER(
	.description = "net page_pool, bottom halves off for a burst",
	.synchronization = "any number of put, put_bulk at once, and one get with them",
	.capabilities = POOL_BARE_MEMORY,
	.create = own_create,
	.destroy = own_destroy,
	.drain = pool_drain_nothing,
	.length = own_length,
	POOL_CALLS);
