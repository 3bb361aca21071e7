// SPDX-License-Identifier: MIT
#include "topo/placement_reason.h"

#include <stdarg.h>
#include <stdio.h>

bool placement_refuse(struct placement_plan *plan, const char *format, ...)
{
	va_list args;

	plan->available = false;
	plan->reason = plan->room->reason;
	va_start(args, format);
	vsnprintf(plan->room->reason, sizeof(plan->room->reason), format,
		  args);
	va_end(args);
	return false;
}

bool placement_refuse_node(struct placement_plan *plan, const char *role,
			   int number, const struct topology *topology)
{
	int lowest = topology->nodes[0].node, highest = lowest;

	for (int i = 1; i < topology->nr_nodes; i++) {
		int node = topology->nodes[i].node;

		lowest = node < lowest ? node : lowest;
		highest = node > highest ? node : highest;
	}
	if (lowest == highest)
		return placement_refuse(plan,
			"%s node %d does not exist: the only node is %d",
			role, number, lowest);
	return placement_refuse(plan,
		"%s node %d does not exist: nodes are %s%d-%d", role, number,
		highest - lowest + 1 == topology->nr_nodes ? "" : "some of ",
		lowest, highest);
}
