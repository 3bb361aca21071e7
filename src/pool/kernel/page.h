/* SPDX-License-Identifier: MIT */
/* What the ports of svc_page_pool do with pages on an llist. */
#pragma once

#include <stdatomic.h>
#include <stddef.h>

#include "pool/buffer.h"

static always_inline struct buffer *page_of(struct llist_node *node)
{
	return buffer_of_link(node);
}

struct page_chain {
	struct llist_node *first;	/* that a get would find; or NULL */
	struct llist_node *last;	/* goes before what is on the list */
};

/*
 * Link the caller's pages as if they had been added one by one: the last of @n
 * becomes the first of the chain.
 */
static always_inline struct page_chain page_chain(struct buffer **pages,
						  unsigned int n)
{
	struct page_chain chain = { NULL, NULL };

	for (unsigned int i = 0; i < n; i++) {
		struct llist_node *node = &pages[i]->llist;

		/* relaxed: the chain is private until it is added */
		atomic_store_explicit(&node->next, chain.first,
				      memory_order_relaxed);
		chain.first = node;
		if (!chain.last)
			chain.last = node;
	}
	return chain;
}
