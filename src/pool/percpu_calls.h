/* SPDX-License-Identifier: MIT */
/*
 * put, put_bulk and get of a pool with a cpu_slot for each CPU, each of them
 * one restartable sequence without an atomic instruction; and the loops of
 * them. A pool file defines, before it includes this,
 *
 *	POOL_NAME	as for pool/loop/hot_loop.h
 *	percpu_slot()	struct cpu_slot * (struct pool *, uint32_t cpu)
 *	percpu_rounds()	uint64_t (const struct pool *): of a magazine
 *	percpu_reload()	bool (struct pool *, bool want_full): the loaded
 *			magazine is full (empty, for a get that @want_full): load
 *			another one; false: there is none
 *
 * and has PERCPU_CALLS in its pool_ops.
 */
#include "pool/pool.h"
#include "pool/rseq.h"

#if RSEQ_KNOWN
static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	struct rseq *rseq = rseq_of_thread();

	for (;;) {
		const uint32_t cpu = rseq_cpu(rseq);
		const enum rseq_result result =
			rseq_push(rseq, cpu, percpu_slot(pool, cpu), buffer,
				  percpu_rounds(pool));

		if (likely(result == RSEQ_COMMITTED))
			return PUT_ACCEPTED;
		if (result == RSEQ_ABORTED)
			account(tally->put_retries, 1);
		else if (!percpu_reload(pool, false))
			return PUT_FULL;
	}
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct rseq *rseq = rseq_of_thread();
	unsigned int done = 0;

	while (done < n) {
		const uint32_t cpu = rseq_cpu(rseq);
		uint64_t pushed;
		const enum rseq_result result =
			rseq_push_bulk(rseq, cpu, percpu_slot(pool, cpu),
				       buffers + done, n - done, &pushed,
				       percpu_rounds(pool));

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
			rseq_pop(rseq, cpu, percpu_slot(pool, cpu), &buffer);

		if (likely(result == RSEQ_COMMITTED))
			return buffer;
		if (result == RSEQ_ABORTED)
			account(tally->get_retries, 1);
		else if (!percpu_reload(pool, true))
			return NULL;
	}
}

#include "pool/loop/hot_loop.h"

#define PERCPU_CALLS	.available = rseq_available, POOL_CALLS
#else
#define PERCPU_CALLS	.available = rseq_available
#endif
