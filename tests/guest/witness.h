/* SPDX-License-Identifier: MIT */
/* What the pool "witness" counts by itself, for witness.c to tell. */
#pragma once

#include <stdint.h>

/* Nodes are below this */
#define WITNESS_NODES	64
/* Slices of a pool that are looked at one by one */
#define WITNESS_SLICES	16

/**
 * struct witness_counts - of one trial; arrays are by the node of a buffer's
 *	descriptor, as the kernel tells it
 * @got: buffers handed out by the pool, or by the backing list before it
 * @put: the same, counted when producers put them back
 * @slices: of this pool that have started
 * @window: the part of @got in the consumer's window of each slice
 * @open: one is open; @at_open is @got when it opened
 * @incomplete: one opened while buffers came from the backing list
 */
struct witness_counts {
	uint64_t got[WITNESS_NODES];
	uint64_t put[WITNESS_NODES];
	unsigned int slices;
	uint64_t window[WITNESS_SLICES][WITNESS_NODES];
	_Bool open, incomplete;
	uint64_t at_open[WITNESS_NODES];
};

extern struct witness_counts witness_counts;

/* The last window has closed: @window is complete. */
void witness_close_window(void);

/* Node of the page at @address as the kernel tells it; a negative errno. */
int witness_node(const void *address);
