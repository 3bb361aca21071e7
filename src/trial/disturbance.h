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
 * disturbance_judge() - set outcome.run_delay_ns and outcome.disturbed
 * @trial: that has ended
 * @began: before it
 * @ended: after it
 */
void disturbance_judge(struct trial *trial,
		       const struct disturbance_clock *began,
		       const struct disturbance_clock *ended);
