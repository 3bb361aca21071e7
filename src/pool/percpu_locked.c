// SPDX-License-Identifier: MIT
/*
 * percpu_locked: the same magazines and depot with a lock for each CPU, where
 * restartable sequences cannot be had. Another pool, with another name: its
 * figure says nothing about percpu.
 */
#include <sched.h>

#include "pool/magazine.h"

static always_inline struct cpu_slot *lock_this_cpu(struct pool *pool)
{
	const int cpu = sched_getcpu();
	struct cpu_slot *slot = &pool->cpus[cpu > 0 ? cpu : 0];

	/* the thread may migrate from here on: the lock keeps it right */
	pthread_mutex_lock(&slot->lock);
	return slot;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	struct cpu_slot *slot = lock_this_cpu(pool);
	enum put_result result = PUT_ACCEPTED;

	(void)tally;
	if (unlikely(slot->loaded->rounds == MAGAZINE_ROUNDS)) {
		struct magazine *empty = depot_take(&pool->depot,
						    &pool->depot.empty);

		if (!empty) {
			result = PUT_FULL;
			goto out;
		}
		depot_give(&pool->depot, &pool->depot.full, slot->loaded);
		slot->loaded = empty;
	}
	slot->loaded->slots[slot->loaded->rounds++] = buffer;
out:
	pthread_mutex_unlock(&slot->lock);
	return result;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct cpu_slot *slot = lock_this_cpu(pool);
	struct buffer *buffer = NULL;

	(void)tally;
	if (unlikely(slot->loaded->rounds == 0)) {
		struct magazine *full = depot_take(&pool->depot,
						   &pool->depot.full);

		if (!full)
			goto out;
		depot_give(&pool->depot, &pool->depot.empty, slot->loaded);
		slot->loaded = full;
	}
	buffer = slot->loaded->slots[--slot->loaded->rounds];
out:
	pthread_mutex_unlock(&slot->lock);
	return buffer;
}

#define POOL_NAME percpu_locked
#include "pool/loop/hot_loop.h"

static const struct pool_ops percpu_locked = {
	.name = "percpu_locked",
	.description = "per-CPU magazines (a lock for each CPU) with a shared depot",
	.synchronization = "any calls at once; a CPU's magazine and the depot by locks, the CPU's first, so there is no ABA",
	.stands_in_for = "percpu",
	MAGAZINE_CALLS,
};
POOL_REGISTER(percpu_locked);
