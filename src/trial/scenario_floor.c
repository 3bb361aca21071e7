// SPDX-License-Identifier: MIT
/* What no pool can beat: a floor's loops, and nothing else. */
#include "trial/floor.h"
#include "trial/scenario.h"

static role_loop floor_loop(const struct execution *execution, bool consumer)
{
	return consumer ? execution->floor->consumer :
			  execution->floor->producer;
}

const struct scenario_ops scenario_floor = { .loop = floor_loop };
