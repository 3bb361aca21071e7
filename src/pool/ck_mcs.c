// SPDX-License-Identifier: MIT
/*
 * ck_mcs: a freelist under the MCS lock of Concurrency Kit (Mellor-Crummey,
 * Scott 1991), the queue that a kernel's qspinlock falls back to: each waiter
 * spins on a line of its own. As with ck_ticket, a waiter that loses its CPU
 * stops everyone behind it.
 */
#define LIBRARY_CAPABILITIES	(POOL_HIDES_RETRIES | POOL_NEEDS_CPUS)
#define POOL_NAME ck_mcs
#include "pool/ck.h"

#if LIBRARY_FOUND
struct freelist_lock {
	ck_spinlock_mcs_t queue;
};

struct freelist_turn {
	ck_spinlock_mcs_context_t waiter;
};

static always_inline void freelist_lock(struct freelist_lock *lock,
					struct freelist_turn *turn)
{
	ck_spinlock_mcs_lock(&lock->queue, &turn->waiter);
}

static always_inline void freelist_unlock(struct freelist_lock *lock,
					  struct freelist_turn *turn)
{
	ck_spinlock_mcs_unlock(&lock->queue, &turn->waiter);
}

#include "pool/freelist.h"
#define LIBRARY_OPS FREELIST_OPS
#endif

POOL_REGISTER(
	.description = "freelist under the MCS lock of Concurrency Kit",
	.synchronization = "any calls at once; all are serialized by the lock, first come first served, so there is no ABA",
	LIBRARY_CALLS);
