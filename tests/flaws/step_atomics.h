/* SPDX-License-Identifier: MIT */
/*
 * Included before a pool's .c file: its atomic operations, and those of
 * src/pool/kernel/, ask step_next() first. The file itself is not changed.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* step.h includes pool.h, which must see the macros below. */
uintptr_t *step_next(const volatile void *object, bool changes, bool *perform);
void step_failed(uintptr_t found);

/* The operations themselves, since their names are taken away here */
#ifdef __clang__
#define REAL_LOAD(object, order)	__c11_atomic_load(object, order)
#define REAL_STORE(object, value, order) \
	__c11_atomic_store(object, value, order)
#define REAL_SWAP(object, value, order)	\
	__c11_atomic_exchange(object, value, order)
#define REAL_ADD(object, value, order) \
	__c11_atomic_fetch_add(object, value, order)
#define REAL_CAS(object, expected, desired, success, failure)		\
	__c11_atomic_compare_exchange_strong(object, expected, desired,	\
					     success, failure)
#else
#define REAL_LOAD(object, order)	__atomic_load_n(object, order)
#define REAL_STORE(object, value, order) \
	__atomic_store_n(object, value, order)
#define REAL_SWAP(object, value, order)	\
	__atomic_exchange_n(object, value, order)
#define REAL_ADD(object, value, order)	__atomic_fetch_add(object, value, order)
#define REAL_CAS(object, expected, desired, success, failure)		\
	__atomic_compare_exchange_n(object, expected, desired, 0, success, \
				    failure)
#endif

/* Type of the value of an atomic object, without _Atomic */
#define STEP_TYPE(object)	__typeof__((void)0, *(object))

#define STEP_VALUE(object, changes, operation)				\
	__extension__ ({						\
		bool step_perform;					\
		uintptr_t *step_result =				\
			step_next((object), changes, &step_perform);	\
									\
		if (step_perform)					\
			*step_result = (uintptr_t)(operation);		\
		(STEP_TYPE(object))*step_result;			\
	})

#undef atomic_load_explicit
#define atomic_load_explicit(object, order)				\
	STEP_VALUE(object, false, REAL_LOAD(object, order))

#undef atomic_exchange_explicit
#define atomic_exchange_explicit(object, value, order)			\
	STEP_VALUE(object, true, REAL_SWAP(object, value, order))

#undef atomic_fetch_add_explicit
#define atomic_fetch_add_explicit(object, value, order)			\
	STEP_VALUE(object, true, REAL_ADD(object, value, order))

#undef atomic_fetch_sub_explicit
#define atomic_fetch_sub_explicit(object, value, order)			\
	STEP_VALUE(object, true, REAL_ADD(object, -(value), order))

#undef atomic_store_explicit
#define atomic_store_explicit(object, value, order)			\
	__extension__ ({						\
		bool step_perform;					\
									\
		(void)step_next((object), true, &step_perform);		\
		if (step_perform)					\
			REAL_STORE(object, value, order);		\
	})

/* One that failed is never answered: see step_failed(). */
#undef atomic_compare_exchange_strong_explicit
#define atomic_compare_exchange_strong_explicit(object, expected, desired, \
						success, failure)	\
	__extension__ ({						\
		STEP_TYPE(object) *step_expected = (expected);		\
		bool step_perform, step_succeeds = true;		\
									\
		(void)step_next((object), true, &step_perform);		\
		if (step_perform)					\
			step_succeeds = REAL_CAS(object, step_expected, \
						 desired, success,	\
						 failure);		\
		if (!step_succeeds)					\
			step_failed((uintptr_t)*step_expected);		\
		step_succeeds;						\
	})
