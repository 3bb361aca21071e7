// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Magazines per CPU under a local lock, and their depot under a spinlock
 * (Bonwick, Adams: "Magazines and Vmem", USENIX 2001), as the pools percpu_*
 * of user space are made: a CPU has a loaded magazine and a previous one, which
 * is full or empty. Where neither serves, the previous one is exchanged at the
 * depot, whose magazines are the cap. Pages change CPUs as pointers: their own
 * lines are not touched.
 */
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

#include "base/node_memory.h"
#include "pool/pool.h"

#define ROUNDS	32

/**
 * struct magazine - some pages
 * @next: in the depot
 * @n: pages that it has
 * @page: them; the last one is taken first
 */
struct magazine {
	struct magazine *next;
	unsigned int n;
	struct buffer *page[ROUNDS];
} ____cacheline_aligned_in_smp;

/**
 * struct own - magazines of one CPU
 * @lock: keeps others of this CPU away
 * @loaded: in use
 * @previous: full or empty
 */
struct own {
	local_lock_t lock;
	struct magazine *loaded;
	struct magazine *previous;
};

/**
 * struct pool - magazines and depot
 * @cpu: two magazines each
 * @magazines: all there are
 * @lock: of all that follows
 * @full: the depot's full magazines
 * @empty: its empty ones
 */
struct pool {
	struct own __percpu *cpu;
	struct magazine *magazines;
	spinlock_t lock ____cacheline_aligned_in_smp;
	struct magazine *full;
	struct magazine *empty;
};

static unsigned int depot_size(unsigned int max)
{
	return max(max / ROUNDS, 1U);
}

/*
 * The CPU's other magazine where it has @wanted pages (none or ROUNDS), else
 * one of the depot's. NULL: the depot has none.
 */
static noinline struct magazine *magazine_load(struct pool *pool,
					       struct own *own,
					       unsigned int wanted)
{
	struct magazine **from = wanted ? &pool->full : &pool->empty;
	struct magazine **to = wanted ? &pool->empty : &pool->full;
	struct magazine *other = own->previous;

	if (other->n != wanted) {
		/* a look first; without the lock it may be late, never wrong */
		if (!READ_ONCE(*from))
			return NULL;
		spin_lock(&pool->lock);
		other = *from;
		if (other) {
			WRITE_ONCE(*from, other->next);
			own->previous->next = *to;
			WRITE_ONCE(*to, own->previous);
		}
		spin_unlock(&pool->lock);
		if (!other)
			return NULL;
	}
	own->previous = own->loaded;
	own->loaded = other;
	return other;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct magazine *magazine;
	struct own *own;
	unsigned int i;

	local_lock(&pool->cpu->lock);
	own = this_cpu_ptr(pool->cpu);
	magazine = own->loaded;
	for (i = 0; i < n; i++) {
		if (unlikely(magazine->n == ROUNDS)) {
			magazine = magazine_load(pool, own, 0);
			if (!magazine)
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
	struct own *own;
	unsigned int i;

	local_lock(&pool->cpu->lock);
	own = this_cpu_ptr(pool->cpu);
	magazine = own->loaded;
	for (i = 0; i < n; i++) {
		if (unlikely(!magazine->n)) {
			magazine = magazine_load(pool, own, ROUNDS);
			if (!magazine)
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

static size_t magazines_bytes(unsigned int max)
{
	return (depot_size(max) + 2 * nr_cpu_ids) * sizeof(struct magazine);
}

static void magazines_destroy(struct pool *pool)
{
	free_percpu(pool->cpu);
	kvfree(pool->magazines);
	node_memory_free(pool, sizeof(*pool));
}

static struct pool *magazines_create(const struct pool_params *params,
				     struct error *error)
{
	struct pool *pool = pool_memory(params, sizeof(*pool), error);
	struct magazine *next;
	unsigned int i;
	int cpu;

	if (!pool)
		return NULL;
	pool->cpu = alloc_percpu(struct own);
	pool->magazines = pool_memory(params, magazines_bytes(params->max),
				      error);
	if (!pool->cpu || !pool->magazines) {
		error_set(error, ENOMEM, "no memory for magazines");
		magazines_destroy(pool);
		return NULL;
	}
	next = pool->magazines;
	for_each_possible_cpu(cpu) {
		struct own *own = per_cpu_ptr(pool->cpu, cpu);

		local_lock_init(&own->lock);
		own->loaded = next++;
		own->previous = next++;
	}
	spin_lock_init(&pool->lock);
	for (i = depot_size(params->max); i > 0; i--, next++) {
		next->next = pool->empty;
		pool->empty = next;
	}
	return pool;
}

/* Of a magazine that nobody uses now */
static struct buffer *magazine_take(struct magazine *magazine)
{
	return magazine->n ? magazine->page[--magazine->n] : NULL;
}

/* On every CPU: get finds only the depot's and its own. */
static struct buffer *magazines_drain(struct pool *pool)
{
	struct buffer *buffer;
	int cpu;

	for_each_possible_cpu(cpu) {
		struct own *own = per_cpu_ptr(pool->cpu, cpu);

		buffer = magazine_take(own->loaded) ?:
			 magazine_take(own->previous);
		if (buffer)
			return buffer;
	}
	for (; pool->full; pool->full = pool->full->next) {
		buffer = magazine_take(pool->full);
		if (buffer)
			return buffer;
	}
	return NULL;
}

static size_t magazines_length(const struct pool *pool)
{
	const struct magazine *magazine;
	size_t length = 0;
	int cpu;

	for (magazine = pool->full; magazine; magazine = magazine->next)
		length += magazine->n;
	for_each_possible_cpu(cpu) {
		const struct own *own = per_cpu_ptr(pool->cpu, cpu);

		length += own->loaded->n + own->previous->n;
	}
	return length;
}

/* The depot has one magazine at least. */
static unsigned int magazines_excess(const struct pool_params *params)
{
	return (2 * (params->producers + 1) + 1) * ROUNDS;
}

POOL_REGISTER(
	.description = "two magazines per CPU under a local lock, a depot of whole ones behind them",
	.synchronization = "any number of each at once: locks",
	.max_excess = magazines_excess,
	.create = magazines_create,
	.destroy = magazines_destroy,
	.drain = magazines_drain,
	.length = magazines_length,
	POOL_CALLS);
