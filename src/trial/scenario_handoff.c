// SPDX-License-Identifier: MIT
/* Scenarios handoff, uncontended and overflow: rings and a backing list. */
#include <errno.h>

#include "trial/account.h"
#include "trial/scenario.h"

/* Buffers in scenario overflow, in caps: what a vanished cap can retain */
#define OVERFLOW_CAPS	4

size_t handoff_buffers(const struct trial_config *config, size_t held)
{
	const size_t rings = config->plan.producers > 0 ?
			     (size_t)config->plan.producers : 1;

	/* a message is written and another one read while the ring is full */
	return config->pool_max + held +
	       rings * (FORWARD_MESSAGES + 2) * config->burst;
}

/* Overshoot must find buffers to overshoot with. */
static size_t overflow_buffers(const struct trial_config *config, size_t held)
{
	return handoff_buffers(config, held) +
	       (OVERFLOW_CAPS - 1) * config->pool_max;
}

static int create_rings(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const int node = config->plan.consumer.memory_node;
	const size_t n = execution->nr_roles;
	const size_t slots = (size_t)FORWARD_MESSAGES * config->burst;
	struct buffer **slot;

	execution->backing = execution_alloc(execution, sizeof(struct backing),
					     node, error);
	execution->rings = execution_alloc(execution,
					   n * sizeof(*execution->rings), node,
					   error);
	slot = execution_alloc(execution, n * slots * sizeof(*slot), node,
			       error);
	if (!execution->backing || !execution->rings || !slot)
		return -ENOMEM;
	for (size_t i = 0; i + 1 < n; i++) {
		execution->rings[i].burst = config->burst;
		execution->rings[i].slots = slot + i * slots;
	}
	return 0;
}

int handoff_create(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const struct pool_ops *ops = execution->ops;
	const struct pool_params params = {
		.node = config->plan.pool_node,
		.max = config->pool_max,
		.producers = config->plan.producers > 0 ?
			     (unsigned int)config->plan.producers : 1,
		.put = (enum put_mode)config->put,
		.buffer_bytes = config->buffer_bytes,
		.arena = &execution->arena,
	};

	if (create_rings(execution, error))
		return -ENOMEM;
	execution->pool = ops->create(&params, error);
	if (!execution->pool)
		return -ENOMEM;
	if (!trial_has_handoff(ops))
		return 0;
	return trial_memory_check(config, execution->pool, 1, params.node,
				  error);
}

void handoff_destroy(struct execution *execution)
{
	if (execution->pool)
		execution->ops->destroy(execution->pool);
}

static bool spans_nodes(const struct placement_plan *plan)
{
	for (int i = 1; i < plan->producers; i++) {
		if (plan->producer[i].memory_node !=
		    plan->producer[0].memory_node)
			return true;
	}
	return false;
}

/*
 * What the first gets find, and so what circulates, is of each producer's share
 * in turn: by nodes, those of the consumer's would be enough for ever.
 */
void handoff_prepare(struct execution *execution)
{
	const struct placement_plan *plan = &execution->trial->config.plan;
	const struct arena *arena = &execution->arena;
	const size_t parts = spans_nodes(plan) ? (size_t)plan->producers : 1;
	const size_t share = arena->count / parts;

	if (execution->ops->capabilities & POOL_FLOOR)
		return;
	for (size_t k = 0; k < arena->count; k++) {
		const size_t i = k < share * parts ?
				 k % parts * share + k / parts : k;

		backing_release(execution->backing, 0, arena->all[i]);
	}
}

/* By the thread that will get them: they are then where its gets look. */
static void warm_pool(struct execution *execution)
{
	const struct arena *arena = &execution->arena;
	const size_t half = execution->trial->config.pool_max / 2;
	struct tally unused = { 0 };

	if (execution->ops->capabilities & POOL_FLOOR)
		return;
	for (size_t i = 0; i < arena->count; i++) {
		struct buffer *buffer = arena->all[i];

		if (i >= half ||
		    execution->ops->put(execution->pool, buffer, &unused) !=
		    PUT_ACCEPTED)
			backing_release(execution->backing,
					arena_is_wrong_node(arena, buffer),
					buffer);
	}
}

