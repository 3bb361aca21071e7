/* SPDX-License-Identifier: MIT */
/*
 * A lock of one word that is spun on: test, then test and set. What a kernel
 * has where it takes a spinlock; unlike there, its owner can lose the CPU.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "pool/account.h"

/* Zeroed is unlocked */
struct spin {
	_Atomic(bool) locked;	/* somebody has it */
};

static always_inline bool spin_trylock(struct spin *spin)
{
	/*
	 * relaxed: a look, which does not take the line away from the owner;
	 * acquire: what the last owner wrote
	 */
	return !atomic_load_explicit(&spin->locked, memory_order_relaxed) &&
	       !atomic_exchange_explicit(&spin->locked, true,
					 memory_order_acquire);
}

/* @retries: incremented for each try that found it taken */
static always_inline void spin_lock(struct spin *spin, uint64_t *retries)
{
	/* acquire: what the last owner wrote */
	while (unlikely(atomic_exchange_explicit(&spin->locked, true,
						 memory_order_acquire))) {
		account(*retries, 1);
		/* relaxed: only a look */
		while (atomic_load_explicit(&spin->locked,
					    memory_order_relaxed))
			cpu_relax();
	}
}

static always_inline void spin_unlock(struct spin *spin)
{
	/* release: pairs with the acquire of the next owner */
	atomic_store_explicit(&spin->locked, false, memory_order_release);
}
