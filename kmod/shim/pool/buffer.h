/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * struct buffer is a struct page of which only the word for lists may be used:
 * an overlay, as struct slab and struct ptdesc are.
 */
#pragma once

#include <linux/build_bug.h>
#include <linux/mm.h>

#include "base/compiler.h"
#include "compat.h"
#include "pool/kernel/llist.h"

struct buffer {
	unsigned long page_flags;
	union {
		struct llist_node llist;
		struct buffer *next;
	};
	unsigned long page_rest[sizeof(struct page) / sizeof(long) - 2];
};

static_assert(sizeof(struct buffer) == sizeof(struct page));
static_assert(offsetof(struct buffer, llist) ==
	      offsetof(struct page, PAGE_LINK));

static always_inline struct page *buffer_page(struct buffer *buffer)
{
	return (struct page *)buffer;
}

static always_inline struct buffer *page_buffer(struct page *page)
{
	return (struct buffer *)page;
}

static always_inline struct page **buffer_pages(struct buffer **buffers)
{
	return (struct page **)buffers;
}

static always_inline struct buffer *buffer_of_link(void *link)
{
	return container_of(link, struct buffer, next);
}

/**
 * struct arena - what the kernel needs to know of all buffers
 * @node: that hits should come from
 * @home: first descriptor of that node
 * @home_bytes: size of that node's run of descriptors
 */
struct arena {
	int node;
	struct buffer *home;
	size_t home_bytes;
};

/*
 * As in user space by the address alone: page_to_nid() would read page->flags,
 * and move a line that a ring of pointers leaves alone. Holds where the map of
 * pages is contiguous and no node lies inside another: request.c sees to it.
 */
static always_inline unsigned int
arena_is_wrong_node(const struct arena *arena, const struct buffer *buffer)
{
	return (uintptr_t)buffer - (uintptr_t)arena->home >= arena->home_bytes;
}

static inline struct arena arena_of_node(int node)
{
	return (struct arena){
		.node = node,
		.home = page_buffer(pfn_to_page(node_start_pfn(node))),
		.home_bytes = (node_end_pfn(node) - node_start_pfn(node)) *
			      sizeof(struct page),
	};
}
