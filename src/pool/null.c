// SPDX-License-Identifier: MIT
/*
 * null: no pool. The consumer cycles through a private array that is longer
 * than everything that can be in flight, producers drop what they receive.
 * What is left is the forward queue and the loops: the floor under every
 * pool's figure.
 */
#include <errno.h>
#include <stdlib.h>

#include "pool/pool.h"

struct pool {
	struct buffer **buffers;
	size_t count;
	size_t next;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	(void)pool;
	(void)tally;
	/* the pointer must be loaded, as every pool loads it */
	__asm__ __volatile__("" : : "r"(buffer));
	return PUT_ACCEPTED;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer = pool->buffers[pool->next];

	(void)tally;
	if (++pool->next == pool->count)
		pool->next = 0;
	return buffer;
}

#define POOL_NAME null
#include "pool/loop/hot_loop.h"

static struct pool *null_create(const struct pool_params *params,
				struct error *error)
{
	struct pool *pool = malloc(sizeof(*pool));

	if (!pool) {
		error_set(error, ENOMEM, "no memory for the pool");
		return NULL;
	}
	pool->buffers = params->arena->all;
	pool->count = params->arena->count;
	pool->next = 0;
	return pool;
}

static void null_destroy(struct pool *pool)
{
	free(pool);
}

static struct buffer *null_drain(struct pool *pool)
{
	(void)pool;
	return NULL;
}

static const struct pool_ops null = {
	.name = "null",
	.description = "no pool: the forward queue alone, the floor",
	.synchronization = "put touches nothing; get by one thread",
	.capabilities = POOL_FLOOR,
	.create = null_create,
	.destroy = null_destroy,
	.drain = null_drain,
	POOL_CALLS,
};
POOL_REGISTER(null);
