/* SPDX-License-Identifier: MIT */
/* Where producers run, placement by placement; for placement.c only. */
#pragma once

#include "topo/placement_search.h"

/**
 * placement_put_producers() - choose a CPU for each producer
 * @plan: its reason is set where that is impossible
 * @cpu: filled with policy->producers CPUs
 * @topology: the machine
 * @policy: what is asked for; valid
 * @groups: where threads may run; has a consumer
 *
 * Return: true if every producer has a CPU.
 */
bool placement_put_producers(struct placement_plan *plan,
			     const struct topology_cpu **cpu,
			     const struct topology *topology,
			     const struct placement_policy *policy,
			     const struct placement_groups *groups);
