// SPDX-License-Identifier: MIT
/*
 * percpu: per-CPU magazines with a shared depot (Bonwick; tcmalloc's per-CPU
 * mode and transfer cache), the per-CPU design that can serve a consumer on
 * another CPU. A put or get is one restartable sequence without an atomic
 * instruction. A per-CPU cache without a depot never serves a pinned consumer
 * on another CPU, so it is no competitor.
 */
#include <errno.h>

#include "pool/magazine.h"
#include "pool/rseq.h"

#if RSEQ_KNOWN
/*
 * The loaded magazine is full (empty, for a get that @want_full): change places
 * with the previous one, or exchange that at the depot. The caller tries again
 * in either case, and where someone else was faster.
 * Return: false when the depot has none of the wanted kind.
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
	struct magazine *offer;

	/* loaded by someone else since: not the previous one any longer */
	if (previous == loaded)
		return true;
	if (rseq_swap(rseq, cpu, slot, loaded, spent, place, previous,
		      MAGAZINE_ROUNDS - spent) != RSEQ_REFUSED)
		return true;
	pthread_mutex_lock(&pool->depot.lock);
	offer = depot_offer(&pool->depot, slot, want_full);
	/* this CPU may use the offer at once: it is off the list by the lock */
	if (offer && rseq_exchange(rseq, cpu, slot, loaded, place, previous,
				   spent, offer) == RSEQ_COMMITTED)
		depot_settle(&pool->depot, want_full, previous);
	pthread_mutex_unlock(&pool->depot.lock);
	return offer != NULL;
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
			tally->put_retries++;
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
			tally->put_retries++;
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
			tally->get_retries++;
		else if (!percpu_reload(pool, true))
			return NULL;
	}
}

static int percpu_available(struct error *why)
{
	if (BUILT_WITH_TSAN)
		return error_set(why, ENOTSUP,
			"ThreadSanitizer cannot see into restartable sequences");
	if (!rseq_is_registered())
		return error_set(why, ENOTSUP,
			"no restartable sequences are registered (needs Linux 4.18 and glibc 2.35, and glibc.pthread.rseq not set to 0)");
	return 0;
}
#else
static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	(void)pool;
	(void)buffer;
	(void)tally;
	return PUT_FULL;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	(void)pool;
	(void)tally;
	return NULL;
}

static int percpu_available(struct error *why)
{
	return error_set(why, ENOTSUP,
		"built without <sys/rseq.h>: needs glibc 2.35 or newer");
}
#endif

#define POOL_NAME percpu
#include "pool/loop/hot_loop.h"

static const struct pool_ops percpu = {
	.name = "percpu",
	.description = "per-CPU magazines (rseq) with a shared depot",
	.synchronization = "any calls at once; a CPU's magazines by restartable sequences, the depot by a lock; no ABA, since a sequence that was interrupted starts again",
	.available = percpu_available,
	MAGAZINE_CALLS,
};
POOL_REGISTER(percpu);
