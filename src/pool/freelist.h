/* SPDX-License-Identifier: MIT */
/*
 * A last-in first-out freelist under whichever lock: what is measured is the
 * lock. A pool file defines, before it includes this,
 *
 *	FREELIST_LOCK			the lock's type; zeroed is unlocked
 *	FREELIST_TAKE(lock, turn)	by pointers to it and to a FREELIST_TURN
 *	FREELIST_RELEASE(lock, turn)	the same
 *
 * and may have defined
 *
 *	FREELIST_TURN	type of what one locking keeps on the caller's stack
 *
 * The list is in the lock's line: whoever has got the lock has got it too.
 */
#include <stdatomic.h>

#include "pool/pool.h"

#ifndef FREELIST_TURN
struct freelist_no_turn { } __attribute__((unused));
#define FREELIST_TURN	struct freelist_no_turn
#endif

struct pool {
	FREELIST_LOCK lock;	/* of all that follows */
	_Atomic(unsigned int) count;	/* buffers; also read without lock */
	unsigned int max;		/* most of them */
	struct buffer *first;		/* of the list */
};

/* Relaxed, both: under the lock, except for a look at the length. */
static always_inline unsigned int freelist_count(const struct pool *pool)
{
	return atomic_load_explicit(&pool->count, memory_order_relaxed);
}

static always_inline void freelist_set_count(struct pool *pool,
					     unsigned int count)
{
	atomic_store_explicit(&pool->count, count, memory_order_relaxed);
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	enum put_result result = PUT_FULL;
	FREELIST_TURN turn;
	unsigned int count;

	FREELIST_TAKE(&pool->lock, &turn);
	count = freelist_count(pool);
	if (likely(count < pool->max)) {
		buffer->next = pool->first;
		pool->first = buffer;
		freelist_set_count(pool, count + 1);
		result = PUT_ACCEPTED;
	}
	FREELIST_RELEASE(&pool->lock, &turn);
	return result;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	FREELIST_TURN turn;
	unsigned int count;

	if (!n)
		return 0;
	/* Linked before the lock is taken; the last link is set under it. */
	for (unsigned int i = 0; i + 1 < n; i++)
		buffers[i]->next = buffers[i + 1];
	FREELIST_TAKE(&pool->lock, &turn);
	count = freelist_count(pool);
	if (n > pool->max - count)
		n = pool->max - count;
	if (n) {
		buffers[n - 1]->next = pool->first;
		pool->first = buffers[0];
		freelist_set_count(pool, count + n);
	}
	FREELIST_RELEASE(&pool->lock, &turn);
	return n;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	FREELIST_TURN turn;
	struct buffer *buffer;

	FREELIST_TAKE(&pool->lock, &turn);
	buffer = pool->first;
	if (likely(buffer)) {
		pool->first = buffer->next;
		freelist_set_count(pool, freelist_count(pool) - 1);
	}
	FREELIST_RELEASE(&pool->lock, &turn);
	return buffer;
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	pool->max = params->max;
}

#include "pool/loop/hot_loop.h"
#include "pool/life.h"

static size_t freelist_length(const struct pool *pool)
{
	return freelist_count(pool);
}

#define FREELIST_OPS							\
	POOL_LIFE, .drain = pool_drain_by_get, .length = freelist_length
