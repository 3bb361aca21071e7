// SPDX-License-Identifier: MIT
/*
 * A pool that knows by itself on which node each buffer lies: it asks the
 * kernel before the trial, and counts what it hands out by these tags. A queue,
 * first in first out, so that all buffers go round. At first it hands out none
 * until all have come from the backing list: from then on it sees each.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"
#include "pool/loop/role.h"
#include "pool/pool.h"
#include "witness.h"

struct pool {
	pthread_mutex_t lock;
	struct buffer *first;
	struct buffer **last;
	const struct arena *arena;
	unsigned char *node;
	uint64_t all[WITNESS_NODES];
	bool warm;
};

struct witness_counts witness_counts;

static unsigned int node_of(const struct pool *pool,
			    const struct buffer *buffer)
{
	return pool->node[buffer - pool->arena->descriptors];
}

static void append(struct pool *pool, struct buffer *buffer)
{
	buffer->next = NULL;
	*pool->last = buffer;
	pool->last = &buffer->next;
}

static struct buffer *take(struct pool *pool)
{
	struct buffer *buffer = pool->first;

	if (buffer) {
		pool->first = buffer->next;
		if (!pool->first)
			pool->last = &pool->first;
	}
	return buffer;
}

static inline enum put_result pool_put(struct pool *pool,
				       struct buffer *buffer,
				       struct tally *tally)
{
	pthread_mutex_lock(&pool->lock);
	witness_counts.put[node_of(pool, buffer)]++;
	append(pool, buffer);
	pthread_mutex_unlock(&pool->lock);
	return PUT_ACCEPTED;
}

static inline unsigned int pool_put_bulk(struct pool *pool,
					 struct buffer **buffers,
					 unsigned int n, struct tally *tally)
{
	for (unsigned int i = 0; i < n; i++)
		pool_put(pool, buffers[i], tally);
	return n;
}

void witness_close_window(void)
{
	struct witness_counts *counts = &witness_counts;
	/* one is open, so a slice has started */
	const unsigned int slice = counts->slices - 1;

	for (int node = 0; counts->open && node < WITNESS_NODES; node++) {
		if (slice < WITNESS_SLICES)
			counts->window[slice][node] += counts->got[node] -
						       counts->at_open[node];
	}
	counts->open = false;
}

/* The consumer's edges are noticed between two bursts, so with burst 1 no
 * buffer falls between the edge and the next get. */
static void look_at_window(const struct tally *tally)
{
	const struct role *role = (const struct role *)(const void *)
		((const char *)tally - offsetof(struct role, tally));
	const bool open = role->edge > 0 && role->edge < ROLE_EDGES;

	if (!open) {
		witness_close_window();
	} else if (!witness_counts.open) {
		witness_counts.open = true;
		memcpy(witness_counts.at_open, witness_counts.got,
		       sizeof(witness_counts.got));
	}
}

static inline struct buffer *pool_get(struct pool *pool, struct tally *tally)
{
	struct buffer *buffer;

	if (!pool->warm) {
		if (tally->fallback < pool->arena->count) {
			look_at_window(tally);
			witness_counts.incomplete |= witness_counts.open;
			return NULL;
		}
		pool->warm = true;
		memcpy(witness_counts.got, pool->all, sizeof(pool->all));
	}
	look_at_window(tally);
	pthread_mutex_lock(&pool->lock);
	buffer = take(pool);
	pthread_mutex_unlock(&pool->lock);
	if (buffer)
		witness_counts.got[node_of(pool, buffer)]++;
	return buffer;
}

#define POOL_PUT_BULK
#define POOL_NAME witness
#include "pool/loop/hot_loop.h"

static struct pool *witness_create(const struct pool_params *params,
				   struct error *error)
{
	struct pool *pool = node_memory_alloc(sizeof(*pool), params->node,
					      error);

	if (!pool)
		return NULL;
	pthread_mutex_init(&pool->lock, NULL);
	pool->last = &pool->first;
	pool->arena = params->arena;
	pool->node = calloc(params->arena->slots + 1, 1);
	if (!pool->node)
		abort();
	for (size_t i = 0; i < params->arena->count; i++) {
		const struct buffer *buffer = params->arena->all[i];
		const int node = witness_node(buffer);

		if (node < 0 || node >= WITNESS_NODES)
			abort();
		pool->node[buffer - params->arena->descriptors] =
			(unsigned char)node;
		pool->all[node]++;
	}
	return pool;
}

static void witness_destroy(struct pool *pool)
{
	pthread_mutex_destroy(&pool->lock);
	free(pool->node);
	node_memory_free(pool, sizeof(*pool));
}

static unsigned int witness_excess(const struct pool_params *params)
{
	return POOL_EXCESS_UNBOUNDED;
}

POOL_REGISTER(
	.description = "counts by itself from which node buffers come",
	.synchronization = "any calls at once; a lock serializes them",
	.max_excess = witness_excess,
	.create = witness_create,
	.destroy = witness_destroy,
	.drain = take,
	POOL_CALLS);
