// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The freelist of user space's mutex pools, under the kernel's spinlock. */
#include <linux/spinlock.h>

#define FREELIST_LOCK			spinlock_t
#define FREELIST_TAKE(lock, turn)	spin_lock(lock)
#define FREELIST_RELEASE(lock, turn)	spin_unlock(lock)
#define POOL_NAME spinlock
#define POOL_GET_BULK
#include "base/node_memory.h"
#include "pool/pool.h"

static __always_inline unsigned int
pool_get_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally);

#include "pool/freelist.h"

/* User space has no such call. Here a burst is one locking of either side. */
static __always_inline unsigned int
pool_get_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	FREELIST_TURN turn;
	unsigned int got = 0;

	FREELIST_TAKE(&pool->lock, &turn);
	for (; got < n && pool->first; got++) {
		buffers[got] = pool->first;
		pool->first = pool->first->next;
	}
	freelist_set_count(pool, freelist_count(pool) - got);
	FREELIST_RELEASE(&pool->lock, &turn);
	return got;
}

/* lockdep knows no lock that is only zeroed */
static struct pool *spinlock_create(const struct pool_params *params,
				    struct error *error)
{
	struct pool *pool = life_create(params, error);

	if (pool)
		spin_lock_init(&pool->lock);
	return pool;
}

POOL_REGISTER(
	.description = "freelist under a spinlock, one locking for a burst of gets",
	.synchronization = "any number of each at once: a lock",
	.create = spinlock_create,
	.destroy = life_destroy,
	.drain = pool_drain_by_get,
	.length = freelist_length,
	POOL_CALLS);
