// SPDX-License-Identifier: MIT
/*
 * null: no pool. The consumer cycles through a private array that is longer
 * than everything that can be in flight, producers drop what they receive.
 * What is left is the forward queue and the loops: the floor under every
 * pool's figure.
 */
#include "pool/pool.h"

struct pool {
	struct buffer **buffers;
	size_t count;
	size_t next;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	/* the pointer must be loaded, as every pool loads it */
	__asm__ __volatile__("" : : "r"(buffer));
	return PUT_ACCEPTED;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer = pool->buffers[pool->next];

	if (++pool->next == pool->count)
		pool->next = 0;
	return buffer;
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	pool->buffers = params->arena->all;
	pool->count = params->arena->count;
}

#define POOL_NAME null
#include "pool/loop/hot_loop.h"
#include "pool/life.h"

POOL_REGISTER(
	.description = "no pool: the forward queue alone, the floor",
	.synchronization = "put touches nothing; get by one thread",
	.capabilities = POOL_FLOOR,
	POOL_LIFE,
	.drain = pool_drain_nothing,
	POOL_CALLS);
