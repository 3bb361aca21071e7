/* SPDX-License-Identifier: MIT */
/*
 * A ring of page pointers with one producer and one consumer at a time. A slot
 * is free when it is NULL, so neither side reads the other's index: the only
 * lines that move are those of the slots, eight pointers to a line, and a
 * page's own line is not touched. FastForward (Giacomoni, Moseley,
 * Vachharajani, 2008); the kernel's ptr_ring, from which the batched clearing
 * is, works the same way.
 *
 * Synchronization: "one producer" is a role. Threads may take turns at it if
 * whoever takes over sees all that the one before did (release to acquire: a
 * lock, the transport's busy bit): the producer's index is passed on with the
 * role. No ABA: a slot is written only while it is NULL.
 */
#pragma once

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/node_memory.h"
#include "pool/buffer.h"

/*
 * Slots are cleared in batches: were each cleared at once, its line would go
 * to and fro with every page. So up to a batch - 1 of slots that have been
 * read still count as full.
 */
#define RING_BATCH_MAX		16
#define RING_BATCH_SHARE	8

/**
 * struct pointer_ring - the ring
 * @slots: @max of them: the cap is exact
 * @max: most pointers in it
 * @batch: slots that are cleared together
 * @put_at: the producer's next slot
 * @get_at: the consumer's next slot
 * @clear_from: the first slot that the consumer has read and not cleared
 */
struct pointer_ring {
	_Atomic(struct buffer *) *slots;
	uint32_t max;
	uint32_t batch;
	uint32_t put_at line_pair_aligned;
	uint32_t get_at line_pair_aligned;
	uint32_t clear_from;
};

/**
 * pointer_ring_put() - hand over as many of @n pages as there is room for
 * @ring: the caller is the producer
 * @pages: owned by the caller
 * @n: how many
 *
 * Return: how many of the first ones the ring has taken.
 */
static always_inline unsigned int pointer_ring_put(struct pointer_ring *ring,
						   struct buffer **pages,
						   unsigned int n)
{
	uint32_t at = ring->put_at;
	unsigned int i;

	for (i = 0; i < n; i++) {
		/* acquire: the consumer is done with this slot */
		if (unlikely(atomic_load_explicit(&ring->slots[at],
						  memory_order_acquire)))
			break;
		/* release: what the producer wrote into the page */
		atomic_store_explicit(&ring->slots[at], pages[i],
				      memory_order_release);
		if (++at == ring->max)
			at = 0;
	}
	ring->put_at = at;
	return i;
}

/*
 * From the last to the first, as ptr_ring does: the producer waits at the
 * first, and gets the whole line when that is cleared.
 */
static noinline void pointer_ring_clear(struct pointer_ring *ring)
{
	uint32_t at = ring->get_at;

	do {
		at = (at ? at : ring->max) - 1;
		/* release: the slot has been read */
		atomic_store_explicit(&ring->slots[at], NULL,
				      memory_order_release);
	} while (at != ring->clear_from);
	ring->clear_from = ring->get_at;
}

/**
 * pointer_ring_get() - the page that was put first
 * @ring: the caller is the consumer
 *
 * Return: owned by the caller; NULL when there is none.
 */
static always_inline struct buffer *pointer_ring_get(struct pointer_ring *ring)
{
	/* acquire: pairs with the release in pointer_ring_put() */
	struct buffer *page = atomic_load_explicit(&ring->slots[ring->get_at],
						   memory_order_acquire);
	uint32_t read;

	if (unlikely(!page)) {
		/* nothing is in it, so nothing is to be kept from the producer */
		if (ring->clear_from != ring->get_at)
			pointer_ring_clear(ring);
		return NULL;
	}
	if (++ring->get_at == ring->max)
		ring->get_at = 0;
	read = ring->get_at - ring->clear_from;
	if ((int32_t)read < 0)
		read += ring->max;
	if (unlikely(read >= ring->batch || !read))
		pointer_ring_clear(ring);
	return page;
}

/**
 * pointer_ring_length() - pages in it, as the consumer sees it
 */
static inline size_t pointer_ring_length(const struct pointer_ring *ring)
{
	size_t length = 0;
	uint32_t at = ring->get_at;

	/* acquire: as in pointer_ring_get() */
	while (length < ring->max &&
	       atomic_load_explicit(&ring->slots[at], memory_order_acquire)) {
		length++;
		if (++at == ring->max)
			at = 0;
		if (at == ring->clear_from)
			break;
	}
	return length;
}

static inline size_t pointer_ring_bytes(const struct pointer_ring *ring)
{
	return ring->max * sizeof(ring->slots[0]);
}

/**
 * pointer_ring_slack() - by how much a ring may seem fuller than it is
 */
static inline uint32_t pointer_ring_slack(uint32_t max)
{
	const uint32_t batch = max / RING_BATCH_SHARE;

	return batch > RING_BATCH_MAX ? RING_BATCH_MAX - 1 :
	       batch ? batch - 1 : 0;
}

/**
 * pointer_ring_init() - an empty ring
 * @ring: zeroed
 * @max: most pointers in it
 * @node: where its slots lie
 * @error: why not
 *
 * Return: 0, or -ENOMEM; the slots are freed by pointer_ring_free().
 */
static inline int pointer_ring_init(struct pointer_ring *ring, uint32_t max,
				    int node, struct error *error)
{
	ring->max = max;
	ring->batch = pointer_ring_slack(max) + 1;
	ring->slots = node_memory_alloc(pointer_ring_bytes(ring), node, error);
	return ring->slots ? 0 : -ENOMEM;
}

static inline void pointer_ring_free(struct pointer_ring *ring)
{
	node_memory_free((void *)ring->slots, pointer_ring_bytes(ring));
}
