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
#define FREELIST_LOCK			ck_spinlock_mcs_t
#define FREELIST_TURN			ck_spinlock_mcs_context_t
#define FREELIST_TAKE(lock, turn)	ck_spinlock_mcs_lock(lock, turn)
#define FREELIST_RELEASE(lock, turn)	ck_spinlock_mcs_unlock(lock, turn)
#include "pool/freelist.h"
#define LIBRARY_OPS FREELIST_OPS
#endif

POOL_REGISTER(
	.description = "freelist under the MCS lock of Concurrency Kit",
	.synchronization = "any calls at once; all are serialized by the lock, first come first served, so there is no ABA",
	LIBRARY_CALLS);
