/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The kernel's own llist under the pools' calls of it. It tells of no failed
 * compare-exchange, so none is counted: the columns of retries stay empty.
 */
#pragma once

#include <linux/llist.h>

#include "base/compiler.h"
#include "pool/account.h"

#define llist_add(entry, head, retries)					\
	((void)(retries), llist_add(entry, head))
#define llist_add_batch(first, last, head, retries)			\
	((void)(retries), llist_add_batch(first, last, head))
#define llist_del_first(head, retries)					\
	((void)(retries), llist_del_first(head))

/* The kernel's is not for entries that are const. */
static always_inline struct llist_node *
entry_next(const struct llist_node *entry)
{
	return entry->next;
}
#define llist_next(entry)	entry_next(entry)

/* No trial has so many pages (request.c): the list runs in a circle. */
#define LLIST_LENGTH_MAX	(1U << 20)

static inline size_t llist_length(const struct llist_head *head)
{
	/* called by who would take: entries are added at most, none changes */
	const struct llist_node *entry = READ_ONCE(head->first);
	size_t length = 0;

	for (; entry && length < LLIST_LENGTH_MAX; length++)
		entry = entry->next;
	return length;
}
