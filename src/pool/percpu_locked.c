// SPDX-License-Identifier: MIT
/*
 * percpu_locked: the same magazines and depot with a lock for each CPU, where
 * restartable sequences are not available. Another pool, with another name: its
 * figure says nothing about percpu.
 */
#include <sched.h>

#include "pool/magazine_pool.h"

static always_inline struct cpu_slot *lock_this_cpu(struct pool *pool)
{
	const int cpu = sched_getcpu();
	struct cpu_slot *slot = pool_cpu(pool, cpu > 0 ? (uint32_t)cpu : 0);

	/* the thread may migrate from here on: the lock keeps it right */
	pthread_mutex_lock(&slot->lock);
	return slot;
}

/*
 * The loaded magazine is full (empty, for a get that @want_full): change places
 * with the previous one, which has been exchanged before where it must be.
 * Return: the loaded one; NULL when the depot has none of the wanted kind.
 */
static noinline struct magazine *locked_reload(struct pool *pool,
					       struct cpu_slot *slot,
					       bool want_full)
{
	const uint64_t spent = want_full ? 0 : MAGAZINE_ROUNDS;
	struct magazine **previous = cpu_previous(slot, slot->loaded);

	if ((*previous)->rounds == spent) {
		struct magazine *offer;

		pthread_mutex_lock(&pool->depot.lock);
		offer = depot_offer(&pool->depot, slot, want_full);
		if (offer)
			depot_settle(&pool->depot, want_full, *previous);
		pthread_mutex_unlock(&pool->depot.lock);
		if (!offer)
			return NULL;
		*previous = offer;
	}
	slot->loaded = *previous;
	return slot->loaded;
}

static always_inline bool locked_push(struct pool *pool, struct cpu_slot *slot,
				      struct buffer *buffer)
{
	struct magazine *loaded = slot->loaded;

	if (unlikely(loaded->rounds == MAGAZINE_ROUNDS)) {
		loaded = locked_reload(pool, slot, false);
		if (!loaded)
			return false;
	}
	loaded->slots[loaded->rounds++] = buffer;
	return true;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	struct cpu_slot *slot = lock_this_cpu(pool);
	const bool accepted = locked_push(pool, slot, buffer);

	pthread_mutex_unlock(&slot->lock);
	return accepted ? PUT_ACCEPTED : PUT_FULL;
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct cpu_slot *slot = lock_this_cpu(pool);
	unsigned int done = 0;

	while (done < n && locked_push(pool, slot, buffers[done]))
		done++;
	pthread_mutex_unlock(&slot->lock);
	return done;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct cpu_slot *slot = lock_this_cpu(pool);
	struct magazine *loaded = slot->loaded;
	struct buffer *buffer = NULL;

	if (unlikely(loaded->rounds == 0))
		loaded = locked_reload(pool, slot, true);
	if (likely(loaded))
		buffer = loaded->slots[--loaded->rounds];
	pthread_mutex_unlock(&slot->lock);
	return buffer;
}

#define POOL_NAME percpu_locked
#include "pool/loop/hot_loop.h"

POOL_REGISTER(
	.description = "per-CPU magazines (a lock for each CPU) with a shared depot",
	.synchronization = "any calls at once; a CPU's magazines and the depot by locks, the CPU's first, so there is no ABA",
	.stands_in_for = "percpu",
	MAGAZINE_LIFE,
	POOL_CALLS);
