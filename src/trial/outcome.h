/* SPDX-License-Identifier: MIT */
/* What comes back of a trial: of each pool, of each thread, of each slice. */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "perf/counters.h"
#include "pool/loop/latency.h"
#include "pool/loop/rpc.h"
#include "trial/config.h"

/* "put", "get", "handoff" in the order of enum latency_operation */
extern const char *const latency_operation_names[LATENCY_OPERATIONS];

/*
 * How a trial ended.
 * @TRIAL_DRIVER_DIED: again and again the driver died while it ran, and so it
 *	was not begun once more
 */
enum trial_status {
	TRIAL_OK,	/* its figures count */
	TRIAL_STARVED,	/* the consumer found no buffer for too long */
	/* a role was not running while the window was open */
	TRIAL_MISSED_WINDOW,
	/* it could not be set up, or a check failed: no figures */
	TRIAL_ERROR,
	TRIAL_CRASHED,	/* the worker died, in its turn */
	TRIAL_TIMEOUT,	/* the worker was killed, as its turn did not end */
	/* the worker died, or was killed, in another's turn or in nobody's */
	TRIAL_BYSTANDER,
	TRIAL_DRIVER_DIED,
	TRIAL_STATUS_COUNT,
};

/* "ok", ... in the order of enum trial_status */
extern const char *const trial_status_names[TRIAL_STATUS_COUNT];

/*
 * What came from outside while a trial ran. Bits of trial_outcome.disturbed and
 * of trial_slice.disturbed. A slice that was preempted does not count: how
 * often that happens depends on the length of the window and not on the pool.
 * @DISTURBED_MIGRATION: a thread was on another CPU when its window closed, or
 *	no longer bound to its own
 * @DISTURBED_PREEMPTED: other work took a thread's CPU (an involuntary switch)
 *	for more than 1 % of its window
 */
enum disturbance {
	/* a thread waited for its CPU for more than 1 % of its window */
	DISTURBED_RUN_DELAY = 1 << 0,
	/* the hypervisor took time from one of the CPUs */
	DISTURBED_STEAL = 1 << 1,
	/* page faults, in a pool that declares none */
	DISTURBED_FAULTS = 1 << 2,
	DISTURBED_MIGRATION = 1 << 3,
	/* the CPU quota of a cgroup was used up */
	DISTURBED_THROTTLED = 1 << 4,
	DISTURBED_PREEMPTED = 1 << 5,
};

/* Name of each bit, in the order of enum disturbance; NULL past the last */
extern const char *const disturbance_names[];

/*
 * What only scenario rpc has.
 * @break_even_miss_ns: cost of a miss at which hits save as much as calls of
 *	the pool cost; NAN without hits
 * @occupancy: share of the samples that saw the pools empty, full to each
 *	tenth of their caps, above their caps
 */
struct rpc_outcome {
	double ns_per_message;		/* by the clock */
	double cpu_ns_per_message;	/* CPU time of all threads */
	/* time of all threads for one message, waits for each other excepted */
	double cost_ns;
	double pool_ns;	/* the part of it in calls of the pool, on both sides */
	double misses_ns;	/* the part of it on misses, their charge included */
	double pool_share;		/* @pool_ns of @cost_ns, 0 to 1 */
	double break_even_miss_ns;
	double occupancy[RPC_OCCUPANCY];
};

/*
 * What came out for one pool.
 * @ratio: median over the slices of a slice's figure divided by that of the
 *	base's slice which is nearest in time; NAN without a base
 * @start_skew_ns: between the first and the last role to leave the start,
 *	median over the slices
 * @line_transfer_ns: one way, between the consumer's CPU and the producers',
 *	median over the slices of this floor in the same trial; NAN without any
 * @fairness: Jain's index of what the producers put: 1 for all alike; NAN for
 *	one producer
 * @run_delay_ns: longest time in its windows that a thread was ready to run
 *	and did not; NAN where the kernel does not say
 * @stamp_ns: scenario latency: what reading the clock takes of what is timed;
 *	NAN in others
 * @huge_share: part of the buffers' data that lies on huge pages; NAN where
 *	they were not asked for, or the kernel does not say
 */
