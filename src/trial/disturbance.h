/* SPDX-License-Identifier: MIT */
/* What came from outside while a trial ran. */
#pragma once

#include "trial/trial.h"

/**
 * struct disturbance_clock - what is counted from outside of the process
 * @steal_known: else nothing is: item steal_now of the environment says so
 * @steal_ticks: that the hypervisor took from the plan's CPUs since boot
 * @throttled: what the cgroup's CPU quota stopped so far, in no known unit
 */
struct disturbance_clock {
	bool steal_known;
	uint64_t steal_ticks;
	uint64_t throttled;
};

/**
 * disturbance_read() - what is counted so far
 * @clock: filled
 * @root: precedes each path that is read: "" is this machine
 * @plan: whose CPUs
 */
void disturbance_read(struct disturbance_clock *clock, const char *root,
		      const struct placement_plan *plan);

/**
 * disturbance_of_slice() - what a thread's counters say of one slice
 * @config: of the trial
 * @pool: whose turn it was; NULL: a floor's
 * @values: counted in the window
 * @run_delay_ns: set to the time that the thread was ready to run and did not;
 *	NAN where the kernel does not say
 *
 * Return: bits of enum disturbance.
 */
unsigned int disturbance_of_slice(const struct trial_config *config,
				  const struct pool_ops *pool,
				  const struct counter_value *values,
				  double *run_delay_ns);

/**
 * disturbance_judge() - what came between two readings is of all slices
 * @trial: that has ended
 * @began: before it
 * @ended: after it
 */
void disturbance_judge(struct trial *trial,
		       const struct disturbance_clock *began,
		       const struct disturbance_clock *ended);
