/* SPDX-License-Identifier: MIT */
/* A point: one combination of everything that is varied. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "trial/trial.h"

struct point {
	struct trial_config config;
	enum placement placement;	/* Means nothing when @single */
	bool single;	/* One thread: no producers, no placement */
	char pair[32];	/* "cpus:0-1" instead of a placement; else empty */
	/*
	 * Where buffers lie: "consumer", "producer" or a node's number; empty
	 * without them, and in rpc: a page lies on its allocator's node
	 */
	char home[16];
	char pool_home[16];	/* The pool's head; empty: consumer */
	char consumer_node[16];	/* Number that was named; empty: none was */
	char remote_node[96];	/* "nearest", or "1+3"; empty: the farthest */
	bool available;
	const char *reason;	/* Why not, or "" */
};

/** point_placement() - its name, "single" without one, or the pair of CPUs */
const char *point_placement(const struct point *point);

/**
 * point_sharing() - what must be said where threads may share a CPU
 *
 * Return: one line, which begins with a mark; NULL where they do not.
 */
const char *point_sharing(const char *placement, bool oversubscribed,
			  const char *scenario);

#define POINT_NAME_SIZE	512	/* Of any */

/** point_name() - for filters: scenario/pool:P/place:L/producers:N/... */
const char *point_name(const struct point *point, char name[POINT_NAME_SIZE]);

/**
 * point_has_calls() - whether its pool is called: mainline moves pages, but
 *	makes no calls that could be counted
 */
bool point_has_calls(const struct point *point);

/** point_has_nodes() - whether its buffers lie on nodes that are known */
bool point_has_nodes(const struct point *point);

/** point_same_setting() - whether two points differ in the pool alone */
bool point_same_setting(const struct point *a, const struct point *b);
