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

extern const char *const latency_operation_names[LATENCY_OPERATIONS];

/* How a trial ended */
enum trial_status {
	TRIAL_OK,	/* its figures count */
	TRIAL_STARVED,	/* the consumer found no buffer for too long */
	TRIAL_MISSED_WINDOW,	/* a role was not running in its window */
	TRIAL_ERROR,	/* set-up failed, or a check: no figures */
	TRIAL_CRASHED,	/* the worker died, in its turn */
	TRIAL_TIMEOUT,	/* the worker was killed, as its turn did not end */
	TRIAL_BYSTANDER,	/* the same, in another's turn or in nobody's */
	TRIAL_DRIVER_DIED,	/* the driver, repeatedly: not begun again */
	TRIAL_STATUS_COUNT,
};

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
	DISTURBED_STEAL = 1 << 1,	/* of CPU time, by the hypervisor */
	DISTURBED_FAULTS = 1 << 2,	/* in a pool that declares none */
	DISTURBED_MIGRATION = 1 << 3,
	DISTURBED_THROTTLED = 1 << 4,	/* a cgroup's CPU quota was used up */
	DISTURBED_PREEMPTED = 1 << 5,
};

/* Name of each bit, in the order of enum disturbance; NULL past the last */
extern const char *const disturbance_names[];

/*
 * What only scenario rpc has; times are per message.
 * @break_even_miss_ns: cost of a miss at which hits save as much as calls of
 *	the pool cost; NAN without hits
 * @occupancy: share of the samples that saw the pools empty, full to each
 *	tenth of their caps, above their caps
 */
struct rpc_outcome {
	double ns_per_message;		/* by the clock */
	double cpu_ns_per_message;	/* CPU time of all threads */
	double cost_ns;	/* all threads' time but waits for each other */
	double pool_ns;	/* of it in calls of the pool, on both sides */
	double misses_ns;	/* of it on misses, their charge included */
	double pool_share;		/* @pool_ns of @cost_ns, 0 to 1 */
	double break_even_miss_ns;
	double occupancy[RPC_OCCUPANCY];
};

/*
 * What came out for one pool.
 * @ratio: median over the slices of a slice's figure divided by that of the
 *	base's slice which is nearest in time; NAN without a base
 * @line_transfer_ns: one way, between the consumer's CPU and the producers',
 *	median over the slices of this floor in the same trial; NAN without any
 * @run_delay_ns: longest time in its windows that a thread was ready to run
 *	and did not; NAN where the kernel does not say
 */
struct trial_outcome {
	enum trial_status status;	/* whether the figures mean anything */
	char error[256];	/* one line where @status is not TRIAL_OK */
	unsigned int slices;		/* its slices that have a figure */
	double window_ns;	/* the consumer's in them, by its own edges */
	uint64_t buffers;	/* sent in them; in scenario overflow, taken */
	double ns_per_buffer;	/* the figure: median over the slices */
	double ratio;
	double consumer_busy_ns;	/* per buffer, without its waits */
	double producer_busy_ns;	/* of all together, likewise */
	double starved_share;	/* part of the windows without a buffer */
	struct tally consumer;	/* what the consumer counted in its windows */
	struct tally producers;	/* what all of them counted in theirs */
	double start_skew_ns;	/* from first to last role's start, median */
	double line_transfer_ns;
	double drift_percent;	/* trend of the figure over the slices */
	bool unsteady;	/* that trend is seen, and more than a few percent */
	double fairness;	/* Jain's index of puts; NAN: one producer */
	double run_delay_ns;
	unsigned int disturbed;	/* bits of enum disturbance, of all slices */
	unsigned int disturbed_slices;	/* how many of them had any */
	double cpu_ns;	/* of all roles in their windows; NAN: not known */
	struct rpc_outcome rpc;
	double stamp_ns;	/* a clock reading's, in latency; else NAN */
	uint64_t population;	/* buffers that circulate; 0 for an allocator */
	double huge_share;	/* of buffers' data; NAN: unasked or unknown */
	bool uncounted;	/* hits, misses and refusals are not known */
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
	double window_ns;	/* the consumer's, by its own edges; 0: none */
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
