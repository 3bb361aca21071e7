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
 * The consumer takes what is there a batch at a time: reads of two lines that
 * do not wait for each other, and slots that are cleared together, since their
 * line would go to and fro if each were cleared as it is read.
 */
#define RING_BATCH_MAX		16
#define RING_BATCH_SHARE	8

struct pointer_ring {
	_Atomic(struct buffer *) *slots;	/* @max of them */
	uint32_t max;				/* most pointers in @slots */
	uint32_t batch;	/* most pointers that the consumer takes at once */
	uint32_t put_at line_pair_aligned;	/* the producer's next slot */
	uint32_t get_at line_pair_aligned;	/* the consumer's next slot */
	uint32_t taken_at;			/* its next pointer of @taken */
	uint32_t taken_end;			/* end of those in @taken */
	struct buffer *taken[RING_BATCH_MAX];	/* cleared, not handed out */
};

/* By the producer: how many of its pages, the first ones, the ring has taken */
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
 * Clears from the last to the first, as ptr_ring does: the producer waits at
 * the first, and gets the whole line when that is cleared.
 */
static always_inline struct buffer *pointer_ring_take(struct pointer_ring *ring)
{
	uint32_t at = ring->get_at, n = 0;

	do {
		/* acquire: pairs with the release in pointer_ring_put() */
		ring->taken[n] = atomic_load_explicit(&ring->slots[at],
						      memory_order_acquire);
		if (!ring->taken[n])
			break;
		if (++at == ring->max)
			at = 0;
	} while (++n < ring->batch);
	if (!n)
		return NULL;
	ring->get_at = at;
	ring->taken_at = 1;
	ring->taken_end = n;
	do {
		at = (at ? at : ring->max) - 1;
		/* release: the slot has been read */
		atomic_store_explicit(&ring->slots[at], NULL,
				      memory_order_release);
	} while (--n);
	return ring->taken[0];
}

/* By the consumer, who owns the page then: the first that was put, or NULL */
static always_inline struct buffer *pointer_ring_get(struct pointer_ring *ring)
{
	if (likely(ring->taken_at < ring->taken_end))
		return ring->taken[ring->taken_at++];
	return pointer_ring_take(ring);
}

/* As the consumer sees it */
static inline size_t pointer_ring_length(const struct pointer_ring *ring)
{
	size_t length = 0;
	uint32_t at = ring->get_at;

	/* acquire: as in pointer_ring_take() */
	while (length < ring->max &&
	       atomic_load_explicit(&ring->slots[at], memory_order_acquire)) {
		length++;
		if (++at == ring->max)
			at = 0;
	}
	return length + ring->taken_end - ring->taken_at;
}

static inline size_t pointer_ring_bytes(const struct pointer_ring *ring)
{
	return ring->max * sizeof(ring->slots[0]);
}

/* Pages beyond @max: taken in a batch, of which one is handed out at once */
static inline uint32_t pointer_ring_excess(uint32_t max)
{
	const uint32_t batch = max / RING_BATCH_SHARE;

	return batch > RING_BATCH_MAX ? RING_BATCH_MAX - 1 :
	       batch ? batch - 1 : 0;
}

/* @ring: zeroed; @max: at least 1; pointer_ring_free() frees its slots */
static inline int pointer_ring_init(struct pointer_ring *ring, uint32_t max,
				    int node, struct error *error)
{
	ring->max = max;
	ring->batch = pointer_ring_excess(max) + 1;
	ring->slots = node_memory_alloc(pointer_ring_bytes(ring), node, error);
	return ring->slots ? 0 : -ENOMEM;
}

static inline void pointer_ring_free(struct pointer_ring *ring)
{
	node_memory_free((void *)ring->slots, pointer_ring_bytes(ring));
}
