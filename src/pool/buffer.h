/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "pool/kernel/llist.h"

/*
 * What the pools recycle: descriptors of buffers. Each stands for a struct page
 * and has 64 bytes like that, so that it has a cache line of its own, and it is
 * never inside of the buffer that it describes.
 * @llist: link for pools on an llist (page->pcp_llist); whoever owns the
 *	buffer may use it
 */
struct buffer {
	union {
		struct llist_node llist;
		struct buffer *next;	/* the same word, for other lists */
	};
	struct buffer *backing_next;	/* link outside of every pool */
	uint32_t references;	/* page->_refcount: for touch=descriptor */
	uint32_t seen;	/* marks of the conservation check */
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct buffer) == 64, "a descriptor is one cache line");

/** buffer_link() - the word of a buffer that its owner may use, for any list */
static always_inline void *buffer_link(struct buffer *buffer)
{
	return &buffer->next;
}

/** buffer_of_link() - the buffer that buffer_link() was asked for */
static always_inline struct buffer *buffer_of_link(void *link)
{
	return (struct buffer *)(void *)((char *)link -
					 offsetof(struct buffer, next));
}

/* The buffers of one node */
struct arena_share {
	int node;	/* the system's number */
	size_t first;	/* its index into arena.all; the others follow */
	size_t count;
};

/* All buffers of one trial */
struct arena {
	struct buffer *descriptors;	/* unused ones fill up nodes' pages */
	char *data;	/* buffer i begins at @data + i * @buffer_bytes */
	bool data_is_shared;	/* with other pools, whose turn comes later */
	size_t slots;	/* descriptors, the unused ones included */
	size_t buffer_bytes;		/* size of a buffer, a multiple of 64 */
	struct buffer **all;	/* those used, as they are handed out first */
	size_t count;
	struct arena_share *share;	/* the nodes that they lie on */
	size_t nr_shares;
	struct buffer *home;	/* first on the node that hits should be of */
	size_t home_bytes;	/* size of that node's run of descriptors */
};

/**
 * arena_data() - the memory of a buffer
 *
 * By arithmetic, as page_address() has it: the descriptor is not touched.
 */
static always_inline void *arena_data(const struct arena *arena,
				      const struct buffer *buffer)
{
	return arena->data + (size_t)(buffer - arena->descriptors) *
			     arena->buffer_bytes;
}

/**
 * arena_is_wrong_node() - whether a buffer lies on another node than wanted
 *
 * Each node's descriptors are contiguous, so this, too, touches none. To be
 * added up without a branch: 1 or 0.
 */
static always_inline unsigned int
arena_is_wrong_node(const struct arena *arena, const struct buffer *buffer)
{
	return (uintptr_t)buffer - (uintptr_t)arena->home >= arena->home_bytes;
}
