// SPDX-License-Identifier: MIT
/* Scenario rpc: what its roles work on, before and after they run. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"
#include "pool/loop/rpc_internal.h"
#include "trial/execute.h"

/* Least of so many, for what a reading of the clock takes */
#define STAMP_BATCHES	16
/* Distance of pools that have lines of their own, and that share them */
#define LINE_STRIDE	LINE_PAIR
#define PACKED_STRIDE	32

/**
 * struct execution_rpc - what a trial of scenario rpc allocates
 * @rpc: shared by the roles
 * @node: of the receiver
 * @pages: that circulate
 * @messages: memory of all messages
 * @nr_messages: how many
 * @heads: memory of the pools that live in slots; NULL: they allocate
 */
struct execution_rpc {
	struct rpc *rpc;
	int node;
	size_t pages;
	struct rpc_message *messages;
	size_t nr_messages;
	char *heads;
};

static double measure_stamp(void)
{
	double least = clock_apart(false);

	for (int i = 0; i < STAMP_BATCHES; i++)
		least = fmin(least, clock_apart(false));
	return least;
}

static int allocate_shared(struct execution_rpc *state,
			   const struct execution *execution,
			   struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	struct rpc *rpc = state->rpc;

	rpc->connection = node_memory_alloc(config->connections *
					    sizeof(*rpc->connection),
					    state->node, error);
	rpc->worker = node_memory_alloc(rpc->workers * sizeof(*rpc->worker),
					state->node, error);
	state->nr_messages = execution_rpc_messages(execution->ops, config);
	state->messages = node_memory_alloc(state->nr_messages *
					    sizeof(*state->messages),
					    state->node, error);
	for (int list = 0; list < 2; list++)
		rpc->source.page[list] = node_memory_alloc(
			(state->pages + 1) * sizeof(struct buffer *),
			state->node, error);
	if (!rpc->connection || !rpc->worker || !state->messages ||
	    !rpc->source.page[0] || !rpc->source.page[1])
		return -ENOMEM;
	for (size_t i = 0; i < state->nr_messages; i++) {
		state->messages[i].next = rpc->free;
		rpc->free = &state->messages[i];
	}
	rpc->cold = execution->run->cold;
	rpc->cold_bytes = rpc->cold ? config->cold_bytes : 0;
	return 0;
}

static int create_pools(struct execution_rpc *state,
			struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const struct pool_ops *ops = execution->ops;
	const bool packed = config->layout == LAYOUT_PACKED32;
	const size_t stride = packed ? PACKED_STRIDE : LINE_STRIDE;
	struct rpc *rpc = state->rpc;
	struct pool_params params = {
		.node = config->plan.pool_node,
		.max = config->pool_max,
		.producers = rpc->workers,
		.put = (enum put_mode)config->put,
		.buffer_bytes = config->buffer_bytes,
		.arena = &execution->arena,
	};
	int result;

	if (ops->capabilities & POOL_PACKS) {
		state->heads = node_memory_alloc((RPC_CONNECTIONS_MAX + 2) *
						 LINE_STRIDE, params.node,
						 error);
		if (!state->heads)
			return -ENOMEM;
	}
	for (uint32_t i = 0; i < rpc->connections; i++) {
		struct rpc_connection *connection = &rpc->connection[i];

		connection->empty = RPC_SLOTS;
		connection->ring.burst = 1;
		connection->ring.slots = connection->ring_slots;
		/* the first is not at the start of the page, see pool.h */
		if (state->heads)
			params.memory = state->heads + LINE_STRIDE +
					i * stride;
		connection->pool = ops->create(&params, error);
		if (!connection->pool)
			return -ENOMEM;
		if (ops->capabilities & (POOL_BARE_MEMORY | POOL_FLOOR))
			continue;
		result = trial_memory_check(config, connection->pool, 1,
					    params.node, error);
		if (result)
			return result;
	}
	return 0;
}

/* One worker's own pages, from its node. */
static void give_pages(const struct execution *execution,
		       struct rpc_worker *worker, int node, size_t *given)
{
	const struct arena *arena = &execution->arena;

	for (size_t s = 0; s < arena->nr_shares; s++) {
		const struct arena_share *share = &arena->share[s];

		if (share->node != node)
			continue;
		for (size_t i = 0; i < RPC_SLOTS; i++)
			worker->page[i] =
				arena->all[share->first + given[s]++];
		return;
	}
}

static int stock(struct execution_rpc *state, struct execution *execution,
		 struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const struct arena *arena = &execution->arena;
	struct rpc *rpc = state->rpc;
	size_t *given = calloc(arena->nr_shares + 1, sizeof(*given));

	if (!given)
		return error_set(error, ENOMEM, "no memory for the roles");
	for (uint32_t i = 0; i < rpc->workers; i++) {
		struct rpc_worker *worker = &rpc->worker[i];

		worker->release_mask = execution_rpc_ring(state->pages) - 1;
		worker->connection = i % rpc->connections;
		worker->cold_offset = rpc->cold_bytes / rpc->workers * i /
				      config->buffer_bytes *
				      config->buffer_bytes;
		worker->released = node_memory_alloc(
			(worker->release_mask + 1) * sizeof(struct buffer *),
			config->plan.producer[i].memory_node, error);
		if (!worker->released) {
			free(given);
			return -ENOMEM;
		}
		give_pages(execution, worker,
			   config->plan.producer[i].memory_node, given);
	}
	for (size_t s = 0; s < arena->nr_shares; s++) {
		for (size_t i = given[s]; i < arena->share[s].count; i++)
			rpc_source_push(rpc, arena,
					arena->all[arena->share[s].first + i]);
	}
	free(given);
	return 0;
}

