/* SPDX-License-Identifier: MIT */
/* What came from outside while a trial ran. */
#pragma once

#include "trial/trial.h"

struct disturbance_clock {
	bool steal_known;	/* else no steal is told: item steal_now */
	uint64_t steal_ticks;	/* stolen from the plan's CPUs since boot */
	uint64_t throttled;	/* stopped by the CPU quota, in no known unit */
};

void disturbance_read(struct disturbance_clock *clock,
		      const struct placement_plan *plan);

/*
 * What a thread's counters say of one slice of a pool, or a floor (NULL): bits
 * of enum disturbance. @run_delay_ns: set as in struct turn.
 */
unsigned int disturbance_of_slice(const struct trial_config *config,
				  const struct pool_ops *pool,
				  const struct counter_value *values,
				  double *run_delay_ns);

/* What came between two readings is of all slices */
void disturbance_judge(struct trial *trial,
		       const struct disturbance_clock *began,
		       const struct disturbance_clock *ended);
