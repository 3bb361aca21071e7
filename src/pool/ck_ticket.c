// SPDX-License-Identifier: MIT
/*
 * ck_ticket: a freelist under the ticket lock of Concurrency Kit: as fair as a
 * kernel's spinlock before v4.2, all waiters spinning on the lock's one line. In
 * user space a waiter can lose its CPU in the queue, and with it everyone
 * behind: with more threads than CPUs its figure is the scheduler's.
 */
#define LIBRARY_CAPABILITIES \
	(POOL_EXTRA | POOL_HIDES_RETRIES | POOL_NEEDS_CPUS)
#define POOL_NAME ck_ticket
#include "pool/ck.h"

#if LIBRARY_FOUND
#define FREELIST_LOCK			ck_spinlock_ticket_t
#define FREELIST_TAKE(lock, turn)	ck_spinlock_ticket_lock(lock)
#define FREELIST_RELEASE(lock, turn)	ck_spinlock_ticket_unlock(lock)
#include "pool/freelist.h"
#define LIBRARY_OPS FREELIST_OPS
#endif

POOL_REGISTER(
	.description = "freelist under the ticket lock of Concurrency Kit",
	.synchronization = "any calls at once; all are serialized by the lock, first come first served, so there is no ABA",
	LIBRARY_CALLS);
