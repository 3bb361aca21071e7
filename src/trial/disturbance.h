/* SPDX-License-Identifier: MIT */
/* What came from outside while a trial ran. */
#pragma once

#include "trial/trial.h"

struct disturbance_clock {
	/* else nothing is: item steal_now of the environment says so */
	bool steal_known;
	/* that the hypervisor took from the plan's CPUs since boot */
	uint64_t steal_ticks;
	/* what the cgroup's CPU quota stopped so far, in no known unit */
	uint64_t throttled;
};

void disturbance_read(struct disturbance_clock *clock,
		      const struct placement_plan *plan);

/*
 * What a thread's counters say of one slice: bits of enum disturbance.
 * @pool: whose turn it was; NULL: a floor's
 * @run_delay_ns: set to the time that the thread was ready to run and did not;
 *	NAN where the kernel does not say
 */
unsigned int disturbance_of_slice(const struct trial_config *config,
				  const struct pool_ops *pool,
				  const struct counter_value *values,
				  double *run_delay_ns);

/* What came between two readings is of all slices */
void disturbance_judge(struct trial *trial,
		       const struct disturbance_clock *began,
		       const struct disturbance_clock *ended);
