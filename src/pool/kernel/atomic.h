/* SPDX-License-Identifier: MIT */
/*
 * The kernel's atomic_t (include/linux/atomic), as far as the ports need it.
 * Operations that return nothing are unordered in the kernel, so they are
 * relaxed here; those that return a value are fully ordered, so they are
 * seq_cst. On x86-64 both are the same instruction. On arm64 with LSE the
 * kernel's atomic_inc is a stadd; C11 compilers may emit ldadd, which waits
 * for the old value.
 */
#pragma once

#include <stdatomic.h>

#include "base/compiler.h"

typedef struct {
	_Atomic(int) counter;
} atomic_t;

static always_inline int atomic_read(const atomic_t *v)
{
	return atomic_load_explicit(&v->counter, memory_order_relaxed);
}

static always_inline void atomic_set(atomic_t *v, int value)
{
	atomic_store_explicit(&v->counter, value, memory_order_relaxed);
}

static always_inline void atomic_add(int value, atomic_t *v)
{
	(void)atomic_fetch_add_explicit(&v->counter, value,
					memory_order_relaxed);
}

static always_inline void atomic_inc(atomic_t *v)
{
	atomic_add(1, v);
}

static always_inline void atomic_dec(atomic_t *v)
{
	(void)atomic_fetch_sub_explicit(&v->counter, 1, memory_order_relaxed);
}

static always_inline void atomic_sub(int value, atomic_t *v)
{
	(void)atomic_fetch_sub_explicit(&v->counter, value,
					memory_order_relaxed);
}

/* Return: the new value. */
static always_inline int atomic_add_return(int value, atomic_t *v)
{
	/* seq_cst: as the kernel has it, see above */
	return atomic_fetch_add_explicit(&v->counter, value,
					 memory_order_seq_cst) + value;
}
