// SPDX-License-Identifier: MIT
/* Scenario latency: stamps and histograms, before and after the roles run. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"
#include "stats/stats.h"
#include "trial/scenario.h"

/* Means whose median is what a stamp takes; odd */
#define STAMP_BATCHES	33

/* What a subject of scenario latency has */
struct latency_state {
	double stamp_ns;	/* what a stamp takes */
	_Atomic(uint64_t) *stamp;	/* of each descriptor; or NULL */
	uint64_t *seen;		/* likewise, the consumer's */
	struct latency *role[];	/* of each role, on its own node */
};

/* The histograms that a trial leaves behind */
static struct latency_histograms *kept(struct execution *execution)
{
	return &execution->trial->subject[execution->index].latency;
}

static size_t latency_bytes(const struct pool_ops *pool,
			    const struct trial_config *config, size_t count,
			    int node)
{
	const struct placement_plan *plan = &config->plan;
	size_t bytes = 0;

	if (node == NODE_ANY || node == plan->consumer.memory_node)
		bytes += sizeof(struct latency) + 2 * count * sizeof(uint64_t);
	for (int i = 0; i < plan->producers; i++) {
		if (node == NODE_ANY || node == plan->producer[i].memory_node)
			bytes += sizeof(struct latency);
	}
	return bytes;
}

static int latency_create(struct execution *execution, struct error *error)
{
	const struct placement_plan *plan = &execution->trial->config.plan;
	const int node = plan->consumer.memory_node;
	const size_t bytes = execution->arena.slots * sizeof(uint64_t);
	const unsigned int n = execution->nr_roles;
	struct latency_state *state = calloc(1, sizeof(*state) +
					     n * sizeof(state->role[0]));

	if (!state)
		return error_set(error, ENOMEM, "no memory for the roles");
	execution->state = state;
	memset(kept(execution), 0, sizeof(*kept(execution)));
	for (unsigned int i = 0; i < n; i++) {
		state->role[i] = execution_alloc(execution,
			sizeof(*state->role[i]),
			i ? plan->producer[i - 1].memory_node : node, error);
		if (!state->role[i])
			return -ENOMEM;
	}
	if (trial_has_handoff(execution->ops)) {
		state->stamp = execution_alloc(execution, bytes, node, error);
		state->seen = execution_alloc(execution, bytes, node, error);
		if (!state->stamp || !state->seen)
			return -ENOMEM;
	}
	return handoff_create(execution, error);
}

static void latency_role(struct execution *execution, unsigned int index)
{
	const struct trial_config *config = &execution->trial->config;
	const struct latency_state *state = execution->state;
	struct latency *latency = state->role[index];

	latency->load = config->load;
	latency->stamp = state->stamp;
	latency->seen = state->seen;
	latency->ns_per_tick = 1 / config->ticks_per_ns;
	/* roles that begin together are not to stamp together */
	latency->until_stamped = LATENCY_EVERY - index % LATENCY_EVERY;
	latency->record = &latency->outside;
	execution->roles[index].role.latency = latency;
}

static void latency_prepare(struct execution *execution)
{
	const double ticks_per_ns = execution->trial->config.ticks_per_ns;
	struct latency_state *state = execution->state;
	double took[STAMP_BATCHES];

	for (int i = 0; i < STAMP_BATCHES; i++)
		took[i] = clock_apart(true);
	state->stamp_ns = stats_median(took, STAMP_BATCHES) / ticks_per_ns;
	handoff_prepare(execution);
}

static struct pace *latency_pace(const struct execution *execution)
{
	const struct latency_state *state = execution->state;

	return &state->role[0]->pace;
}

static void latency_window(struct trial_role *role, bool open)
{
	struct latency *latency = role->role.latency;

	latency->record = open ? &latency->window : &latency->outside;
}

static void latency_keep(struct execution *execution, bool counts)
{
	const struct latency_state *state = execution->state;

	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		struct latency_histograms *window = &state->role[i]->window;

		for (int k = 0; counts && k < LATENCY_OPERATIONS; k++)
			histogram_merge(&kept(execution)->of[k],
					&window->of[k]);
		memset(window, 0, sizeof(*window));
	}
}

static void latency_result(struct execution *execution)
{
	const struct latency_state *state = execution->state;

	execution->outcome->stamp_ns = state->stamp_ns;
}

static role_loop latency_loop(const struct execution *execution, bool consumer)
{
	const struct pool_loops *loops = &execution->ops->loops;

	return consumer ? loops->latency_consumer : loops->latency_producer;
}

const struct scenario_ops scenario_latency = {
	.buffers = handoff_buffers,
	.bytes = latency_bytes,
	.create = latency_create,
	.loop = latency_loop,
	.role = latency_role,
	.prepare = latency_prepare,
	.pace = latency_pace,
	.window = latency_window,
	.keep = latency_keep,
	.check = handoff_check,
	.result = latency_result,
	.destroy = handoff_destroy,
};