static role_loop handoff_loop(const struct execution *execution, bool consumer)
{
	const struct trial_config *config = &execution->trial->config;
	const struct pool_loops *loops = &execution->ops->loops;

	return consumer ? loops->consumer[config->touch] :
			  loops->producer[config->put][config->touch];
}

static role_loop uncontended_loop(const struct execution *execution,
				  bool consumer)
{
	const struct trial_config *config = &execution->trial->config;

	return execution->ops->loops.uncontended[config->put][config->touch];
}

static role_loop overflow_loop(const struct execution *execution,
			       bool consumer)
{
	const struct pool_loops *loops = &execution->ops->loops;

	return consumer ? loops->overflow_consumer :
		loops->overflow_producer[execution->trial->config.put];
}

/* What rings still hold: nothing, where producers ended as they should. */
static size_t count_rings(struct execution *execution,
			  struct conservation *conservation)
{
	const bool bare = execution->ops->capabilities & POOL_BARE_MEMORY;
	size_t left = 0;

	for (unsigned int i = 0; i + 1 < execution->nr_roles; i++) {
		struct forward_ring *ring = &execution->rings[i];
		struct buffer **message;

		while ((message = forward_peek(ring))) {
			for (uint32_t b = 0; !bare && b < ring->burst; b++)
				conservation_found(conservation, message[b]);
			left += ring->burst;
			forward_release(ring);
		}
	}
	return left;
}

/* Empties rings, pool and backing list; @drained: what the pool had. */
static int conserve(struct execution *execution,
		    struct conservation *conservation, uint64_t *drained,
		    struct error *error)
{
	const size_t outside = conservation->total;

	conservation_drain(conservation, execution->ops, execution->pool);
	*drained = conservation->total - outside;
	conservation_backing(conservation, execution->backing);
	return conservation_check(conservation, error);
}

int handoff_check(struct execution *execution, struct error *error)
{
	struct conservation conservation = {
		.limit = execution->arena.count,
	};
	const size_t left = count_rings(execution, &conservation);
	uint64_t drained;

	if (left)
		return error_set(error, ENOTRECOVERABLE,
			"%zu buffers were left in the forward rings", left);
	if (account_totals(execution, error))
		return -ENOTRECOVERABLE;
	return trial_has_handoff(execution->ops) ?
	       conserve(execution, &conservation, &drained, error) : 0;
}

/* Its producers leave in the middle of what they do. */
static int overflow_check(struct execution *execution, struct error *error)
{
	struct conservation conservation = {
		.limit = execution->arena.count,
	};
	uint64_t drained;

	count_rings(execution, &conservation);
	if (!trial_has_handoff(execution->ops))
		return 0;
	if (conserve(execution, &conservation, &drained, error))
		return -ENOTRECOVERABLE;
	return account_accepted(execution, drained, error);
}

const struct scenario_ops scenario_handoff = {
	.buffers = handoff_buffers,
	.create = handoff_create,
	.loop = handoff_loop,
	.prepare = handoff_prepare,
	.check = handoff_check,
	.destroy = handoff_destroy,
};

const struct scenario_ops scenario_uncontended = {
	.buffers = handoff_buffers,
	.create = handoff_create,
	.loop = uncontended_loop,
	.prepare = warm_pool,
	.check = handoff_check,
	.destroy = handoff_destroy,
};

const struct scenario_ops scenario_overflow = {
	.buffers = overflow_buffers,
	.create = handoff_create,
	.loop = overflow_loop,
	.prepare = handoff_prepare,
	.check = overflow_check,
	.destroy = handoff_destroy,
};
