// SPDX-License-Identifier: MIT
/*
 * spsc: one ring of page pointers from the producer to the consumer. What is
 * possible where puts are serialized, as the series has them: no
 * compare-exchange, no count, and a page's own line is not touched. First in,
 * first out; the cap is exact, and up to a batch of slots less, see there.
 */
#include "pool/pointer_ring.h"
#include "pool/pool.h"

struct pool {
	struct pointer_ring ring;
};

#define POOL_PUT_BULK
static always_inline unsigned int pool_put_bulk(struct pool *pool,
						struct buffer **pages,
						unsigned int n,
						struct tally *tally)
{
	(void)tally;
	return pointer_ring_put(&pool->ring, pages, n);
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *page, struct tally *tally)
{
	(void)tally;
	return pointer_ring_put(&pool->ring, &page, 1) ? PUT_ACCEPTED :
							 PUT_FULL;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	(void)tally;
	return pointer_ring_get(&pool->ring);
}

#define POOL_NAME spsc
#include "pool/loop/hot_loop.h"

static struct pool *spsc_create(const struct pool_params *params,
				struct error *error)
{
	struct pool *pool = node_memory_alloc(sizeof(*pool), params->node,
					      error);

	if (pool && pointer_ring_init(&pool->ring, params->max, params->node,
				      error)) {
		node_memory_free(pool, sizeof(*pool));
		pool = NULL;
	}
	return pool;
}

static void spsc_destroy(struct pool *pool)
{
	pointer_ring_free(&pool->ring);
	node_memory_free(pool, sizeof(*pool));
}

static struct buffer *spsc_drain(struct pool *pool)
{
	return pointer_ring_get(&pool->ring);
}

static size_t spsc_length(const struct pool *pool)
{
	return pointer_ring_length(&pool->ring);
}

static unsigned int spsc_slack(const struct pool_params *params)
{
	return pointer_ring_slack(params->max);
}

static const struct pool_ops spsc = {
	.name = "spsc",
	.description = "ring of pointers, for puts that the caller serializes",
	.synchronization = "one put or put_bulk at a time, and one get with it; a producer that takes over must see all that the one before did (a baton: release to acquire); no ABA: a slot is written only while it is empty",
	.capabilities = POOL_SERIALIZED_PUTS,
	.slack = spsc_slack,
	.create = spsc_create,
	.destroy = spsc_destroy,
	.drain = spsc_drain,
	.length = spsc_length,
	POOL_CALLS,
};
POOL_REGISTER(spsc);
