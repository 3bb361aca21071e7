// SPDX-License-Identifier: MIT
/*
 * An array under a lock, right in all but one thing. Compiled once for each
 * thing that can be wrong, as a pool of that name: one buffer is lost (accepted
 * and not stored), doubled (stored twice), replaced (stored in the place of
 * another: none is missing by number), or all are starving (accepted, and never
 * handed out, but drained: nothing is lost).
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "pool/pool.h"

/* The put that goes wrong: before the roles look at the clock at all */
#define BROKEN_AT	10

struct pool {
	pthread_mutex_t lock;	/* around every call */
	/* room for all buffers of the trial, and one that is there twice */
	struct buffer **slots;
	size_t count;	/* how many are in it */
	size_t puts;	/* how many there have been */
	struct buffer *first;	/* the buffer of the first one */
	bool done;	/* what is to go wrong once has gone wrong */
};

static bool is(const char *broken)
{
	return strcmp(BROKEN, broken) == 0;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	pthread_mutex_lock(&pool->lock);
	if (!pool->puts++)
		pool->first = buffer;
	if (is("replaced") && pool->puts >= BROKEN_AT &&
	    buffer != pool->first && !pool->done) {
		pool->done = true;
		buffer = pool->first;
	}
	if (!is("lost") || pool->puts != BROKEN_AT)
		pool->slots[pool->count++] = buffer;
	if (is("doubled") && pool->puts == BROKEN_AT)
		pool->slots[pool->count++] = buffer;
	pthread_mutex_unlock(&pool->lock);
	return PUT_ACCEPTED;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer = NULL;

	pthread_mutex_lock(&pool->lock);
	if (pool->count && !is("starving"))
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

POOL_REGISTER(
	.description = "one buffer is " BROKEN,
	.synchronization = "any calls at once, by a lock",
	.max_excess = pool_excess_unbounded, .create = broken_create,
	.destroy = broken_destroy, .drain = broken_drain, POOL_CALLS);
