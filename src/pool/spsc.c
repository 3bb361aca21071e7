// SPDX-License-Identifier: MIT
/*
 * spsc: one ring of page pointers from the producer to the consumer. What is
 * possible where puts are serialized, as the series has them: no
 * compare-exchange, no count, and a page's own line is not touched. First in,
 * first out. It retains max pages, and up to 15 that the consumer took out of
 * the ring in a batch.
 */
#include "pool/pointer_ring.h"
#include "pool/pool.h"

struct pool {
	struct pointer_ring ring;
};

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **pages, unsigned int n,
	      struct tally *tally)
{
	return pointer_ring_put(&pool->ring, pages, n);
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *page, struct tally *tally)
{
	return pointer_ring_put(&pool->ring, &page, 1) ? PUT_ACCEPTED :
							 PUT_FULL;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	return pointer_ring_get(&pool->ring);
}

#define POOL_NAME spsc
#include "pool/loop/hot_loop.h"
#include "pool/ring_pool.h"

static size_t spsc_length(const struct pool *pool)
{
	return pointer_ring_length(&pool->ring);
}

static unsigned int spsc_excess(const struct pool_params *params)
{
	return pointer_ring_excess(params->max);
}

POOL_REGISTER(
	.description = "ring of pointers, for puts that the caller serializes",
	.synchronization = "one put or put_bulk at a time, and one get with it; a producer that takes over must see all that the one before did (a baton: release to acquire); no ABA: a slot is written only while it is empty",
	.capabilities = POOL_SERIALIZED_PUTS,
	.max_excess = spsc_excess,
	.drain = pool_drain_by_get,
	.length = spsc_length,
	RING_POOL_OPS,
	POOL_CALLS);
