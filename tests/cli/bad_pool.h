/* SPDX-License-Identifier: MIT */
/*
 * A plain pool that goes wrong in one way. A file defines POOL_NAME, and may
 * define BAD_PUT(), a statement at the start of each put, and BAD_CREATE(),
 * one at the start of create.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/node_memory.h"
#include "pool/pool.h"

#ifndef BAD_PUT
#define BAD_PUT(pool)	(void)(pool)
#endif
#ifndef BAD_CREATE
#define BAD_CREATE()	(void)0
#endif

struct pool {
	pthread_mutex_t lock;
	struct buffer *first;
	unsigned int count;
	unsigned int max;
	unsigned long puts;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	enum put_result result = PUT_FULL;

	pthread_mutex_lock(&pool->lock);
	pool->puts++;
	BAD_PUT(pool);
	if (pool->count < pool->max) {
		buffer->next = pool->first;
		pool->first = buffer;
		pool->count++;
		result = PUT_ACCEPTED;
	}
	pthread_mutex_unlock(&pool->lock);
	return result;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer;

	pthread_mutex_lock(&pool->lock);
	buffer = pool->first;
	if (buffer) {
		pool->first = buffer->next;
		pool->count--;
	}
	pthread_mutex_unlock(&pool->lock);
	return buffer;
}

#include "pool/loop/hot_loop.h"

static struct pool *bad_create(const struct pool_params *params,
			       struct error *error)
{
	struct pool *pool;

	BAD_CREATE();
	pool = node_memory_alloc(sizeof(*pool), params->node, error);
	if (!pool)
		return NULL;
	pthread_mutex_init(&pool->lock, NULL);
	pool->max = params->max;
	return pool;
}

static void bad_destroy(struct pool *pool)
{
	pthread_mutex_destroy(&pool->lock);
	node_memory_free(pool, sizeof(*pool));
}

static struct buffer *bad_drain(struct pool *pool)
{
	struct tally unused = { 0 };

	return pool_get(pool, &unused);
}

POOL_REGISTER(
	.description = "goes wrong, for tests",
	.synchronization = "one lock",
	.create = bad_create,
	.destroy = bad_destroy,
	.drain = bad_drain,
	POOL_CALLS);
