/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU magazines by restartable sequences: a pool file defines
 *
 *	POOL_NAME		as for pool/loop/hot_loop.h
 *	PERCPU_DESCRIPTION	of the pool
 *
 * and may have chosen MAGAZINE_ROUNDS and MAGAZINE_PER_NODE, includes this and
 * ends in PERCPU_OPS. A put or get is one restartable sequence without an
 * atomic instruction.
 */
#include "pool/magazine_pool.h"
#include "pool/rseq_pool.h"

#if RSEQ_KNOWN
/*
 * The loaded magazine is full (empty, for a get that @want_full): change places
 * with the previous one, or exchange that at a depot. The caller tries again
 * in either case, and where someone else was faster. A put goes to the depot of
 * its own node; a get that finds nothing there goes to those of the others.
 * Return: false when the depots have none of the wanted kind.
 */
static noinline bool percpu_reload(struct pool *pool, bool want_full)
{
	const uint64_t spent = want_full ? 0 : MAGAZINE_ROUNDS;
	struct rseq *rseq = rseq_of_thread();
	const uint32_t cpu = rseq_cpu(rseq);
	struct cpu_slot *slot = pool_cpu(pool, cpu);
	/* the sequences check that both still hold */
	struct magazine *loaded = *(struct magazine *volatile *)&slot->loaded;
	struct magazine **place = cpu_previous(slot, loaded);
	struct magazine *previous = *(struct magazine *volatile *)place;
	const unsigned int tries = want_full ? pool_depots(pool) : 1;

	/* loaded by someone else since: not the previous one any longer */
	if (previous == loaded)
		return true;
	if (rseq_swap(rseq, cpu, slot, loaded, spent, place, previous,
		      MAGAZINE_ROUNDS - spent) != RSEQ_REFUSED)
		return true;
	for (unsigned int i = 0; i < tries; i++) {
		struct depot *depot = pool_depot(pool, (slot->depot + i) %
						       pool_depots(pool));
		struct magazine *offer;

		pthread_mutex_lock(&depot->lock);
		offer = depot_offer(depot, i ? NULL : slot, want_full);
		/* this CPU may use it at once: it is off the list by the lock */
		if (offer && rseq_exchange(rseq, cpu, slot, loaded, place,
					   previous, spent, offer) ==
			     RSEQ_COMMITTED)
			depot_settle(depot, want_full, previous);
		pthread_mutex_unlock(&depot->lock);
		if (offer)
			return true;
	}
	return false;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	struct rseq *rseq = rseq_of_thread();

	for (;;) {
		const uint32_t cpu = rseq_cpu(rseq);
		const enum rseq_result result =
			rseq_push(rseq, cpu, pool_cpu(pool, cpu), buffer);

		if (likely(result == RSEQ_COMMITTED))
			return PUT_ACCEPTED;
		if (result == RSEQ_ABORTED)
			account(tally->put_retries, 1);
		else if (!percpu_reload(pool, false))
			return PUT_FULL;
	}
}

#define POOL_PUT_BULK
static always_inline unsigned int pool_put_bulk(struct pool *pool,
						struct buffer **buffers,
						unsigned int n,
						struct tally *tally)
{
	struct rseq *rseq = rseq_of_thread();
	unsigned int done = 0;

	while (done < n) {
		const uint32_t cpu = rseq_cpu(rseq);
		uint64_t pushed;
		const enum rseq_result result =
			rseq_push_bulk(rseq, cpu, pool_cpu(pool, cpu),
				       buffers + done, n - done, &pushed);

		if (likely(result == RSEQ_COMMITTED))
			done += (unsigned int)pushed;
		else if (result == RSEQ_ABORTED)
			account(tally->put_retries, 1);
		else if (!percpu_reload(pool, false))
			break;
	}
	return done;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct rseq *rseq = rseq_of_thread();
	struct buffer *buffer;

	for (;;) {
		const uint32_t cpu = rseq_cpu(rseq);
		const enum rseq_result result =
			rseq_pop(rseq, cpu, pool_cpu(pool, cpu), &buffer);

		if (likely(result == RSEQ_COMMITTED))
			return buffer;
		if (result == RSEQ_ABORTED)
			account(tally->get_retries, 1);
		else if (!percpu_reload(pool, true))
			return NULL;
	}
}
#endif

#include "pool/loop/hot_loop.h"

#define PERCPU_STRING_(name)	#name
#define PERCPU_STRING(name)	PERCPU_STRING_(name)

#define PERCPU_OPS							\
	.name = PERCPU_STRING(POOL_NAME),				\
	.description = PERCPU_DESCRIPTION,				\
	.synchronization = "any calls at once; a CPU's magazines by restartable sequences, the depot by a lock; no ABA, since a sequence that was interrupted starts again", \
	.available = rseq_available, MAGAZINE_CALLS