static int rpc_create(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const int node = config->plan.consumer.memory_node;
	struct execution_rpc *state = calloc(1, sizeof(*state));
	struct rpc *rpc;
	int result;

	if (!state)
		return error_set(error, ENOMEM, "no memory for the roles");
	execution->rpc = state;
	state->node = node;
	state->pages = execution->arena.count;
	state->rpc = rpc = node_memory_alloc(sizeof(*rpc), node, error);
	if (!rpc)
		return -ENOMEM;
	rpc->refill = (enum rpc_refill)config->refill;
	rpc->queue = (enum rpc_queue)config->queue;
	rpc->concurrency = (enum rpc_concurrency)config->concurrency;
	rpc->payload = (enum rpc_payload)config->payload;
	rpc->waiting = (enum rpc_waiting)config->waiting;
	rpc->clear = config->clear;
	rpc->load = config->load;
	rpc->connections = config->connections;
	rpc->workers = (uint32_t)config->plan.producers;
	rpc->pool_max = config->pool_max;
	rpc->stamp_ticks = measure_stamp();
	rpc->interrupted_ticks = (uint64_t)(RPC_INTERRUPTED_NS *
					    config->ticks_per_ns);
	rpc_sizes(rpc->size, config->burst);
	result = allocate_shared(state, execution, error);
	if (!result)
		result = create_pools(state, execution, error);
	return result ? result : stock(state, execution, error);
}

static void rpc_role(struct execution *execution, unsigned int index)
{
	struct role *role = &execution->roles[index].role;
	struct rpc *rpc = execution->rpc->rpc;

	role->rpc = rpc;
	role->pool = rpc->connection[0].pool;
	if (index)
		role->worker = &rpc->worker[index - 1];
}

static void rpc_destroy(struct execution *execution)
{
	struct execution_rpc *state = execution->rpc;
	struct rpc *rpc = state ? state->rpc : NULL;

	if (!rpc) {
		free(state);
		return;
	}
	for (uint32_t i = 0; rpc->connection && i < rpc->connections; i++) {
		if (rpc->connection[i].pool)
			execution->ops->destroy(rpc->connection[i].pool);
	}
	for (uint32_t i = 0; rpc->worker && i < rpc->workers; i++) {
		struct rpc_worker *worker = &rpc->worker[i];

		node_memory_free(worker->released, (worker->release_mask + 1) *
						   sizeof(struct buffer *));
	}
	for (int list = 0; list < 2; list++)
		node_memory_free(rpc->source.page[list], (state->pages + 1) *
				 sizeof(struct buffer *));
	node_memory_free(rpc->connection, rpc->connections *
					  sizeof(*rpc->connection));
	node_memory_free(rpc->worker, rpc->workers * sizeof(*rpc->worker));
	node_memory_free(state->messages, state->nr_messages *
					  sizeof(*state->messages));
	node_memory_free(state->heads, (RPC_CONNECTIONS_MAX + 2) *
				       LINE_STRIDE);
	node_memory_free(rpc, sizeof(*rpc));
	free(state);
}

/* Without descriptors: every page that a role still has is freed. */
static void free_bare(struct execution *execution)
{
	struct rpc *rpc = execution->rpc->rpc;
	struct pool *pool = rpc->connection[0].pool;
	struct tally unused = { 0 };

	for (uint32_t c = 0; c < rpc->connections; c++) {
		for (size_t i = 0; i < RPC_SLOTS; i++)
			execution->ops->put(pool, rpc->connection[c].slot[i],
					    &unused);
	}
	for (uint32_t w = 0; w < rpc->workers; w++) {
		for (size_t i = 0; i < RPC_SLOTS; i++)
			execution->ops->put(pool, rpc->worker[w].page[i],
					    &unused);
	}
}

static void found_all(struct conservation *conservation,
		      struct buffer *const *page, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (page[i])
			conservation_found(conservation, page[i]);
	}
}

/* Everything that is not in a pool. */
static void count_pages(const struct rpc *rpc,
			struct conservation *conservation)
{
	for (uint32_t c = 0; c < rpc->connections; c++)
		found_all(conservation, rpc->connection[c].slot, RPC_SLOTS);
	for (uint32_t w = 0; w < rpc->workers; w++) {
		struct rpc_worker *worker = &rpc->worker[w];

		found_all(conservation, worker->page, RPC_SLOTS);
		for (; worker->taken_to != worker->release_next;
		     worker->taken_to++)
			conservation_found(conservation,
				worker->released[worker->taken_to &
						 worker->release_mask]);
	}
	for (int list = 0; list < 2; list++)
		found_all(conservation, rpc->source.page[list],
			  rpc->source.count[list]);
}

