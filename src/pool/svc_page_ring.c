// SPDX-License-Identifier: MIT
/*
 * svc_page_ring: what a receiver of pages could use instead. Pages travel as
 * pointers in a ring, eight to a line; their own lines are not touched, and
 * the consumer needs no read-modify-write at all. docs/champion.md goes
 * through what a kernel would ask of it.
 *
 * - The ring wants one producer at a time. Where puts are serialized, as in
 *   the series, the lock that sees to it is always free: one exchange on a
 *   line that only producers write.
 * - A put never waits: where another producer has the lock, preempted perhaps,
 *   the page goes to a short llist beside the ring instead. The consumer looks
 *   there when the ring is empty, and takes all by one exchange. (Lock-free,
 *   not wait-free: adding to the llist is repeated when another succeeded.)
 * - A get never waits either: the lock is the producers' alone.
 *
 * The ring has max slots, and the consumer has up to 15 pages that it took out
 * of it in a batch. The list has room for SIDE_MAX pages more; it counts first
 * and backs out. So the pool retains max + 15 at most where puts are
 * serialized, and max + 15 + SIDE_MAX where they are not. There a put may be
 * refused while the ring has room: as long as a producer is kept from leaving
 * the ring, the others have the list's room and no more.
 */
#include "pool/kernel/atomic.h"
#include "pool/kernel/llist.h"
#include "pool/kernel/page.h"
#include "pool/pointer_ring.h"
#include "pool/pool.h"

/* Pages on the llist, put by those who found the ring taken */
#define SIDE_MAX	32

struct pool {
	struct pointer_ring ring;		/* most of the pages */
	_Atomic(bool) busy line_pair_aligned;	/* a producer is at the ring */
	struct llist_head side line_pair_aligned;	/* put while @busy */
	atomic_t side_count;	/* at least as many as are on @side */
	struct llist_node *taken line_pair_aligned;	/* by get, off @side */
};

static always_inline bool ring_trylock(struct pool *pool)
{
	/* relaxed: a look, so that a taken line is not taken away */
	return !atomic_load_explicit(&pool->busy, memory_order_relaxed) &&
	       /* acquire: the producer's index, from the one before */
	       !atomic_exchange_explicit(&pool->busy, true,
					 memory_order_acquire);
}

static always_inline void ring_unlock(struct pool *pool)
{
	/* release: pairs with the acquire in ring_trylock() */
	atomic_store_explicit(&pool->busy, false, memory_order_release);
}

static noinline unsigned int side_put(struct pool *pool, struct buffer **pages,
				      unsigned int n, struct tally *tally)
{
	const int held = atomic_add_return((int)n, &pool->side_count) - (int)n;
	const int room = held < SIDE_MAX ? SIDE_MAX - held : 0;
	struct page_chain chain;

	account(tally->put_retries, 1);
	if (room < (int)n) {
		atomic_sub((int)n - room, &pool->side_count);
		n = (unsigned int)room;
	}
	if (!n)
		return 0;
	chain = page_chain(pages, n);
	llist_add_batch(chain.first, chain.last, &pool->side,
			&tally->put_retries);
	return n;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **pages, unsigned int n,
	      struct tally *tally)
{
	unsigned int accepted;

	if (unlikely(!ring_trylock(pool)))
		return side_put(pool, pages, n, tally);
	accepted = pointer_ring_put(&pool->ring, pages, n);
	ring_unlock(pool);
	return accepted;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *page, struct tally *tally)
{
	return pool_put_bulk(pool, &page, 1, tally) ? PUT_ACCEPTED : PUT_FULL;
}

static noinline struct buffer *side_get(struct pool *pool)
{
	struct llist_node *node = pool->taken;

	if (!node) {
		/* a look first: an exchange would take the line away */
		if (llist_empty(&pool->side))
			return NULL;
		node = llist_del_all(&pool->side);
	}
	pool->taken = llist_next(node);
	/* counted until it is handed out: nobody is let in too early */
	atomic_dec(&pool->side_count);
	return page_of(node);
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *page = pointer_ring_get(&pool->ring);

	return likely(page) ? page : side_get(pool);
}

#define POOL_NAME svc_page_ring
#include "pool/loop/hot_loop.h"
#include "pool/ring_pool.h"

static size_t svc_page_ring_length(const struct pool *pool)
{
	const struct llist_node *node = pool->taken;
	size_t length = pointer_ring_length(&pool->ring) +
			llist_length(&pool->side);

	for (; node; length++)
		node = llist_next(node);
	return length;
}

static unsigned int svc_page_ring_excess(const struct pool_params *params)
{
	return pointer_ring_excess(params->max) +
	       (params->producers > 1 ? SIDE_MAX : 0);
}

POOL_REGISTER(
	.description = "ring of pointers behind a lock that is only tried, with an llist beside it",
	.synchronization = "any number of put, put_bulk at once, and one get with them; get against get must be excluded by the caller; puts wait for nobody; no ABA: a slot is written only while it is empty, and the list is taken whole",
	.max_excess = svc_page_ring_excess,
	.drain = pool_drain_by_get,
	.length = svc_page_ring_length,
	RING_POOL_OPS,
	POOL_CALLS);
