/* SPDX-License-Identifier: MIT */
/* A point: one combination of everything that is varied. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "trial/trial.h"

/* What is measured, repeatedly, to give one row of a summary */
struct point {
	struct trial_config config;
	/* Where producers run; means nothing when @single */
	enum placement placement;
	bool single;	/* One thread: no producers, no placement */
	/*
	 * "cpus:0-1" where one consumer and its producers run on named CPUs
	 * instead of a placement; else empty
	 */
	char pair[32];
	/*
	 * Where buffers lie: "consumer", "producer" or a node's number; empty
	 * in scenario rpc, where each page lies on the node of who allocated
	 * it, and without buffers
	 */
	char home[16];
	/* Where the pool's head lies, likewise; empty: consumer */
	char pool_home[16];
	/* Number of the node that was named; empty: none was */
	char consumer_node[16];
	/*
	 * "nearest" or numbers of nodes joined by plus signs, for placement
	 * remote; empty: the farthest
	 */
	char remote_node[96];
	bool available;
	const char *reason;	/* Why not, or "" */
};

/**
 * point_placement() - name of the placement, "single" for one thread, or the
 *	pair of CPUs
 */
const char *point_placement(const struct point *point);

/**
 * point_sharing() - what must be said where threads may share a CPU
 *
 * Return: one line, which begins with a mark; NULL where each thread has its
 * CPU.
 */
const char *point_sharing(const char *placement, bool oversubscribed,
			  const char *scenario);

/* Room for any name */
#define POINT_NAME_SIZE	512

/**
 * point_name() - as Google Benchmark's filter sees it:
 *	scenario/pool:P/place:L/producers:N/burst:B/...
 */
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
