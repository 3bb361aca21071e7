// SPDX-License-Identifier: MIT
/*
 * ptr_ring: what net's page_pool does (net/core/page_pool.c over
 * include/linux/ptr_ring.h, v6.19). The consumer has a cache of pointers, which
 * it refills from a ring in one go; producers put into the ring under a lock.
 * The two share no index: a slot is free while it is NULL, and the consumer
 * clears slots a batch at a time, backwards, so that the line that the
 * producer is on is written last.
 *
 * Where this departs: slots that are not yet cleared look full to producers,
 * so the ring has as many more as that can be, or it would refuse below max.
 * A buffer of another node is refused by put; page_pool releases it in its
 * refill, where the contract of a pool knows no way to. The lock is spin.h's.
 */
#include <stdatomic.h>

#include "base/node_memory.h"
#include "pool/pool.h"
#include "pool/spin.h"

/* PP_ALLOC_CACHE_REFILL */
#define CACHE_REFILL	64
/* Slots cleared together: two lines of them, as ptr_ring has it */
#define CLEAR_BATCH	(LINE_PAIR / sizeof(void *))

struct pool {
	unsigned int cached line_pair_aligned;	/* buffers in @cache */
	unsigned int head;	/* next slot that the consumer reads */
	unsigned int tail;	/* first that it has read and not cleared */
	struct buffer *cache[CACHE_REFILL];	/* the consumer's own */

	struct spin lock line_pair_aligned;	/* of the producers */
	unsigned int producer;	/* next slot that they write */

	unsigned int size line_pair_aligned;
	uintptr_t home;	/* where the descriptors begin that are recycled */
	uintptr_t home_bytes;	/* and how far they reach */
	_Atomic(struct buffer *) slots[] line_pair_aligned;	/* NULL: free */
};

/* Under the lock */
static always_inline bool ring_produce(struct pool *pool,
				       struct buffer *buffer)
{
	_Atomic(struct buffer *) *slot = &pool->slots[pool->producer];

	/* relaxed: nothing but the slot itself is handed back with NULL */
	if (unlikely(atomic_load_explicit(slot, memory_order_relaxed)))
		return false;
	/* release: what the producer did to the buffer */
	atomic_store_explicit(slot, buffer, memory_order_release);
	if (unlikely(++pool->producer == pool->size))
		pool->producer = 0;
	return true;
}

static always_inline bool is_foreign(const struct pool *pool,
				     const struct buffer *buffer)
{
	return unlikely((uintptr_t)buffer - pool->home >= pool->home_bytes);
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	bool accepted;

	if (is_foreign(pool, buffer))
		return PUT_FULL;
	spin_lock(&pool->lock, &tally->put_retries);
	accepted = ring_produce(pool, buffer);
	spin_unlock(&pool->lock);
	return likely(accepted) ? PUT_ACCEPTED : PUT_FULL;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	unsigned int own = 0, done = 0;

	/* those that can be recycled come first: it takes the first ones */
	for (unsigned int i = 0; i < n; i++) {
		struct buffer *buffer = buffers[i];

		if (is_foreign(pool, buffer))
			continue;
		buffers[i] = buffers[own];
		buffers[own++] = buffer;
	}
	if (!own)
		return 0;
	spin_lock(&pool->lock, &tally->put_retries);
	while (done < own && ring_produce(pool, buffers[done]))
		done++;
	spin_unlock(&pool->lock);
	return done;
}

static always_inline struct buffer *ring_consume(struct pool *pool)
{
	/* acquire: pairs with ring_produce() */
	struct buffer *buffer = atomic_load_explicit(&pool->slots[pool->head],
						     memory_order_acquire);

	if (!buffer)
		return NULL;
	pool->head++;
	if (pool->head - pool->tail < CLEAR_BATCH && pool->head < pool->size)
		return buffer;
	for (unsigned int i = pool->head; i-- > pool->tail;)
		/* relaxed: see ring_produce() */
		atomic_store_explicit(&pool->slots[i], NULL,
				      memory_order_relaxed);
	if (pool->head == pool->size)
		pool->head = 0;
	pool->tail = pool->head;
	return buffer;
}

/* What the ring has, up to a refill, into the cache; one of them out of it. */
static noinline struct buffer *ptr_ring_refill(struct pool *pool)
{
	struct buffer *buffer = NULL;

	while (pool->cached < CACHE_REFILL) {
		buffer = ring_consume(pool);
		if (!buffer)
			break;
		pool->cache[pool->cached++] = buffer;
	}
	return pool->cached ? pool->cache[--pool->cached] : NULL;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	if (likely(pool->cached))
		return pool->cache[--pool->cached];
	return ptr_ring_refill(pool);
}

#define POOL_NAME ptr_ring
#include "pool/loop/hot_loop.h"

static size_t ptr_ring_bytes(unsigned int size)
{
	return sizeof(struct pool) + size * sizeof(struct buffer *);
}

static struct pool *ptr_ring_create(const struct pool_params *params,
				    struct error *error)
{
	const unsigned int size = params->max + CLEAR_BATCH - 1;
	struct pool *pool = node_memory_alloc(ptr_ring_bytes(size),
					      params->node, error);

	if (!pool)
		return NULL;
	pool->size = size;
	pool->home = (uintptr_t)params->arena->home;
	pool->home_bytes = params->arena->home_bytes;
	if (params->node == NODE_ANY) {
		pool->home = 0;
		pool->home_bytes = UINTPTR_MAX;
	}
	return pool;
}

static void ptr_ring_destroy(struct pool *pool)
{
	node_memory_free(pool, ptr_ring_bytes(pool->size));
}

static size_t ptr_ring_length(const struct pool *pool)
{
	const unsigned int uncleared = pool->head - pool->tail;
	size_t length = pool->cached;

	for (unsigned int i = 0; i < pool->size - uncleared; i++) {
		const unsigned int slot = (pool->head + i) % pool->size;

		/* relaxed: no buffer is looked into */
		if (!atomic_load_explicit(&pool->slots[slot],
					  memory_order_relaxed))
			break;
		length++;
	}
	return length;
}

static unsigned int ptr_ring_excess(const struct pool_params *params)
{
	return CLEAR_BATCH - 1 + CACHE_REFILL;
}

POOL_REGISTER(
	.description = "consumer cache over a ring of pointers with a producer lock: net page_pool",
	.synchronization = "any number of puts at once, by a lock, and one get with them; get against get must be excluded by the caller; a slot is written only while it is NULL, so there is no ABA; buffers of another node are refused",
	.max_excess = ptr_ring_excess,
	.create = ptr_ring_create,
	.destroy = ptr_ring_destroy,
	.drain = pool_drain_by_get,
	.length = ptr_ring_length,
	POOL_CALLS);
