/* SPDX-License-Identifier: MIT */
/*
 * Pools with one thing wrong, to show that it would be noticed. Included behind
 * step_atomics.h and before a pool's .c file; without a MUTANT_ nothing changes.
 */
#pragma once

#include "pool/kernel/atomic.h"
#include "pool/kernel/llist.h"
#include "pool/pointer_ring.h"

#if defined(MUTANT_LOOKS_FIRST)
/* other puts look at the count before this one has counted */
#define atomic_add_return(n, count)					\
	__extension__ ({						\
		const int count_before = atomic_read(count);		\
									\
		atomic_add(n, count);					\
		count_before + (n);					\
	})
#elif defined(MUTANT_NO_ROOM_CHECK)
/* each put finds the count that it alone has made */
#define atomic_add_return(n, count)	(atomic_add(n, count), (n))
#elif defined(MUTANT_COUNTS_TWICE)
/* a get counts out two pages */
#define atomic_dec(count)	atomic_sub(2, count)
#elif defined(MUTANT_NO_LOCK)
/* who has seen the ring free is in it */
#undef atomic_exchange_explicit
#define atomic_exchange_explicit(object, value, order)			\
	((STEP_TYPE(object))0)
#elif defined(MUTANT_WAITS)
/* who has seen the ring free waits for it */
#undef atomic_exchange_explicit
#define atomic_exchange_explicit(object, value, order)			\
	__extension__ ({						\
		while (STEP_VALUE(object, true,				\
				  REAL_SWAP(object, value, order)))	\
			;						\
		(STEP_TYPE(object))0;					\
	})
#endif
