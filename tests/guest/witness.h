/* SPDX-License-Identifier: MIT */
/* What the pool "witness" counts by itself, for witness.c to tell. */
#pragma once

#include <stdint.h>

/* Nodes are below this */
#define WITNESS_NODES	64
/* Slices of a pool that are looked at one by one */
#define WITNESS_SLICES	16

/*
 * Of one trial; arrays are by the node of a buffer's descriptor, as the kernel
 * tells it
 */
struct witness_counts {
	/* buffers handed out by the pool, or by the backing list before it */
	uint64_t got[WITNESS_NODES];
	/* the same, counted when producers put them back */
	uint64_t put[WITNESS_NODES];
	unsigned int slices;	/* of this pool that have started */
	/* the part of got in the consumer's window of each slice */
	uint64_t window[WITNESS_SLICES][WITNESS_NODES];
	/*
	 * one is open, at_open is got when it opened; one opened while buffers
	 * came from the backing list
	 */
	_Bool open, incomplete;
	uint64_t at_open[WITNESS_NODES];
};

extern struct witness_counts witness_counts;

/* The last window has closed: @window is complete. */
void witness_close_window(void);

/* Node of the page at @address as the kernel tells it; a negative errno. */
int witness_node(const void *address);