/*
 * Hits and misses filled what was sent, what leaked, and the slots; what was
 * accepted is what was handed out and what is left.
 */
static int check_ledger(const struct execution *execution, uint64_t drained,
			struct error *error)
{
	const struct tally *receiver = &execution->roles[0].role.tally;
	const uint64_t slots = (uint64_t)RPC_SLOTS *
			       execution->trial->config.connections;

	if (receiver->get_hit + receiver->fallback !=
	    receiver->buffers + receiver->leaked + slots)
		return error_set(error, ENOTRECOVERABLE,
			"%" PRIu64 " hits and %" PRIu64 " misses are not the %" PRIu64 " pages sent, %" PRIu64 " leaked and %" PRIu64 " in slots",
			receiver->get_hit, receiver->fallback,
			receiver->buffers, receiver->leaked, slots);
	return account_accepted(execution, drained, error);
}

static int rpc_account(struct execution *execution, struct error *error)
{
	const struct pool_ops *ops = execution->ops;
	struct rpc *rpc = execution->rpc->rpc;
	struct conservation conservation = {
		.limit = execution->arena.count,
	};
	/* relaxed: joined */
	const bool starved = atomic_load_explicit(&execution->phases->starved,
						  memory_order_relaxed);
	size_t drained;
	int result = account_totals(execution, error);

	if (result)
		return result;
	for (uint32_t c = 0; c < rpc->connections; c++) {
		if (rpc_has_message(rpc, &rpc->connection[c]))
			return error_set(error, ENOTRECOVERABLE,
				"messages were left in a queue");
	}
	if (ops->capabilities & POOL_BARE_MEMORY) {
		free_bare(execution);
		return 0;
	}
	if (ops->capabilities & POOL_FLOOR)
		return 0;
	for (uint32_t c = 0; c < rpc->connections; c++)
		conservation_drain(&conservation, ops,
				   rpc->connection[c].pool);
	drained = conservation.total;
	count_pages(rpc, &conservation);
	result = conservation_check(&conservation, error);
	/* mainline moves no page at all, a starved role stops half way */
	if (result || starved || !ACCOUNTING || !ops->put)
		return result;
	return check_ledger(execution, drained, error);
}

/* One message in so many was timed; NAN where none was. */
static double timed_ns(const struct tally *tally, double stamp_ticks,
		       double ticks_per_ns)
{
	const double ticks = (double)tally->pool_ticks /
			     (double)tally->timed - stamp_ticks;

	return (ticks < 0 ? 0 : ticks) / ticks_per_ns;
}

static void rpc_result(struct execution *execution)
{
	struct trial_outcome *outcome = execution->outcome;
	struct rpc_outcome *result = &outcome->rpc;
	const double ticks_per_ns = execution->trial->config.ticks_per_ns;
	const double messages = (double)outcome->consumer.messages;
	const struct rpc *rpc = execution->rpc->rpc;
	double samples = 0;

	result->ns_per_message = outcome->window_ns / messages;
	result->cpu_ns_per_message = outcome->cpu_ns / messages;
	result->cost_ns = (outcome->consumer_busy_ns +
			   outcome->producer_busy_ns) *
			  (double)outcome->buffers / messages;
	result->pool_ns = timed_ns(&outcome->consumer, rpc->stamp_ticks,
				   ticks_per_ns) +
			  timed_ns(&outcome->producers, rpc->stamp_ticks,
				   ticks_per_ns);
	result->miss_ns = (double)outcome->consumer.miss_ticks /
			  ticks_per_ns / messages;
	result->pool_share = result->pool_ns / result->cost_ns;
	result->break_even_miss_ns = outcome->consumer.get_hit ?
		result->pool_ns * messages /
		(double)outcome->consumer.get_hit : NAN;
	for (size_t i = 0; i < RPC_OCCUPANCY; i++)
		samples += (double)rpc->occupancy[i];
	for (size_t i = 0; i < RPC_OCCUPANCY; i++)
		result->occupancy[i] = (double)rpc->occupancy[i] / samples;
}

/* The rate is found anew. */
static void rpc_begin(struct execution *execution)
{
	execution->rpc->rpc->pace = (struct pace){ .mark = 0 };
}

static bool rpc_was_late(const struct role *consumer, bool shared)
{
	return pace_was_late(&consumer->rpc->pace, consumer, shared);
}

static role_loop rpc_loop(const struct execution *execution, bool consumer)
{
	const struct pool_loops *loops = &execution->ops->loops;

	return consumer ? loops->rpc_consumer :
		loops->rpc_producer[execution->trial->config.put];
}

const struct scenario_ops scenario_rpc = {
	.create = rpc_create,
	.loop = rpc_loop,
	.role = rpc_role,
	.begin = rpc_begin,
	.was_late = rpc_was_late,
	.check = rpc_account,
	.result = rpc_result,
	.destroy = rpc_destroy,
};
