/* SPDX-License-Identifier: MIT */
/* A point: one combination of everything that is varied. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "trial/trial.h"

/**
 * struct point - what is measured, repeatedly, to give one row of a summary
 * @config: of its trials
 * @placement: where producers run; means nothing when @single
 * @single: one thread: no producers, no placement
 * @pair: "cpus:0-1" where one consumer and one producer run on two named
 *	CPUs instead of a placement; else empty
 * @home: where buffers lie: "consumer", "producer" or a node's number; empty in
 *	scenario rpc, where each page lies on the node of who allocated it, and
 *	without buffers
 * @pool_home: where the pool's head lies, likewise; empty: consumer
 * @consumer_node: number of the node that the consumer was given; empty: none
 *	was named
 * @remote_node: "nearest" or numbers of nodes joined by plus signs, for
 *	placement remote; empty: the farthest
 * @available: this machine can do it
 * @reason: why not, or ""
 */
struct point {
	struct trial_config config;
	enum placement placement;
	bool single;
	char pair[32];
	char home[16];
	char pool_home[16];
	char consumer_node[16];
	char remote_node[96];
	bool available;
	const char *reason;
};

/**
 * point_placement() - name of the placement, "single" for one thread, or the
 *	pair of CPUs
 */
const char *point_placement(const struct point *point);

/**
 * point_sharing() - what must be said where threads may share a CPU
 * @placement: name of the placement
 * @oversubscribed: there are more threads than CPUs
 * @scenario: name of the scenario
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
 * @point: the point
 * @name: filled
 *
 * Return: @name.
 */
const char *point_name(const struct point *point, char name[POINT_NAME_SIZE]);

/**
 * point_has_buffers() - whether put and get columns mean anything
 */
bool point_has_buffers(const struct point *point);

/**
 * point_has_calls() - whether its pool is called: mainline moves pages, but
 *	makes no calls that could be counted
 */
bool point_has_calls(const struct point *point);

/**
 * point_has_nodes() - whether its buffers lie on nodes that are known
 */
bool point_has_nodes(const struct point *point);

/**
 * point_same_setting() - whether two points differ in the pool alone
 */
bool point_same_setting(const struct point *a, const struct point *b);
