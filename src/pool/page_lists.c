// SPDX-License-Identifier: MIT
/*
 * page_lists: a model of the page allocator's own per-CPU lists of order 0
 * (mm/page_alloc.c): what pages go through that no pool keeps. A CPU has a list
 * under a lock of its own that is only tried: who finds it taken, because its
 * owner was preempted, goes to the zone. A put that finds the list at its high
 * mark moves a batch of the oldest pages to the zone's list, under the zone's
 * lock; a get that finds none takes a batch from there.
 *
 * Where it departs: the zone keeps no more than the pool's cap, no buddies are
 * merged or split, there is one migration type, and batch and high mark stay at
 * what a large zone begins with, where the kernel lets both follow the load.
 */
#include <sched.h>

#include "base/node_memory.h"
#include "pool/cpu_slot.h"
#include "pool/pool.h"
#include "pool/spin.h"

/* zone_batchsize() of a zone of 1 GiB or more, and the least high mark */
#define PCP_BATCH	63
#define PCP_HIGH	(4 * PCP_BATCH)

/* page->lru, in the two words that only a buffer's owner uses */
struct page_link {
	struct page_link *next;
	struct page_link *prev;
};

_Static_assert(offsetof(struct buffer, next) == 0 &&
	       offsetof(struct buffer, backing_next) == sizeof(void *),
	       "a page_link lies over both");

/* Pages under a lock */
struct page_list {
	struct spin lock;	/* of what follows */
	unsigned int count;	/* pages on the list */
	struct page_link head;	/* @next is the one that was added last */
} line_pair_aligned;

/* A zone and its per-CPU lists */
struct pool {
	struct page_list zone;	/* the rest */
	unsigned int zone_max line_pair_aligned;	/* most that it keeps */
	unsigned int nr_cpus;	/* magazine_cpus() */
	char *cpus;	/* page_lists, CPU_STRIDE apart, on their nodes */
};

static always_inline struct page_list *cpu_list(const struct pool *pool,
						int cpu)
{
	return (struct page_list *)(void *)(pool->cpus +
					    (size_t)cpu * CPU_STRIDE);
}

static always_inline struct page_list *this_cpu_list(const struct pool *pool)
{
	/* the thread may migrate from here on: the lock keeps it right */
	const int cpu = sched_getcpu();

	return cpu_list(pool, cpu > 0 ? cpu : 0);
}

static always_inline void list_add(struct page_list *list,
				   struct page_link *link)
{
	struct page_link *first = list->head.next;

	link->next = first;
	link->prev = &list->head;
	first->prev = link;
	list->head.next = link;
	list->count++;
}

static always_inline struct page_link *list_del(struct page_list *list,
						struct page_link *link)
{
	link->next->prev = link->prev;
	link->prev->next = link->next;
	list->count--;
	return link;
}

/* free_pcppages_bulk(): the oldest first; false: the zone takes none. */
static noinline bool list_drain(struct pool *pool, struct page_list *list,
				struct tally *tally)
{
	struct page_list *zone = &pool->zone;
	unsigned int n = 0;

	spin_lock(&zone->lock, &tally->put_retries);
	for (; n < PCP_BATCH && zone->count < pool->zone_max; n++)
		list_add(zone, list_del(list, list->head.prev));
	spin_unlock(&zone->lock);
	return n > 0;
}

/* rmqueue_bulk() */
static noinline void list_refill(struct pool *pool, struct page_list *list,
				 struct tally *tally)
{
	struct page_list *zone = &pool->zone;

	spin_lock(&zone->lock, &tally->get_retries);
	for (unsigned int i = 0; zone->count && i < PCP_BATCH; i++)
		list_add(list, list_del(zone, zone->head.next));
	spin_unlock(&zone->lock);
}

/* The CPU's list is taken: free_one_page() */
static noinline enum put_result zone_put(struct pool *pool,
					 struct page_link *link,
					 struct tally *tally)
{
	bool accepted;

	account(tally->put_retries, 1);
	spin_lock(&pool->zone.lock, &tally->put_retries);
	accepted = pool->zone.count < pool->zone_max;
	if (accepted)
		list_add(&pool->zone, link);
	spin_unlock(&pool->zone.lock);
	return accepted ? PUT_ACCEPTED : PUT_FULL;
}

