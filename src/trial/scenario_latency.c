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

static int latency_create(struct execution *execution, struct error *error)
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
	if (trial_has_handoff(execution->ops)) {
		state->stamp = node_memory_alloc(stamps_bytes(execution), node,
						 error);
		state->seen = node_memory_alloc(stamps_bytes(execution), node,
						error);
		if (!state->stamp || !state->seen)
			return -ENOMEM;
	}
	return handoff_create(execution, error);
}

static void latency_role(struct execution *execution, unsigned int index)
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

static void latency_prepare(struct execution *execution)
{
	const double ticks_per_ns = execution->trial->config.ticks_per_ns;
	double took[STAMP_BATCHES];

	for (int i = 0; i < STAMP_BATCHES; i++)
		took[i] = clock_apart(true);
	execution->latency->stamp_ns = stats_median(took, STAMP_BATCHES) /
				       ticks_per_ns;
	handoff_prepare(execution);
}

/* The rate is found anew. */
static void latency_begin(struct execution *execution)
{
	execution->latency->role[0]->pace = (struct pace){ .mark = 0 };
}

static void latency_window(struct role *role, bool open)
{
	struct latency *latency = role->latency;

	latency->record = open ? &latency->window : &latency->outside;
}

static void latency_destroy(struct execution *execution)
{
	struct execution_latency *state = execution->latency;

	handoff_destroy(execution);
	if (!state)
		return;
	for (unsigned int i = 0; i < execution->nr_roles; i++)
		node_memory_free(state->role[i], sizeof(*state->role[i]));
	node_memory_free((void *)state->stamp, stamps_bytes(execution));
	node_memory_free(state->seen, stamps_bytes(execution));
	free(state);
}

static void latency_result(struct execution *execution)
{
	const struct execution_latency *state = execution->latency;
	struct latency_histograms *all =
		&execution->trial->subject[execution->index].latency;

	execution->outcome->stamp_ns = state->stamp_ns;
	memset(all, 0, sizeof(*all));
	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		for (int k = 0; k < LATENCY_OPERATIONS; k++)
			histogram_merge(&all->of[k],
					&state->role[i]->window.of[k]);
	}
}

static bool latency_was_late(const struct role *consumer, bool shared)
{
	return pace_was_late(&consumer->latency->pace, consumer, shared);
}

static role_loop latency_loop(const struct execution *execution, bool consumer)
{
	const struct pool_loops *loops = &execution->ops->loops;

	return consumer ? loops->latency_consumer : loops->latency_producer;
}

const struct scenario_ops scenario_latency = {
	.create = latency_create,
	.loop = latency_loop,
	.role = latency_role,
	.prepare = latency_prepare,
	.begin = latency_begin,
	.window = latency_window,
	.was_late = latency_was_late,
	.check = handoff_account,
	.result = latency_result,
	.destroy = latency_destroy,
};
