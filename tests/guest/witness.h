/* SPDX-License-Identifier: MIT */
/* What the pool "witness" counts by itself, for witness.c to tell. */
#pragma once

#include <stdint.h>

/**
 * struct witness_counts - of one trial
 * @trials: pools made: 1 where the trial was measured with this pool
 * @wrong: buffers handed out by the pool, or by the backing list before it,
 *	whose descriptor the kernel says is not on the pool's node
 * @put_wrong: the same, counted when producers put them back
 * @opened: the consumer's window had opened; @at_open is @wrong at that time
 * @closed: it had closed, likewise
 * @incomplete: the window opened while buffers came from the backing list
 */
struct witness_counts {
	unsigned int trials;
	uint64_t wrong;
	uint64_t put_wrong;
	_Bool opened, closed, incomplete;
	uint64_t at_open;
	uint64_t at_close;
};

extern struct witness_counts witness_counts;

/* Node of the page at @address as the kernel tells it; a negative errno. */
int witness_node(const void *address);
