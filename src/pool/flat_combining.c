// SPDX-License-Identifier: MIT
/*
 * flat_combining: a freelist on which whoever has the lock does the work of
 * all who wait for it (Hendler, Incze, Shavit, Tzafrir: "Flat combining and the
 * synchronization-parallelism tradeoff", SPAA 2010). A thread that does not get
 * the lock at once writes what it wants into a record of its own and waits
 * until it has been done, or until it gets the lock. The list then stays in the
 * combiner's cache, and the lock moves once for several calls.
 *
 * Records lie at a fixed place for each thread, instead of in a list that those
 * out of use are taken off: there are no more threads than fit.
 */
#include <stdatomic.h>

#include "pool/pool.h"
#include "pool/spin.h"
#include "pool/thread_slot.h"

/* Looks at one's own record before the lock is looked at again */
#define LOOKS		32

/* What a record asks for */
enum wanted {
	WANTED_NOTHING,	/* it is its thread's own */
	WANTED_PUT,	/* put @n buffers, and set @n to those accepted */
	WANTED_GET,	/* get one buffer, or NULL */
};

/* One thread's publication record */
struct record {
	_Atomic(unsigned int) wanted;	/* an enum wanted; whose the rest is */
	unsigned int n;			/* buffers to be put */
	struct buffer **buffers;	/* to be put; the waiting thread's */
	struct buffer *buffer;		/* got */
} line_pair_aligned;

struct pool {
	struct spin lock line_pair_aligned;	/* the combiner's */
	_Atomic(unsigned int) count;	/* buffers; also read without lock */
	unsigned int max;			/* most of them */
	struct buffer *first;			/* of the list */
	_Atomic(unsigned int) used line_pair_aligned;	/* @records, from 0 */
	struct record records[THREAD_SLOTS];	/* by thread_slot() */
};

/* These two under the lock; relaxed: the count is read elsewhere, no more. */
static always_inline unsigned int list_put(struct pool *pool,
					   struct buffer **buffers,
					   unsigned int n)
{
	const unsigned int count = atomic_load_explicit(&pool->count,
							memory_order_relaxed);

	if (n > pool->max - count)
		n = pool->max - count;
	for (unsigned int i = 0; i < n; i++) {
		buffers[i]->next = pool->first;
		pool->first = buffers[i];
	}
	atomic_store_explicit(&pool->count, count + n, memory_order_relaxed);
	return n;
}

static always_inline struct buffer *list_get(struct pool *pool)
{
	struct buffer *buffer = pool->first;

	if (likely(buffer)) {
		pool->first = buffer->next;
		atomic_store_explicit(&pool->count,
			atomic_load_explicit(&pool->count,
					     memory_order_relaxed) - 1,
			memory_order_relaxed);
	}
	return buffer;
}

/* With the lock: do what all others wait for. */
static always_inline void combine(struct pool *pool)
{
	/* relaxed: a record that is not seen yet waits for the next one */
	const unsigned int used = atomic_load_explicit(&pool->used,
						       memory_order_relaxed);

	for (unsigned int i = 0; i < used; i++) {
		struct record *record = &pool->records[i];
		/* acquire: what it asks for, and its buffers */
		const unsigned int wanted = atomic_load_explicit(
			&record->wanted, memory_order_acquire);

		if (wanted == WANTED_NOTHING)
			continue;
		if (wanted == WANTED_PUT)
			record->n = list_put(pool, record->buffers, record->n);
		else
			record->buffer = list_get(pool);
		/* release: the answer */
		atomic_store_explicit(&record->wanted, WANTED_NOTHING,
				      memory_order_release);
	}
}

/* The calling thread's record; NULL: there are too many threads. */
static always_inline struct record *own_record(struct pool *pool)
{
	const int slot = thread_slot();
	/* relaxed, here and below: only a bound of what is looked at */
	unsigned int used = atomic_load_explicit(&pool->used,
						 memory_order_relaxed);

	if (unlikely(slot < 0))
		return NULL;
	while (unlikely(used <= (unsigned int)slot) &&
	       !atomic_compare_exchange_weak_explicit(&pool->used, &used,
						      (unsigned int)slot + 1,
						      memory_order_relaxed,
						      memory_order_relaxed))
		;
	return &pool->records[slot];
}

/*
 * The lock is taken: ask its owner. Return: true when that has answered in the
 * record; false when the lock came first, which the caller then has.
 */
static noinline bool ask(struct pool *pool, struct record *record,
			 enum wanted wanted, uint64_t *retries)
{
	/* release: the rest of the record */
	atomic_store_explicit(&record->wanted, wanted, memory_order_release);
	for (;;) {
		for (int i = 0; i < LOOKS; i++) {
			/* acquire: the answer */
			if (atomic_load_explicit(&record->wanted,
						 memory_order_acquire) ==
			    WANTED_NOTHING)
				return true;
			cpu_relax();
		}
		if (!spin_trylock(&pool->lock)) {
			account(*retries, 1);
			continue;
		}
		/* relaxed: answered by the owner before, whose lock it was */
		if (atomic_load_explicit(&record->wanted,
					 memory_order_relaxed) ==
		    WANTED_NOTHING) {
			spin_unlock(&pool->lock);
			return true;
		}
		/* relaxed: only the owner of the lock looks at it */
		atomic_store_explicit(&record->wanted, WANTED_NOTHING,
				      memory_order_relaxed);
		return false;
	}
}

/* Return: true: answered; false: the caller has the lock. */
static always_inline bool answered(struct pool *pool, struct record *record,
				   enum wanted wanted, uint64_t *retries)
{
	if (likely(spin_trylock(&pool->lock)))
		return false;
	account(*retries, 1);
	if (likely(record))
		return ask(pool, record, wanted, retries);
	spin_lock(&pool->lock, retries);
	return false;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct record *record = own_record(pool);

	if (likely(record)) {
		record->buffers = buffers;
		record->n = n;
	}
	if (answered(pool, record, WANTED_PUT, &tally->put_retries))
		return record->n;
	n = list_put(pool, buffers, n);
	combine(pool);
	spin_unlock(&pool->lock);
	return n;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	return pool_put_bulk(pool, &buffer, 1, tally) ? PUT_ACCEPTED :
							PUT_FULL;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct record *record = own_record(pool);
	struct buffer *buffer;

	if (answered(pool, record, WANTED_GET, &tally->get_retries))
		return record->buffer;
	/* those who put come first: the list may be empty */
	combine(pool);
	buffer = list_get(pool);
	spin_unlock(&pool->lock);
	return buffer;
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	pool->max = params->max;
}

#define POOL_NAME flat_combining
#include "pool/loop/hot_loop.h"
#include "pool/life.h"

static size_t flat_combining_length(const struct pool *pool)
{
	/* relaxed: a number */
	return atomic_load_explicit(&pool->count, memory_order_relaxed);
}

POOL_REGISTER(
	.description = "freelist whose lock owner serves all who wait (Hendler et al. 2010)",
	.synchronization = "any calls at once; only the lock's owner works on the list, for all others too, so there is no ABA; a waiter waits for the owner, which may be preempted",
	.length = flat_combining_length,
	POOL_LIFE,
	.drain = pool_drain_by_get,
	POOL_CALLS);
