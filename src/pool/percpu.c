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
 * The loaded magazine is full, or empty: exchange it at the depot.
 * Return: false when the depot has none of the wanted kind.
 */
static noinline bool percpu_exchange(struct pool *pool, uint64_t rounds,
				     struct magazine **take,
				     struct magazine **give)
{
	struct rseq *rseq = rseq_of_thread();
	const uint32_t cpu = rseq_cpu(rseq);
	struct cpu_slot *slot = &pool->cpus[cpu];
	/* the sequence checks that both still hold */
	struct magazine *expected = *(struct magazine *volatile *)&slot->loaded;
	struct magazine *loaded = depot_take(&pool->depot, take);

	if (!loaded)
		return false;
	if (rseq_exchange(rseq, cpu, slot, expected, rounds, loaded) ==
	    RSEQ_COMMITTED)
		depot_give(&pool->depot, give, expected);
	else
		depot_give(&pool->depot, take, loaded);
	return true;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	struct rseq *rseq = rseq_of_thread();

	for (;;) {
		const uint32_t cpu = rseq_cpu(rseq);
		const enum rseq_result result =
			rseq_push(rseq, cpu, &pool->cpus[cpu], buffer);

		if (likely(result == RSEQ_COMMITTED))
			return PUT_ACCEPTED;
		if (result == RSEQ_ABORTED)
			tally->put_retries++;
		else if (!percpu_exchange(pool, MAGAZINE_ROUNDS,
					  &pool->depot.empty,
					  &pool->depot.full))
			return PUT_FULL;
	}
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct rseq *rseq = rseq_of_thread();
	struct buffer *buffer;

	for (;;) {
		const uint32_t cpu = rseq_cpu(rseq);
		const enum rseq_result result =
			rseq_pop(rseq, cpu, &pool->cpus[cpu], &buffer);

		if (likely(result == RSEQ_COMMITTED))
			return buffer;
		if (result == RSEQ_ABORTED)
			tally->get_retries++;
		else if (!percpu_exchange(pool, 0, &pool->depot.full,
					  &pool->depot.empty))
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
	.synchronization = "any calls at once; a CPU's magazine by restartable sequences, the depot by a lock; no ABA, since a sequence that was interrupted starts again",
	.available = percpu_available,
	MAGAZINE_CALLS,
};
POOL_REGISTER(percpu);
