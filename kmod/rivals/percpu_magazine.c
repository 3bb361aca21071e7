// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Magazines per CPU under a local lock, with a depot under a spinlock, as the
 * page allocator's own lists are made: a put goes to the CPU's magazine, and
 * half of it to the depot when it is full; a get that finds its own one empty
 * takes as many from the depot. The depot has the cap.
 */
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

#include "base/node_memory.h"
#include "pool/pool.h"

#define MAGAZINE	64
#define HALF		(MAGAZINE / 2)

/**
 * struct magazine - of one CPU
 * @lock: keeps others of this CPU away
 * @n: pages that it has
 * @page: them; the last one is taken first
 */
struct magazine {
	local_lock_t lock;
	unsigned int n;
	struct buffer *page[MAGAZINE];
};

/**
 * struct pool - magazines and depot
 * @cpu: one magazine each
 * @lock: of all that follows
 * @max: most pages of the depot
 * @count: pages in it
 * @first: of them
 */
struct pool {
	struct magazine __percpu *cpu;
	spinlock_t lock ____cacheline_aligned_in_smp;
	unsigned int max;
	unsigned int count;
	struct buffer *first;
};

/* The older half leaves; what the depot has no room for stays. */
static noinline void magazine_flush(struct pool *pool,
				    struct magazine *magazine)
{
	unsigned int moved;

	spin_lock(&pool->lock);
	for (moved = 0; moved < HALF && pool->count < pool->max; moved++) {
		magazine->page[moved]->next = pool->first;
		pool->first = magazine->page[moved];
		pool->count++;
	}
	spin_unlock(&pool->lock);
	magazine->n -= moved;
	memmove(magazine->page, magazine->page + moved,
		magazine->n * sizeof(magazine->page[0]));
}

static noinline void magazine_fill(struct pool *pool,
				   struct magazine *magazine)
{
	/* a look first; without the lock it may be late, never wrong */
	if (!READ_ONCE(pool->first))
		return;
	spin_lock(&pool->lock);
	while (magazine->n < HALF && pool->first) {
		magazine->page[magazine->n++] = pool->first;
		pool->first = pool->first->next;
		pool->count--;
	}
	spin_unlock(&pool->lock);
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct magazine *magazine;
	unsigned int i;

	local_lock(&pool->cpu->lock);
	magazine = this_cpu_ptr(pool->cpu);
	for (i = 0; i < n; i++) {
		if (unlikely(magazine->n == MAGAZINE)) {
			magazine_flush(pool, magazine);
			if (magazine->n == MAGAZINE)
				break;
		}
		magazine->page[magazine->n++] = buffers[i];
	}
	local_unlock(&pool->cpu->lock);
	return i;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	return pool_put_bulk(pool, &buffer, 1, tally) ? PUT_ACCEPTED :
							PUT_FULL;
}

#define POOL_GET_BULK
static always_inline unsigned int
pool_get_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct magazine *magazine;
	unsigned int i;

	local_lock(&pool->cpu->lock);
	magazine = this_cpu_ptr(pool->cpu);
	for (i = 0; i < n; i++) {
		if (unlikely(!magazine->n)) {
			magazine_fill(pool, magazine);
			if (!magazine->n)
				break;
		}
		buffers[i] = magazine->page[--magazine->n];
	}
	local_unlock(&pool->cpu->lock);
	return i;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer;

	return pool_get_bulk(pool, &buffer, 1, tally) ? buffer : NULL;
}

#define POOL_NAME percpu_magazine
#include "pool/loop/hot_loop.h"

static struct pool *magazines_create(const struct pool_params *params,
				     struct error *error)
{
	struct pool *pool = pool_memory(params, sizeof(*pool), error);
	int cpu;

	if (!pool)
		return NULL;
	pool->cpu = alloc_percpu(struct magazine);
	if (!pool->cpu) {
		node_memory_free(pool, sizeof(*pool));
		error_set(error, ENOMEM, "no memory for magazines");
		return NULL;
	}
	for_each_possible_cpu(cpu)
		local_lock_init(&per_cpu_ptr(pool->cpu, cpu)->lock);
	spin_lock_init(&pool->lock);
	pool->max = params->max;
	return pool;
}

static void magazines_destroy(struct pool *pool)
{
	free_percpu(pool->cpu);
	node_memory_free(pool, sizeof(*pool));
}

/* On every CPU: get finds only the depot's and its own. */
static struct buffer *magazines_drain(struct pool *pool)
{
	struct buffer *buffer = pool->first;
	int cpu;

	if (buffer) {
		pool->first = buffer->next;
		pool->count--;
		return buffer;
	}
	for_each_possible_cpu(cpu) {
		struct magazine *magazine = per_cpu_ptr(pool->cpu, cpu);

		if (magazine->n)
			return magazine->page[--magazine->n];
	}
	return NULL;
}

static size_t magazines_length(const struct pool *pool)
{
	size_t length = READ_ONCE(pool->count);
	int cpu;

	for_each_possible_cpu(cpu)
		length += per_cpu_ptr(pool->cpu, cpu)->n;
	return length;
}

static unsigned int magazines_excess(const struct pool_params *params)
{
	return (params->producers + 1) * MAGAZINE;
}

POOL_REGISTER(
	.description = "magazines per CPU under a local lock, a depot behind them",
	.synchronization = "any number of each at once: locks",
	.max_excess = magazines_excess,
	.create = magazines_create,
	.destroy = magazines_destroy,
	.drain = magazines_drain,
	.length = magazines_length,
	POOL_CALLS);
