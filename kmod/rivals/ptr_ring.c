// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The kernel's own ptr_ring: a burst under one locking of each side. */
#include "base/node_memory.h"
#include "pool/pool.h"
#include "ring_length.h"

struct pool {
	struct ptr_ring ring;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	return ptr_ring_produce(&pool->ring, buffer) ? PUT_FULL : PUT_ACCEPTED;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	unsigned int i;

	spin_lock(&pool->ring.producer_lock);
	for (i = 0; i < n; i++) {
		if (__ptr_ring_produce(&pool->ring, buffers[i]))
			break;
	}
	spin_unlock(&pool->ring.producer_lock);
	return i;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	return ptr_ring_consume(&pool->ring);
}

#define POOL_GET_BULK
static always_inline unsigned int
pool_get_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	return ptr_ring_consume_batched(&pool->ring, (void **)buffers, n);
}

#define POOL_NAME ptr_ring
#include "pool/loop/hot_loop.h"

static struct pool *ring_create(const struct pool_params *params,
				struct error *error)
{
	struct pool *pool = pool_memory(params, sizeof(*pool), error);

	if (pool && ptr_ring_init(&pool->ring, params->max, GFP_KERNEL)) {
		node_memory_free(pool, sizeof(*pool));
		error_set(error, ENOMEM, "no memory for %u slots",
			  params->max);
		pool = NULL;
	}
	return pool;
}

static void ring_destroy(struct pool *pool)
{
	/* it has been drained */
	ptr_ring_cleanup(&pool->ring, NULL);
	node_memory_free(pool, sizeof(*pool));
}

static size_t length_of_ring(const struct pool *pool)
{
	return ring_length(&pool->ring);
}

POOL_REGISTER(
	.description = "the kernel's ring of pointers, its locks taken",
	.synchronization = "any number of each at once: a lock on either side",
	.create = ring_create,
	.destroy = ring_destroy,
	.drain = pool_drain_by_get,
	.length = length_of_ring,
	POOL_CALLS);
