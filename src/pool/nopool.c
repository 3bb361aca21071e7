// SPDX-License-Identifier: MIT
/*
 * nopool: what the series would do without its patch 3/7. The receiver
 * allocates every page in bulk, workers release theirs in bulk; each page is
 * charged as a miss, and nothing else is left to be done. The honest rival:
 * a pool that does not beat it at the price of a miss is not worth having.
 */
#include "pool/pool.h"

struct pool {
	char unused;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	return PUT_FULL;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	return 0;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	return NULL;
}

#define POOL_NAME nopool
#include "pool/loop/hot_loop.h"
#include "pool/life.h"

POOL_REGISTER(
	.description = "no pool: pages are allocated and released in bulk, each charged as a miss",
	.synchronization = "any calls at once: none does anything",
	.capabilities = POOL_ABSENT,
	POOL_LIFE,
	.drain = pool_drain_nothing,
	POOL_CALLS);
