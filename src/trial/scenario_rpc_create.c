// SPDX-License-Identifier: MIT
#include "trial/scenario_rpc.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/node_memory.h"

/* Least of so many, for what a reading of the clock takes */
#define STAMP_BATCHES	16
/* Distance of pools that have lines of their own, and that share them */
#define LINE_STRIDE	LINE_PAIR
#define PACKED_STRIDE	32
/* Pages that a pool of several connections may collect beyond its cap */
#define SPARE_PAGES	1024

size_t rpc_buffers(const struct trial_config *config, size_t held)
{
	uint32_t size[RPC_SIZES], largest = 0;
	size_t queued = 0;

	_Static_assert(RPC_QUEUE_MAX <= RPC_SIZES, "a queue is no whole mix");
	rpc_sizes(size, config->burst);
	for (size_t i = 0; i < RPC_SIZES; i++) {
		largest = size[i] > largest ? size[i] : largest;
		queued += size[i];
	}
	/* one connection's messages have all sizes, of several each its own */
	if (config->connections > 1)
		queued = (size_t)RPC_QUEUE_MAX * largest;
	return config->connections *
	       (config->pool_max + SPARE_PAGES + held +
		RPC_SLOTS + queued + largest) +
	       (size_t)config->plan.producers * (RPC_SLOTS + largest);
}

/* Messages that circulate, with what pools keep */
static size_t messages(const struct pool_ops *pool,
		       const struct trial_config *config)
{
	const size_t kept = pool->capabilities & POOL_KEEPS_MESSAGES ?
			    config->pool_max : 0;

	return config->connections * (RPC_QUEUE_MAX + 2 + kept) +
	       (size_t)config->plan.producers;
}

/* Of a worker's ring, with room for all pages */
static size_t ring_slots(size_t pages)
{
	size_t slots = 64;

	while (slots < pages)
		slots *= 2;
	return slots;
}

size_t rpc_bytes(const struct pool_ops *pool,
		 const struct trial_config *config, size_t count, int node)
{
	const struct placement_plan *plan = &config->plan;
	size_t bytes = 0;

	if (node == NODE_ANY || node == plan->consumer.memory_node)
		bytes += config->connections * sizeof(struct rpc_connection) +
			 (size_t)plan->producers * sizeof(struct rpc_worker) +
			 messages(pool, config) * sizeof(struct rpc_message) +
			 2 * (count + 1) * sizeof(struct buffer *);
	for (int i = 0; i < plan->producers; i++) {
		if (node == NODE_ANY || node == plan->producer[i].memory_node)
			bytes += ring_slots(count) * sizeof(struct buffer *);
	}
	return bytes;
}

static double measure_stamp(void)
{
	double least = clock_apart(false);

	for (int i = 0; i < STAMP_BATCHES; i++)
		least = fmin(least, clock_apart(false));
	return least;
}

static int allocate_shared(struct rpc *rpc, struct execution *execution,
			   struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const int node = config->plan.consumer.memory_node;
	const size_t source = (execution->arena.count + 1) *
			      sizeof(struct buffer *);
	const size_t n = messages(execution->ops, config);
	struct rpc_message *message;

	rpc->connection = execution_alloc(execution, config->connections *
					  sizeof(*rpc->connection), node,
					  error);
	rpc->worker = execution_alloc(execution, rpc->workers *
				      sizeof(*rpc->worker), node, error);
	message = execution_alloc(execution, n * sizeof(*message), node, error);
	for (int list = 0; list < 2; list++)
		rpc->source.page[list] = execution_alloc(execution, source,
							 node, error);
	if (!rpc->connection || !rpc->worker || !message ||
	    !rpc->source.page[0] || !rpc->source.page[1])
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		message[i].next = rpc->free;
		rpc->free = &message[i];
	}
	rpc->cold = execution->run->cold;
	rpc->cold_bytes = rpc->cold ? config->cold_bytes : 0;
	return 0;
}

static int create_pools(struct rpc *rpc, struct execution *execution,
			struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const struct pool_ops *ops = execution->ops;
	const bool packed = config->layout == LAYOUT_PACKED32;
	const size_t stride = packed ? PACKED_STRIDE : LINE_STRIDE;
	struct pool_params params = {
		.node = config->plan.pool_node,
		.max = config->pool_max,
		.producers = rpc->workers,
		.put = (enum put_mode)config->put,
		.buffer_bytes = config->buffer_bytes,
		.arena = &execution->arena,
	};
	char *heads = NULL;
	int result;

	if (ops->capabilities & POOL_PACKS) {
		heads = execution_alloc(execution, (RPC_CONNECTIONS_MAX + 2) *
					LINE_STRIDE, params.node, error);
		if (!heads)
			return -ENOMEM;
	}
	for (uint32_t i = 0; i < rpc->connections; i++) {
		struct rpc_connection *connection = &rpc->connection[i];

		connection->empty = RPC_SLOTS;
		connection->ring.burst = 1;
		connection->ring.slots = connection->ring_slots;
		/* from the second line on, as in the results so far */
		if (heads)
			params.memory = heads + LINE_STRIDE + i * stride;
		connection->pool = ops->create(&params, error);
		if (!connection->pool)
			return -ENOMEM;
		if (!trial_has_handoff(ops))
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

static int stock(struct rpc *rpc, struct execution *execution,
		 struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	const struct arena *arena = &execution->arena;
	size_t *given = calloc(arena->nr_shares + 1, sizeof(*given));

	if (!given)
		return error_set(error, ENOMEM, "no memory for the roles");
	for (uint32_t i = 0; i < rpc->workers; i++) {
		struct rpc_worker *worker = &rpc->worker[i];

		worker->release_mask = ring_slots(arena->count) - 1;
		worker->connection = i % rpc->connections;
		worker->cold_offset = rpc->cold_bytes / rpc->workers * i /
				      config->buffer_bytes *
				      config->buffer_bytes;
		worker->released = execution_alloc(execution,
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

int rpc_create(struct execution *execution, struct error *error)
{
	const struct trial_config *config = &execution->trial->config;
	struct rpc_state *state = calloc(1, sizeof(*state));
	struct rpc *rpc;
	int result;

	if (!state)
		return error_set(error, ENOMEM, "no memory for the roles");
	execution->state = state;
	state->rpc = rpc = execution_alloc(execution, sizeof(*rpc),
					   config->plan.consumer.memory_node,
					   error);
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
	result = allocate_shared(rpc, execution, error);
	if (!result)
		result = create_pools(rpc, execution, error);
	return result ? result : stock(rpc, execution, error);
}

void rpc_destroy(struct execution *execution)
{
	const struct rpc_state *state = execution->state;
	const struct rpc *rpc = state ? state->rpc : NULL;

	for (uint32_t i = 0; rpc && rpc->connection && i < rpc->connections;
	     i++) {
		/* pools that pack are in memory of the execution */
		if (rpc->connection[i].pool &&
		    !(execution->ops->capabilities & POOL_PACKS))
			execution->ops->destroy(rpc->connection[i].pool);
	}
}
