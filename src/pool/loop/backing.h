/* SPDX-License-Identifier: MIT */
/*
 * Where buffers are while no pool has them: the stand-in for the page
 * allocator. Refused buffers go here, an empty get is served from here, and
 * what that would cost in the kernel is charged on top by the caller.
 *
 * Synchronization: any number of threads may release at once; one thread
 * takes. No ABA: the taker removes whole lists by an exchange.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>

#include "base/compiler.h"
#include "pool/buffer.h"

/* Lists of the home node [0] and of all others [1] */
struct backing {
	/* released by producers, most recent first */
	_Atomic(struct buffer *) returned[2] line_pair_aligned;
	struct buffer *taken[2] line_pair_aligned;	/* the consumer's own */
};

/* The caller's buffer leaves circulation. @list: 0: of the home node; else 1 */
static inline void backing_release(struct backing *backing, unsigned int list,
				   struct buffer *buffer)
{
	/* relaxed: only compared and stored again */
	struct buffer *first = atomic_load_explicit(&backing->returned[list],
						    memory_order_relaxed);

	do {
		buffer->backing_next = first;
		/* release: backing_next and what the caller did to buffer */
	} while (!atomic_compare_exchange_weak_explicit(
			&backing->returned[list], &first, buffer,
			memory_order_release, memory_order_relaxed));
}

/*
 * A buffer for the caller, who is the only taker; NULL when there is none.
 * Prefers the home node, as an allocation for that node would, except for what
 * a trial begins with: that is all in the first list.
 */
static inline struct buffer *backing_take(struct backing *backing)
{
	for (unsigned int list = 0; list < 2; list++) {
		struct buffer *buffer = backing->taken[list];

		/* relaxed: a look that saves the exchange where it is empty */
		if (!buffer && atomic_load_explicit(&backing->returned[list],
						    memory_order_relaxed))
			/* acquire: pairs with backing_release() */
			buffer = atomic_exchange_explicit(
				&backing->returned[list], NULL,
				memory_order_acquire);
		if (buffer) {
			backing->taken[list] = buffer->backing_next;
			return buffer;
		}
	}
	return NULL;
}
