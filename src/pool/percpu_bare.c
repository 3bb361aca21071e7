// SPDX-License-Identifier: MIT
/*
 * percpu_bare: a per-CPU cache and nothing behind it, as a control. A put is
 * one restartable sequence, and so is a get, but a consumer that stays on a CPU
 * of its own finds none of what is put on others: all its gets are misses. What
 * each CPU may keep is max, so each producer strands as much.
 */
#include "base/node_memory.h"
#include "pool/pool.h"
#include "pool/rseq_pool.h"

/**
 * struct pool - one cache for each CPU
 * @max: of each
 * @nr_cpus: highest number of a CPU that there could be, plus one
 * @stride: from one CPU's cache to the next
 * @cpus: the caches, each alone on its pages, on its CPU's node: a cpu_slot
 *	whose loaded magazine, of @max slots, lies behind it
 */
struct pool {
	unsigned int max;
	unsigned int nr_cpus;
	size_t stride;
	char *cpus;
};

static always_inline struct cpu_slot *bare_cpu(const struct pool *pool,
					       uint32_t cpu)
{
	return (struct cpu_slot *)(void *)(pool->cpus + cpu * pool->stride);
}

#if RSEQ_KNOWN
static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	struct rseq *rseq = rseq_of_thread();

	for (;;) {
		const uint32_t cpu = rseq_cpu(rseq);
		const enum rseq_result result =
			rseq_push_sized(rseq, cpu, bare_cpu(pool, cpu), buffer,
					pool->max);

		if (likely(result == RSEQ_COMMITTED))
			return PUT_ACCEPTED;
		if (result == RSEQ_REFUSED)
			return PUT_FULL;
		account(tally->put_retries, 1);
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
			rseq_push_bulk_sized(rseq, cpu, bare_cpu(pool, cpu),
					     buffers + done, n - done, &pushed,
					     pool->max);

		if (result == RSEQ_REFUSED)
			break;
		if (likely(result == RSEQ_COMMITTED))
			done += (unsigned int)pushed;
		else
			account(tally->put_retries, 1);
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
			rseq_pop(rseq, cpu, bare_cpu(pool, cpu), &buffer);

		if (likely(result == RSEQ_COMMITTED))
			return buffer;
		if (result == RSEQ_REFUSED)
			return NULL;
		account(tally->get_retries, 1);
	}
}
#endif

#define POOL_NAME percpu_bare
#include "pool/loop/hot_loop.h"

static void percpu_bare_destroy(struct pool *pool)
{
	node_memory_free(pool->cpus, pool->nr_cpus * pool->stride);
	node_memory_free(pool, sizeof(*pool));
}

/* On its CPU's node; where that has no memory, on the pool's. */
static bool place_cpu(struct pool *pool, unsigned int cpu, size_t bytes,
		      int node, struct error *error)
{
	struct cpu_slot *slot = bare_cpu(pool, cpu);

	if (node_memory_bind_near(slot, bytes, (int)cpu, node, error))
		return false;
	slot->loaded = (struct magazine *)(slot + 1);
	return true;
}

static struct pool *percpu_bare_create(const struct pool_params *params,
				       struct error *error)
{
	const size_t bytes = sizeof(struct cpu_slot) +
			     offsetof(struct magazine, slots) +
			     params->max * sizeof(struct buffer *);
	struct pool *pool = node_memory_alloc(sizeof(*pool), params->node,
					      error);

	if (!pool)
		return NULL;
	pool->max = params->max;
	pool->nr_cpus = magazine_cpus();
	pool->stride = (bytes + CPU_STRIDE - 1) / CPU_STRIDE * CPU_STRIDE;
	pool->cpus = node_memory_map(pool->nr_cpus * pool->stride, error);
	for (unsigned int i = 0; pool->cpus && i < pool->nr_cpus; i++) {
		if (place_cpu(pool, i, bytes, params->node, error))
			continue;
		percpu_bare_destroy(pool);
		return NULL;
	}
	if (!pool->cpus) {
		percpu_bare_destroy(pool);
		return NULL;
	}
	return pool;
}

static struct buffer *percpu_bare_drain(struct pool *pool)
{
	for (unsigned int i = 0; i < pool->nr_cpus; i++) {
		struct magazine *magazine = bare_cpu(pool, i)->loaded;
		/* more of them than the type says */
		struct buffer **slots = magazine->slots;

		if (magazine->rounds > 0)
			return slots[--magazine->rounds];
	}
	return NULL;
}

static unsigned int percpu_bare_strand(const struct pool_params *params)
{
	return params->max;
}

static unsigned int percpu_bare_excess(const struct pool_params *params)
{
	return (magazine_cpus() - 1) * params->max;
}

static const struct pool_ops percpu_bare = {
	.name = "percpu_bare",
	.description = "per-CPU cache (rseq) with nothing behind it: a control, all misses across CPUs",
	.synchronization = "any calls at once, by restartable sequences; no ABA, since a sequence that was interrupted starts again",
	.capabilities = POOL_EXTRA | POOL_CPU_BOUND,
	.available = rseq_available,
	.strand = percpu_bare_strand,
	.max_excess = percpu_bare_excess,
	.create = percpu_bare_create,
	.destroy = percpu_bare_destroy,
	.drain = percpu_bare_drain,
	POOL_CALLS,
};
POOL_REGISTER(percpu_bare);
