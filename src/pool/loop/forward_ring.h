/* SPDX-License-Identifier: MIT */
/*
 * The forward queue: messages of one burst of buffers from the consumer of
 * the pool to one producer. A ring with one sender and one receiver in the
 * manner of Lamport (1983), each side keeping a copy of the other's index so
 * that the line with that index moves only when the copy runs out (Lee,
 * Bu, Chandranmenon: "A lock-free, cache-efficient shared ring buffer", 2009).
 *
 * Synchronization: one sender and one receiver at a time, without a lock.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "base/compiler.h"
#include "pool/buffer.h"

/* Messages that a ring holds, as SVC_TCP_MSG_QUEUE_MAX; a power of two. */
#define FORWARD_MESSAGES	64

struct forward_ring {
	struct buffer **slots;	/* FORWARD_MESSAGES * @burst pointers */
	uint32_t burst;

	_Atomic(uint64_t) sent line_pair_aligned;	/* messages published */
	_Atomic(uint64_t) received line_pair_aligned;	/* messages released */

	uint64_t sender_sent line_pair_aligned;	/* the sender's own @sent */
	uint64_t sender_received;	/* the sender's copy of @received */

	uint64_t receiver_received line_pair_aligned;	/* the receiver's own */
	uint64_t receiver_sent;	/* the receiver's copy of @sent */
};

static always_inline struct buffer **
forward_slots(const struct forward_ring *ring, uint64_t message)
{
	return ring->slots + (message % FORWARD_MESSAGES) * ring->burst;
}

/* Where to write the burst's pointers; NULL when the ring is full */
static always_inline struct buffer **forward_reserve(struct forward_ring *ring)
{
	if (unlikely(ring->sender_sent - ring->sender_received ==
		     FORWARD_MESSAGES)) {
		/* acquire: the receiver has read the slots that it released */
		ring->sender_received = atomic_load_explicit(&ring->received,
						memory_order_acquire);
		if (ring->sender_sent - ring->sender_received ==
		    FORWARD_MESSAGES)
			return NULL;
	}
	return forward_slots(ring, ring->sender_sent);
}

static always_inline void forward_publish(struct forward_ring *ring)
{
	/* release: the slots, and what the sender wrote into the buffers */
	atomic_store_explicit(&ring->sent, ++ring->sender_sent,
			      memory_order_release);
}

/* The pointers of the next message, valid until forward_release(), or NULL */
static always_inline struct buffer **forward_peek(struct forward_ring *ring)
{
	if (unlikely(ring->receiver_received == ring->receiver_sent)) {
		/* acquire: pairs with the release in forward_publish() */
		ring->receiver_sent = atomic_load_explicit(&ring->sent,
						memory_order_acquire);
		if (ring->receiver_received == ring->receiver_sent)
			return NULL;
	}
	return forward_slots(ring, ring->receiver_received);
}

static always_inline void forward_release(struct forward_ring *ring)
{
	/* release: the slots have been read */
	atomic_store_explicit(&ring->received, ++ring->receiver_received,
			      memory_order_release);
}
