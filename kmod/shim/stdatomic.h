/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * C11's atomics by the compiler's builtins, for the structures that are the
 * suite's own: llist and atomic_t are the kernel's.
 */
#pragma once

/* a plain type: BTF has no tag for an atomic one, and the module has BTF */
#define _Atomic(type)	type

#define memory_order_relaxed	__ATOMIC_RELAXED
#define memory_order_acquire	__ATOMIC_ACQUIRE
#define memory_order_release	__ATOMIC_RELEASE
#define memory_order_acq_rel	__ATOMIC_ACQ_REL
#define memory_order_seq_cst	__ATOMIC_SEQ_CST

#define atomic_load_explicit		__atomic_load_n
#define atomic_store_explicit		__atomic_store_n
#define atomic_exchange_explicit	__atomic_exchange_n
#define atomic_fetch_add_explicit	__atomic_fetch_add
#define atomic_fetch_sub_explicit	__atomic_fetch_sub
