/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU magazines by restartable sequences: a pool file defines
 *
 *	POOL_NAME		as for pool/loop/hot_loop.h
 *	PERCPU_DESCRIPTION	of the pool
 *
 * and may have chosen MAGAZINE_ROUNDS, MAGAZINE_PER_NODE and
 * PERCPU_CAPABILITIES (else POOL_EXTRA), and includes this.
 */
#include "pool/magazine_pool.h"
#include "pool/rseq.h"

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
#endif

static always_inline struct cpu_slot *percpu_slot(struct pool *pool,
						  uint32_t cpu)
{
	return pool_cpu(pool, cpu);
}

static always_inline uint64_t percpu_rounds(const struct pool *pool)
{
	return MAGAZINE_ROUNDS;
}

#include "pool/percpu_calls.h"

#ifndef PERCPU_CAPABILITIES
#define PERCPU_CAPABILITIES	POOL_EXTRA
#endif

POOL_REGISTER(
	.description = PERCPU_DESCRIPTION,
	.synchronization = "any calls at once; a CPU's magazines by restartable sequences, the depot by a lock; no ABA, since a sequence that was interrupted starts again",
	.capabilities = PERCPU_CAPABILITIES,
	MAGAZINE_LIFE,
	PERCPU_CALLS);
