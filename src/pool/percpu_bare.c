// SPDX-License-Identifier: MIT
/*
 * percpu_bare: a per-CPU cache and nothing behind it, as a control. A put is
 * one restartable sequence, and so is a get, but a consumer that stays on a CPU
 * of its own finds none of what is put on others: all its gets are misses. What
 * each CPU may keep is max, so each producer strands as much.
 */
#include "base/node_memory.h"
#include "pool/pool.h"
#include "pool/rseq.h"

/*
 * One cache for each CPU.
 * @cpus: the caches, each alone on its pages, on its CPU's node: a cpu_slot
 *	whose loaded magazine, of @max slots, lies behind it
 */
struct pool {
	unsigned int max;	/* of each */
	unsigned int nr_cpus;	/* magazine_cpus() */
	size_t stride;		/* from one CPU's cache to the next */
	char *cpus;
};

static always_inline struct cpu_slot *percpu_slot(const struct pool *pool,
						  uint32_t cpu)
{
	return (struct cpu_slot *)(void *)(pool->cpus + cpu * pool->stride);
}

static always_inline uint64_t percpu_rounds(const struct pool *pool)
{
	return pool->max;
}

static always_inline bool percpu_reload(struct pool *pool, bool want_full)
{
	return false;
}

#define POOL_NAME percpu_bare
#include "pool/percpu_calls.h"

static void percpu_bare_destroy(struct pool *pool)
{
	node_memory_free(pool->cpus, pool->nr_cpus * pool->stride);
	node_memory_free(pool, sizeof(*pool));
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
	pool->cpus = cpu_memory(pool->nr_cpus, pool->stride, bytes,
				params->node, error);
	if (!pool->cpus) {
		percpu_bare_destroy(pool);
		return NULL;
	}
	for (unsigned int i = 0; i < pool->nr_cpus; i++) {
		struct cpu_slot *slot = percpu_slot(pool, i);

		slot->loaded = (struct magazine *)(slot + 1);
	}
	return pool;
}

static struct buffer *percpu_bare_drain(struct pool *pool)
{
	for (unsigned int i = 0; i < pool->nr_cpus; i++) {
		struct magazine *magazine = percpu_slot(pool, i)->loaded;
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

POOL_REGISTER(
	.description = "per-CPU cache (rseq) with nothing behind it: a control, all misses across CPUs",
	.synchronization = "any calls at once, by restartable sequences; no ABA, since a sequence that was interrupted starts again",
	.capabilities = POOL_EXTRA | POOL_CPU_BOUND,
	.strand = percpu_bare_strand,
	.max_excess = percpu_bare_excess,
	.create = percpu_bare_create,
	.destroy = percpu_bare_destroy,
	.drain = percpu_bare_drain,
	PERCPU_CALLS);
