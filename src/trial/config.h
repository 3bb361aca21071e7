/* SPDX-License-Identifier: MIT */
/* What the driver asks a trial to measure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "topo/placement.h"

enum scenario {
	SCENARIO_HANDOFF,	/* a closed loop of consumer and producers */
	SCENARIO_RPC,	/* the series' shape: receiver, messages, workers */
	SCENARIO_OVERFLOW,	/* puts come faster than the consumer gets */
	SCENARIO_LATENCY,	/* handoff, with single calls timed */
	SCENARIO_UNCONTENDED,	/* get and put by one thread, the pool warm */
	SCENARIO_FLOOR,	/* what no pool can beat; config.pool names it */
	SCENARIO_COUNT,
};

extern const char *const scenario_names[SCENARIO_COUNT];

/*
 * Where a trial's loops ran: in this program or, by kmod/, as kernel threads of
 * user-mode Linux or of a kernel.
 */
enum where { WHERE_USER, WHERE_UML, WHERE_KERNEL, WHERES };

extern const char *const where_names[WHERES];

/**
 * scenario_has_cost() - whether ns per buffer is what a scenario is run for
 *
 * Of overflow the counts are, and its threads may share a CPU; of latency the
 * distributions are, and its load or its stamps set the time.
 */
static inline bool scenario_has_cost(enum scenario scenario)
{
	return scenario != SCENARIO_OVERFLOW && scenario != SCENARIO_LATENCY;
}

/*
 * In which order a pool is given its buffers at first: in none, as pages that
 * have been in use for a while; or by address, as pages after boot, where the
 * processor's prefetcher follows a list as if it were an array.
 */
enum buffer_order { ORDER_SHUFFLED, ORDER_ADDRESS, BUFFER_ORDERS };

/*
 * What to measure.
 * @round: from 0; which group of hardware events is counted this time, and in
 *	which order the buffers are: the same for all pools of a round
 */
struct trial_config {
	enum scenario scenario;
	enum where where;
	char pool[32];	/* of the first subject; for SCENARIO_FLOOR, a floor */
	struct placement_plan plan;	/* its producers are the trial's */
	unsigned int burst;	/* 1 to ROLE_MAX_BURST; 0: a mix, in rpc */
	unsigned int put;	/* how producers put them, of enum put_mode */
	unsigned int touch;	/* which memory the roles use, of enum touch */
	unsigned int buffer_bytes;	/* size of a buffer, a multiple of 64 */
	unsigned int pool_max;
	unsigned int miss_ns;		/* what an empty get is charged */
	/* of enum rpc_refill, as all that follow for scenario rpc alone */
	unsigned int refill;
	unsigned int queue;		/* of enum rpc_queue */
	unsigned int concurrency;	/* of enum rpc_concurrency */
	unsigned int payload;		/* of enum rpc_payload */
	unsigned int waiting;		/* of enum rpc_waiting */
	unsigned int layout;		/* of enum pool_layout */
	unsigned int connections;	/* each with a pool of its own */
	unsigned int load;	/* percent of the saturated rate */
	unsigned int clear;	/* 1: a page is cleared when it is allocated */
	unsigned int order;		/* of enum buffer_order */
	unsigned int huge_pages;	/* 1: asked for, for buffers' data */
	uint64_t cold_bytes;	/* of payloads' source: trial_cold_bytes() */
	unsigned int slices;	/* turns of each pool; the base may have more */
	unsigned int window_ms;	/* length of all of a pool's windows together */
	unsigned int warmup_us;
	double ticks_per_ns;
	unsigned int round;
	uint64_t seed;			/* of the order of slices */
	int nodes;	/* NUMA nodes; with 1, no place of memory is proven */
};
