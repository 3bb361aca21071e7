// SPDX-License-Identifier: MIT
#include "trial/scenario.h"

static const struct scenario_ops *const scenarios[SCENARIO_COUNT] = {
	[SCENARIO_HANDOFF] = &scenario_handoff,
	[SCENARIO_RPC] = &scenario_rpc,
	[SCENARIO_OVERFLOW] = &scenario_overflow,
	[SCENARIO_LATENCY] = &scenario_latency,
	[SCENARIO_UNCONTENDED] = &scenario_uncontended,
	[SCENARIO_FLOOR] = &scenario_floor,
};

const struct scenario_ops *scenario_of(const struct trial_config *config)
{
	return scenarios[config->scenario];
}

bool scenario_copies(const struct trial_config *config)
{
	const struct scenario_ops *scenario = scenario_of(config);

	return scenario->copies && scenario->copies(config);
}
