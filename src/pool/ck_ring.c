// SPDX-License-Identifier: MIT
/*
 * ck_ring: the ring of Concurrency Kit, many producers and one consumer.
 * Pointers travel eight to a line, and no buffer is touched. A producer that is
 * preempted between taking a slot and publishing it stops the other producers,
 * which wait in their puts, and the consumer, which finds nothing after it.
 *
 * The ring is the cap: the next power of two, less the slot that it leaves
 * free.
 */
#define LIBRARY_CAPABILITIES	(POOL_HIDES_RETRIES | POOL_ORDERS_PUTS)
#define POOL_NAME ck_ring
#include "pool/ck.h"

#if LIBRARY_FOUND
#include "base/node_memory.h"

struct pool {
	/* its indexes; each role's on a line of its own */
	ck_ring_t ring line_pair_aligned;
	ck_ring_buffer_t slots[] line_pair_aligned;	/* @ring.size of them */
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	return likely(ck_ring_enqueue_mpsc(&pool->ring, pool->slots, buffer)) ?
	       PUT_ACCEPTED : PUT_FULL;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer;

	return ck_ring_dequeue_mpsc(&pool->ring, pool->slots, &buffer) ?
	       buffer : NULL;
}

#include "pool/loop/hot_loop.h"

static unsigned int ring_size(unsigned int max)
{
	unsigned int size = 2;

	while (size <= max)
		size *= 2;
	return size;
}

static size_t ring_bytes(unsigned int size)
{
	return sizeof(struct pool) + size * sizeof(ck_ring_buffer_t);
}

static struct pool *ck_ring_create(const struct pool_params *params,
				   struct error *error)
{
	const unsigned int size = ring_size(params->max);
	struct pool *pool = node_memory_alloc(ring_bytes(size), params->node,
					      error);

	if (pool)
		ck_ring_init(&pool->ring, size);
	return pool;
}

static void ck_ring_destroy(struct pool *pool)
{
	node_memory_free(pool, ring_bytes(ck_ring_capacity(&pool->ring)));
}

static size_t ck_ring_length(const struct pool *pool)
{
	return ck_ring_size(&pool->ring);
}

static unsigned int ck_ring_excess(const struct pool_params *params)
{
	return ring_size(params->max) - 1 - params->max;
}

#define LIBRARY_OPS							\
	.max_excess = ck_ring_excess, .create = ck_ring_create,		\
	.destroy = ck_ring_destroy, .drain = pool_drain_by_get,	\
	.length = ck_ring_length
#endif

POOL_REGISTER(
	.description = "ring of Concurrency Kit, many producers and one consumer",
	.synchronization = "any number of puts at once, and one get with them; get against get must be excluded by the caller; puts finish in the order in which they took their slots and wait for each other; indexes only grow, so there is no ABA before 2^32 puts inside of one",
	LIBRARY_CALLS);
