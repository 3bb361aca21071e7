/* SPDX-License-Identifier: MIT */
/* What the pool "witness" counts by itself, for witness.c to tell. */
#pragma once

#include <stdint.h>

/* Nodes are below this */
#define WITNESS_NODES	64

/**
 * struct witness_counts - of one trial; arrays are by the node of a buffer's
 *	descriptor, as the kernel tells it
 * @trials: pools made: 1 where the trial was measured with this pool
 * @got: buffers handed out by the pool, or by the backing list before it
 * @put: the same, counted when producers put them back
 * @opened: the consumer's window had opened; @at_open is @got at that time
 * @closed: it had closed, likewise
 * @incomplete: the window opened while buffers came from the backing list
 */
struct witness_counts {
	unsigned int trials;
	uint64_t got[WITNESS_NODES];
	uint64_t put[WITNESS_NODES];
	_Bool opened, closed, incomplete;
	uint64_t at_open[WITNESS_NODES];
	uint64_t at_close[WITNESS_NODES];
};

extern struct witness_counts witness_counts;

/* Node of the page at @address as the kernel tells it; a negative errno. */
int witness_node(const void *address);
