/* SPDX-License-Identifier: MIT */
/*
 * An array under a lock, right in all but what the file that includes this
 * makes wrong: it defines broken_put(), which stores a buffer.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "pool/pool.h"

/* The put that goes wrong: before the roles look at the clock at all */
#define BROKEN_AT	10

/* An array */
struct pool {
	pthread_mutex_t lock;	/* around every call */
	/* room for all buffers of the trial, and one that is there twice */
	struct buffer **slots;
	size_t count;	/* how many are in it */
	size_t puts;	/* how many there have been */
	struct buffer *first;	/* the buffer of the first one */
	bool done;	/* what is to go wrong once has gone wrong */
	size_t seen;	/* buffers below this index get does not find */
};

static inline void broken_store(struct pool *pool, struct buffer *buffer)
{
	pool->slots[pool->count++] = buffer;
}

static void broken_put(struct pool *pool, struct buffer *buffer);

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	pthread_mutex_lock(&pool->lock);
	if (!pool->puts++)
		pool->first = buffer;
	broken_put(pool, buffer);
	pthread_mutex_unlock(&pool->lock);
	return PUT_ACCEPTED;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer = NULL;

	pthread_mutex_lock(&pool->lock);
	if (pool->count > pool->seen)
		buffer = pool->slots[--pool->count];
	pthread_mutex_unlock(&pool->lock);
	return buffer;
}

#include "pool/loop/hot_loop.h"

static struct pool *broken_create(const struct pool_params *params,
				  struct error *error)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (pool)
		pool->slots = calloc(params->arena->count + 1,
				     sizeof(*pool->slots));
	if (!pool || !pool->slots) {
		error_set(error, ENOMEM, "no memory for the pool");
		free(pool);
		return NULL;
	}
	pthread_mutex_init(&pool->lock, NULL);
	return pool;
}

static void broken_destroy(struct pool *pool)
{
	free(pool->slots);
	free(pool);
}

static struct buffer *broken_drain(struct pool *pool)
{
	return pool->count ? pool->slots[--pool->count] : NULL;
}

#define BROKEN_CALLS							\
	.synchronization = "any calls at once, by a lock",		\
	.max_excess = pool_excess_unbounded, .create = broken_create,	\
	.destroy = broken_destroy, .drain = broken_drain, POOL_CALLS
