/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#pragma once

#include <linux/ptr_ring.h>

/*
 * Entries of a ring that nobody uses now. What was taken last is cleared later,
 * a batch at a time: from consumer_tail to consumer_head there is nothing.
 */
static inline size_t ring_length(const struct ptr_ring *ring)
{
	int at = ring->consumer_head, n = 0;

	while (n < ring->size && ring->queue[at] &&
	       !(n && at == ring->consumer_tail)) {
		n++;
		if (++at == ring->size)
			at = 0;
	}
	return n;
}
