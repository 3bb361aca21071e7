/* SPDX-License-Identifier: MIT */
/* What came from outside while a trial ran. */
#pragma once

#include "trial/trial.h"

/**
 * disturbance_steal_ticks() - time that the hypervisor took from CPUs so far
 * @plan: whose CPUs
 *
 * Return: clock ticks (10 ms as a rule) since boot, all CPUs of the plan
 * added up; 0 where the kernel does not say.
 */
uint64_t disturbance_steal_ticks(const struct placement_plan *plan);

/**
 * disturbance_judge() - set outcome.run_delay_ns and outcome.disturbed
 * @trial: that has ended
 * @steal_ticks: that were added while it ran
 */
void disturbance_judge(struct trial *trial, uint64_t steal_ticks);
