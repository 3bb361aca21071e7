// SPDX-License-Identifier: MIT
/* Scenario latency: stamps and histograms, before and after the roles run. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"
#include "stats/stats.h"
#include "trial/execute.h"

/* Means whose median is what a stamp takes; odd */
#define STAMP_BATCHES	33

const char *const latency_operation_names[LATENCY_OPERATIONS] = {
	"put", "get", "handoff"
};

/**
 * struct execution_latency - what a trial of scenario latency allocates
 * @role: of each role, on its own node
 * @stamp: of each descriptor; NULL where buffers cannot be followed
 * @seen: likewise, the consumer's
 * @stamp_ns: what a stamp takes; NAN before it was measured
 */
struct execution_latency {
	struct latency *role[1 + PLACEMENT_MAX_PRODUCERS];
	_Atomic(uint64_t) *stamp;
	uint64_t *seen;
	double stamp_ns;
};

static size_t stamps_bytes(const struct execution *execution)
{
	return execution->arena.slots * sizeof(uint64_t);
}

size_t execution_latency_bytes(const struct trial_config *config,
			       size_t count, int node)
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

int execution_latency_create(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const int node = config->plan.consumer.memory_node;
	struct execution_latency *state = calloc(1, sizeof(*state));

	if (!state)
		return error_set(error, ENOMEM, "no memory for the roles");
	execution->latency = state;
	state->stamp_ns = NAN;
	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		state->role[i] = node_memory_alloc(sizeof(*state->role[i]),
			i ? config->plan.producer[i - 1].memory_node : node,
			error);
		if (!state->role[i])
			return -ENOMEM;
	}
	if (!trial_has_handoff(execution->ops))
		return 0;
	state->stamp = node_memory_alloc(stamps_bytes(execution), node, error);
	state->seen = node_memory_alloc(stamps_bytes(execution), node, error);
	return state->stamp && state->seen ? 0 : -ENOMEM;
}

void execution_latency_role(struct execution *execution, unsigned int index)
{
	const struct trial_config *config = &execution->trial->config;
	const struct execution_latency *state = execution->latency;
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

void execution_latency_prepare(struct execution *execution)
{
	const double ticks_per_ns = execution->trial->config.ticks_per_ns;
	double took[STAMP_BATCHES];

	for (int i = 0; i < STAMP_BATCHES; i++)
		took[i] = clock_apart(true);
	execution->latency->stamp_ns = stats_median(took, STAMP_BATCHES) /
				       ticks_per_ns;
}

void execution_latency_window(struct role *role, bool open)
{
	struct latency *latency = role->latency;

	latency->record = open ? &latency->window : &latency->outside;
}

void execution_latency_destroy(struct execution *execution)
{
	struct execution_latency *state = execution->latency;

	if (!state)
		return;
	for (unsigned int i = 0; i < execution->nr_roles; i++)
		node_memory_free(state->role[i], sizeof(*state->role[i]));
	node_memory_free((void *)state->stamp, stamps_bytes(execution));
	node_memory_free(state->seen, stamps_bytes(execution));
	free(state);
}

void execution_latency_result(struct execution *execution)
{
	struct trial *trial = execution->trial;
	const struct execution_latency *state = execution->latency;

	trial->outcome.stamp_ns = state->stamp_ns;
	memset(&trial->latency, 0, sizeof(trial->latency));
	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		for (int k = 0; k < LATENCY_OPERATIONS; k++)
			histogram_merge(&trial->latency.of[k],
					&state->role[i]->window.of[k]);
	}
}
