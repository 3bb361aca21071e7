/* SPDX-License-Identifier: MIT */
/*
 * The kernel's lock-less list (include/linux/llist.h, lib/llist.c as of
 * v6.19-rc8), for user space.
 *
 * Where this departs from the kernel:
 * - A compare-exchange that returns a value is fully ordered in the kernel;
 *   here it is seq_cst, which is the same instruction on x86-64 and with LSE
 *   on arm64. Without LSE the kernel adds a dmb that C11 does not.
 * - The kernel orders the load of next behind the load of first by an address
 *   dependency; C11 has no such thing that works, so first is loaded with
 *   acquire, also when a compare-exchange fails.
 * - Each function counts its failed compare-exchanges, on the failing path
 *   only.
 *
 * Synchronization (kernel comment of llist.h): any number of llist_add and
 * llist_add_batch, and llist_del_all, may run at once without a lock. Callers
 * of llist_del_first must exclude each other and llist_del_all: between its
 * load of next and its compare-exchange the first entry could otherwise be
 * taken and added again with another next (ABA). Adding alone cannot do that,
 * since an entry that is on the list is not added.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "pool/account.h"

struct llist_node {
	_Atomic(struct llist_node *) next;
};

struct llist_head {
	_Atomic(struct llist_node *) first;
};

/* Add a private chain at the head; true if the list was empty before */
static always_inline bool llist_add_batch(struct llist_node *new_first,
					  struct llist_node *new_last,
					  struct llist_head *head,
					  uint64_t *retries)
{
	/* relaxed: only compared and stored again, never followed */
	struct llist_node *first = atomic_load_explicit(&head->first,
						memory_order_relaxed);

	for (;;) {
		/* relaxed: published by the compare-exchange below */
		atomic_store_explicit(&new_last->next, first,
				      memory_order_relaxed);
		/*
		 * seq_cst as the kernel has it (release would do); relaxed on
		 * failure: first is not followed
		 */
		if (likely(atomic_compare_exchange_strong_explicit(
				&head->first, &first, new_first,
				memory_order_seq_cst, memory_order_relaxed)))
			return first == NULL;
		account(*retries, 1);
	}
}

/* The same with one entry, which is on no list */
static always_inline bool llist_add(struct llist_node *entry,
				    struct llist_head *head,
				    uint64_t *retries)
{
	return llist_add_batch(entry, entry, head, retries);
}

/* Take the entry that was added last, which the caller then owns; or NULL */
static always_inline struct llist_node *
llist_del_first(struct llist_head *head, uint64_t *retries)
{
	/* acquire: next is read through it */
	struct llist_node *entry = atomic_load_explicit(&head->first,
						memory_order_acquire);

	for (;;) {
		struct llist_node *next;

		if (!entry)
			return NULL;
		/* relaxed: ordered behind the acquire that gave entry */
		next = atomic_load_explicit(&entry->next,
					    memory_order_relaxed);
		/* seq_cst as the kernel has it; acquire on failure, as above */
		if (likely(atomic_compare_exchange_strong_explicit(
				&head->first, &entry, next,
				memory_order_seq_cst, memory_order_acquire)))
			return entry;
		account(*retries, 1);
	}
}

static always_inline bool llist_empty(const struct llist_head *head)
{
	/* relaxed, as the kernel's READ_ONCE: nothing is followed */
	return !atomic_load_explicit(&head->first, memory_order_relaxed);
}

/*
 * Take all entries by one exchange. Nothing is compared, so there is no ABA: it
 * may run with llist_add and with itself, but not with llist_del_first().
 * Return: the entry that was added last, linked to the ones before; all of them
 * are the caller's. NULL if the list was empty.
 */
static always_inline struct llist_node *llist_del_all(struct llist_head *head)
{
	/* seq_cst as the kernel's xchg (acquire would do: next is read) */
	return atomic_exchange_explicit(&head->first, NULL,
					memory_order_seq_cst);
}

/*
 * The entry that was added before this one.
 * @entry: owned by the caller, or on a list that only he takes from
 */
static always_inline struct llist_node *
llist_next(const struct llist_node *entry)
{
	/* relaxed: behind the acquire that gave entry to the caller */
	return atomic_load_explicit(&entry->next, memory_order_relaxed);
}

/*
 * Called by whoever would call llist_del_first(): entries may be added
 * meanwhile, none is removed. Walks: a cache miss for each entry. Return: how
 * many there were when the head was read.
 */
static inline size_t llist_length(const struct llist_head *head)
{
	/* acquire: the entries' next, as in llist_del_first() */
	struct llist_node *entry = atomic_load_explicit(&head->first,
						memory_order_acquire);
	size_t length = 0;

	/* no entry changes again */
	for (; entry; length++)
		entry = llist_next(entry);
	return length;
}
