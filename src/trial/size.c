// SPDX-License-Identifier: MIT
/* How many buffers a trial has, and how much memory it needs. */
#include "base/node_memory.h"
#include "trial/execute.h"

/* Buffers in scenario overflow, in caps: what a vanished cap can retain */
#define OVERFLOW_CAPS		4
/* Of the process itself, its libraries, stacks and what a pool allocates */
#define PROCESS_BYTES		((size_t)8 << 20)

/* An allocator's too */
static size_t all_buffers(const struct pool_ops *pool,
			  const struct trial_config *config)
{
	const size_t producers = config->plan.producers > 0 ?
				 (size_t)config->plan.producers : 1;
	const struct pool_params params = {
		.max = config->pool_max,
		.producers = (unsigned int)producers,
		.put = config->put,
	};
	const size_t in_flight = (FORWARD_MESSAGES + 2) * config->burst;
	const size_t held = pool->strand ? pool->strand(&params) *
				placement_put_cpus(&config->plan) : 0;

	if (config->scenario == SCENARIO_RPC)
		return execution_rpc_pages(pool, config);
	/* overshoot must find buffers to overshoot with */
	if (config->scenario == SCENARIO_OVERFLOW)
		return OVERFLOW_CAPS * config->pool_max +
		       producers * in_flight + held;
	/* a message is written and another one read while the ring is full */
	return config->pool_max + producers * in_flight + held;
}

size_t trial_population(const struct pool_ops *pool,
			const struct trial_config *config)
{
	return pool->capabilities & POOL_BARE_MEMORY ? 0 :
	       all_buffers(pool, config);
}

/* Buffers that are out of an allocator at most */
static size_t in_flight(const struct pool_ops *pool,
			const struct trial_config *config)
{
	struct trial_config without_cap = *config;

	without_cap.pool_max = 0;
	return all_buffers(pool, &without_cap);
}

size_t trial_shared_bytes(const struct trial_config *config, int node)
{
	size_t bytes = node == NODE_ANY ? PROCESS_BYTES : 0;

	if (config->scenario == SCENARIO_RPC && execution_rpc_copies(config) &&
	    (node == NODE_ANY || node == config->plan.consumer.memory_node))
		bytes += config->cold_bytes;
	return bytes;
}

size_t trial_bytes(const struct pool_ops *pool,
		   const struct trial_config *config, int node)
{
	const size_t count = trial_population(pool, config);
	size_t bytes = trial_shared_bytes(config, node) +
		       arena_bytes(config, count, node);

	if (config->scenario == SCENARIO_RPC)
		bytes += execution_rpc_bytes(pool, config, node);
	if (config->scenario == SCENARIO_LATENCY)
		bytes += execution_latency_bytes(config, count, node);
	if (node != NODE_ANY)
		return bytes;
	/* two arrays of all buffers, on no node in particular */
	bytes += 2 * count * sizeof(struct buffer *);
	if (pool->capabilities & POOL_BARE_MEMORY)
		bytes += in_flight(pool, config) * config->buffer_bytes;
	return bytes;
}
