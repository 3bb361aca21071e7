// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The freelist of user space's mutex pools, under the kernel's spinlock. */
#include <linux/spinlock.h>

struct freelist_lock {
	spinlock_t lock;
};

struct freelist_turn {
};

static __always_inline void freelist_lock(struct freelist_lock *lock,
					  struct freelist_turn *turn)
{
	spin_lock(&lock->lock);
}

static __always_inline void freelist_unlock(struct freelist_lock *lock,
					    struct freelist_turn *turn)
{
	spin_unlock(&lock->lock);
}

#define POOL_NAME spinlock
#include "base/node_memory.h"
#include "pool/freelist.h"

/* lockdep knows no lock that is only zeroed */
static struct pool *spinlock_create(const struct pool_params *params,
				    struct error *error)
{
	struct pool *pool = life_create(params, error);

	if (pool)
		spin_lock_init(&pool->lock.lock);
	return pool;
}

static const struct pool_ops spinlock = {
	.name = "spinlock",
	.description = "freelist under a spinlock",
	.synchronization = "any number of each at once: a lock",
	.create = spinlock_create,
	.destroy = life_destroy,
	.drain = pool_drain_by_get,
	.length = freelist_length,
	POOL_CALLS,
};
POOL_REGISTER(spinlock);