struct trial_outcome {
	/* whether the figures below mean anything */
	enum trial_status status;
	char error[256];	/* one line where @status is not TRIAL_OK */
	unsigned int slices;		/* its slices that have a figure */
	/* the consumer's windows in them, by their own edges, added up */
	double window_ns;
	/* sent by the consumer in them; in scenario overflow, taken */
	uint64_t buffers;
	/* the figure: median over the slices of window by buffers */
	double ns_per_buffer;
	double ratio;
	/* per buffer, the time not spent waiting for a producer */
	double consumer_busy_ns;
	/* all producers' time not spent waiting, per buffer put */
	double producer_busy_ns;
	/* part of the windows that the consumer waited for a buffer */
	double starved_share;
	struct tally consumer;	/* what the consumer counted in its windows */
	/* what all producers counted in theirs, added up */
	struct tally producers;
	double start_skew_ns;
	double line_transfer_ns;
	/* trend of the figure over the slices, in percent of it */
	double drift_percent;
	bool unsteady;	/* that trend is seen, and more than a few percent */
	double fairness;
	double run_delay_ns;
	unsigned int disturbed;	/* bits of enum disturbance, of all slices */
	unsigned int disturbed_slices;	/* how many of them had any */
	/* CPU time of all roles in their windows; NAN: not known */
	double cpu_ns;
	struct rpc_outcome rpc;		/* what only scenario rpc has */
	double stamp_ns;
	uint64_t population;	/* buffers that circulate; 0 for an allocator */
	double huge_share;
	/* what became of the buffers is not known: hits, misses, refusals */
	bool uncounted;
};

/** trial_is_to_blame() - whether the worker died of this subject */
static inline bool trial_is_to_blame(const struct trial_outcome *outcome)
{
	return outcome->status == TRIAL_CRASHED ||
	       outcome->status == TRIAL_TIMEOUT ||
	       outcome->status == TRIAL_DRIVER_DIED;
}

/** trial_has_died() - whether the worker did not live to say what came out */
static inline bool trial_has_died(enum trial_status status)
{
	return trial_is_to_blame(&(struct trial_outcome){ .status = status }) ||
	       status == TRIAL_BYSTANDER;
}

/**
 * outcome_hits() - buffers that the pool handed out
 *
 * Only scenarios whose loops count hits do; else it follows from the rest.
 */
static inline uint64_t outcome_hits(const struct trial_config *config,
				    const struct trial_outcome *outcome)
{
	if (config->scenario == SCENARIO_RPC ||
	    config->scenario == SCENARIO_OVERFLOW)
		return outcome->consumer.get_hit;
	return outcome->buffers - outcome->consumer.fallback;
}

/* What one thread leaves behind of one pool */
struct trial_thread {
	uint64_t buffers;	/* sent or put in its windows */
	double cpu_ns;		/* CPU time of the thread in them */
	struct counter_value counters[COUNTERS];
};

/*
 * One turn of one subject.
 * @start_ns: when it left the start, since the first slice did; NAN: it has
 *	not begun, or the process died before it was known
 * @missed: a role was preempted, or not running for half of its window, or its
 *	load was not known in time: no figure
 */
struct trial_slice {
	uint16_t subject;	/* index of it */
	uint16_t block;		/* of the order, from 0 */
	double start_ns;
	/* the consumer's window by its own edges; 0: there was none */
	double window_ns;
	uint64_t buffers;	/* sent by the consumer in it */
	unsigned int disturbed;	/* bits of enum disturbance */
	bool missed;
};

/** slice_ns_per_buffer() - the figure of a slice; NAN where it has none */
static inline double slice_ns_per_buffer(const struct trial_slice *slice)
{
	return slice->missed || !slice->buffers ? NAN :
	       slice->window_ns / (double)slice->buffers;
}