static noinline struct page_link *zone_get(struct pool *pool,
					   struct tally *tally)
{
	struct page_list *zone = &pool->zone;
	struct page_link *link = NULL;

	account(tally->get_retries, 1);
	spin_lock(&zone->lock, &tally->get_retries);
	if (zone->count)
		link = list_del(zone, zone->head.next);
	spin_unlock(&zone->lock);
	return link;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	struct page_link *link = (void *)buffer;
	struct page_list *list = this_cpu_list(pool);
	bool room;

	if (unlikely(!spin_trylock(&list->lock)))
		return zone_put(pool, link, tally);
	room = likely(list->count < PCP_HIGH) || list_drain(pool, list, tally);
	if (room)
		list_add(list, link);
	spin_unlock(&list->lock);
	return room ? PUT_ACCEPTED : PUT_FULL;
}

/* free_unref_folios(): the CPU's lock is taken once */
#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct page_list *list = this_cpu_list(pool);
	unsigned int done = 0;

	if (unlikely(!spin_trylock(&list->lock))) {
		while (done < n && zone_put(pool, (void *)buffers[done],
					    tally) == PUT_ACCEPTED)
			done++;
		return done;
	}
	for (; done < n; done++) {
		if (unlikely(list->count >= PCP_HIGH) &&
		    !list_drain(pool, list, tally))
			break;
		list_add(list, (void *)buffers[done]);
	}
	spin_unlock(&list->lock);
	return done;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct page_list *list = this_cpu_list(pool);
	struct page_link *link = NULL;

	if (unlikely(!spin_trylock(&list->lock)))
		return (void *)zone_get(pool, tally);
	if (unlikely(!list->count))
		list_refill(pool, list, tally);
	if (likely(list->count))
		link = list_del(list, list->head.next);
	spin_unlock(&list->lock);
	return (void *)link;
}

#define POOL_NAME page_lists
#include "pool/loop/hot_loop.h"

/* One CPU alone is refused nothing below max; and a batch can be passed on. */
static unsigned int zone_limit(unsigned int max)
{
	return max > PCP_HIGH + PCP_BATCH ? max - PCP_HIGH : PCP_BATCH;
}

static void page_lists_destroy(struct pool *pool)
{
	node_memory_free(pool->cpus, pool->nr_cpus * CPU_STRIDE);
	node_memory_free(pool, sizeof(*pool));
}

static void list_init(struct page_list *list)
{
	list->head.next = list->head.prev = &list->head;
}

static struct pool *page_lists_create(const struct pool_params *params,
				      struct error *error)
{
	struct pool *pool = node_memory_alloc(sizeof(*pool), params->node,
					      error);

	if (!pool)
		return NULL;
	list_init(&pool->zone);
	pool->zone_max = zone_limit(params->max);
	pool->nr_cpus = magazine_cpus();
	pool->cpus = cpu_memory(pool->nr_cpus, CPU_STRIDE,
				sizeof(struct page_list), params->node, error);
	if (!pool->cpus) {
		page_lists_destroy(pool);
		return NULL;
	}
	for (unsigned int i = 0; i < pool->nr_cpus; i++)
		list_init(cpu_list(pool, (int)i));
	return pool;
}

static struct buffer *page_lists_drain(struct pool *pool)
{
	struct page_list *list = &pool->zone;

	for (unsigned int i = 0; !list->count && i < pool->nr_cpus; i++)
		list = cpu_list(pool, (int)i);
	return list->count ? (void *)list_del(list, list->head.next) : NULL;
}

static unsigned int page_lists_strand(const struct pool_params *params)
{
	return PCP_HIGH;
}

/* All CPUs at the high mark, by threads that move about */
static unsigned int page_lists_excess(const struct pool_params *params)
{
	return zone_limit(params->max) + magazine_cpus() * PCP_HIGH -
	       params->max;
}

POOL_REGISTER(
	.description = "per-CPU lists over a zone lock: model of the kernel's page allocator",
	.synchronization = "any calls at once; a CPU's list by a lock that is only tried, the zone by a lock, the CPU's first, so there is no ABA",
	.strand = page_lists_strand,
	.max_excess = page_lists_excess,
	.create = page_lists_create,
	.destroy = page_lists_destroy,
	.drain = page_lists_drain,
	POOL_CALLS);
