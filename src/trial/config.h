/* SPDX-License-Identifier: MIT */
/* What the driver asks a trial to measure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "topo/placement.h"

/* What is measured */
enum scenario {
	/* the closed loop between one consumer and its producers */
	SCENARIO_HANDOFF,
	/* the RFC series' shape: a receiver, its messages, workers */
	SCENARIO_RPC,
	/* producers put faster than the consumer takes */
	SCENARIO_OVERFLOW,
	/* handoff, and how long single calls of it take */
	SCENARIO_LATENCY,
	SCENARIO_UNCONTENDED,	/* get and put by one thread, the pool warm */
	/* what no pool can beat: struct trial_config.pool names it */
	SCENARIO_FLOOR,
	SCENARIO_COUNT,
};

/* "handoff", ... in the order of enum scenario */
extern const char *const scenario_names[SCENARIO_COUNT];

/*
 * Where a trial's loops ran.
 * @WHERE_USER: in this program, with everything else in this file
 * @WHERE_UML: as kernel threads of user-mode Linux, by kmod/
 * @WHERE_KERNEL: as kernel threads, by kmod/
 */
enum where { WHERE_USER, WHERE_UML, WHERE_KERNEL, WHERES };

/* "user", "uml", "kernel" in the order of the enum */
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
 * In which order a pool is given its buffers at first.
 * @ORDER_SHUFFLED: in none, as pages that have been in use for a while: what
 *	follows a list cannot be guessed by the processor
 * @ORDER_ADDRESS: by address, as pages after boot: the processor's prefetcher
 *	follows a list as if it were an array
 */
enum buffer_order {
	ORDER_SHUFFLED,
	ORDER_ADDRESS,
	BUFFER_ORDERS
};

/*
 * What to measure.
 * @pool: name of a pool, or of a floor for SCENARIO_FLOOR; a trial has more of
 *	them, see struct trial_subject
 * @burst: buffers in a message, 1 to ROLE_MAX_BURST; 0 in scenario rpc: a mix
 * @round: from 0; which group of hardware events is counted this time, and which
 *	order the buffers are in: the same for all pools of a round
 * @nodes: how many NUMA nodes the machine has; with one, placement of memory
 *	need not be proven
 */
struct trial_config {
	enum scenario scenario;		/* which loops */
	enum where where;		/* where they ran */
	char pool[32];
	/* CPU and node of each thread; its producers are the trial's */
	struct placement_plan plan;
	unsigned int burst;
	/* how producers return them, of enum put_mode */
	unsigned int put;
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
	/* percent of the saturated rate; 100: saturated */
	unsigned int load;
	unsigned int clear;	/* 1: a page is cleared when it is allocated */
	unsigned int order;		/* of enum buffer_order */
	/* 1: huge pages are asked for where buffers' data lies */
	unsigned int huge_pages;
	/* size of what payloads are copied from: trial_cold_bytes() */
	uint64_t cold_bytes;
	unsigned int slices;	/* turns of each pool; the base may have more */
	unsigned int window_ms;	/* length of all of a pool's windows together */
	unsigned int warmup_us;
	double ticks_per_ns;
	unsigned int round;
	uint64_t seed;			/* of the order of slices */
	int nodes;
};
