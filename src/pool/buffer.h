/* SPDX-License-Identifier: MIT */
/*
 * What the pools recycle: a descriptor that stands for struct page, and the
 * memory it describes, apart from it.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "pool/kernel/llist.h"

/*
 * Descriptor of one buffer, the stand-in for struct page. 64 bytes like struct
 * page, so that a descriptor has a cache line of its own, and never inside of
 * the buffer that it describes.
 * @llist: link for pools on an llist (page->pcp_llist); whoever owns the
 *	buffer may use it
 */
struct buffer {
	union {
		struct llist_node llist;
		/* the same word for pools whose lists are not atomic */
		struct buffer *next;
	};
	/* link while the buffer is outside of every pool */
	struct buffer *backing_next;
	/* page->_refcount: what touch=descriptor reads and writes */
	uint32_t references;
	uint32_t seen;	/* marks of the conservation check */
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct buffer) == 64, "a descriptor is one cache line");

/**
 * buffer_link() - the word of a buffer that its owner may use, for any list
 */
static always_inline void *buffer_link(struct buffer *buffer)
{
	return &buffer->next;
}

/**
 * buffer_of_link() - the buffer that buffer_link() was asked for
 */
static always_inline struct buffer *buffer_of_link(void *link)
{
	return (struct buffer *)(void *)((char *)link -
					 offsetof(struct buffer, next));
}

/* The buffers of one node */
struct arena_share {
	int node;	/* the system's number */
	/* index of the first into arena.all; the others follow */
	size_t first;
	size_t count;
};

/* All buffers of one trial */
struct arena {
	/* their descriptors; unused ones pad each node's share to pages */
	struct buffer *descriptors;
	/* their memory: buffer i begins at @data + i * @buffer_bytes */
	char *data;
	/* it is also that of other pools, whose turn comes later */
	bool data_is_shared;
	size_t slots;	/* descriptors, the unused ones included */
	size_t buffer_bytes;		/* size of a buffer, a multiple of 64 */
	/* the used ones, in the order in which they are handed out first */
	struct buffer **all;
	size_t count;
	struct arena_share *share;	/* the nodes that they lie on */
	size_t nr_shares;
	/* first descriptor on the node that hits should come from */
	struct buffer *home;
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
 * Each node's descriptors are contiguous, so this, too, touches none.
 *
 * Return: 1 or 0, to be added up without a branch.
 */
static always_inline unsigned int
arena_is_wrong_node(const struct arena *arena, const struct buffer *buffer)
{
	return (uintptr_t)buffer - (uintptr_t)arena->home >= arena->home_bytes;
}
