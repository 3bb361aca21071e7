// SPDX-License-Identifier: MIT
/* How many buffers a trial has, and how much memory it needs. */
#include "base/node_memory.h"
#include "trial/arena.h"
#include "trial/scenario.h"

/* Of the process itself, its libraries, stacks and what a pool allocates */
#define PROCESS_BYTES		((size_t)8 << 20)
/* The cold source is no smaller than that */
#define COLD_BYTES_MIN		(UINT64_C(64) << 20)

/* An allocator's too, of which those that are out at most: @max is 0 */
static size_t all_buffers(const struct pool_ops *pool,
			  const struct trial_config *config, unsigned int max)
{
	const struct pool_params params = {
		.max = max,
		.producers = config->plan.producers > 0 ?
			     (unsigned int)config->plan.producers : 1,
		.put = config->put,
	};
	const size_t held = pool->strand ? pool->strand(&params) *
				placement_put_cpus(&config->plan) : 0;
	struct trial_config of_max = *config;

	of_max.pool_max = max;
	return scenario_of(config)->buffers(&of_max, held);
}

size_t trial_population(const struct pool_ops *pool,
			const struct trial_config *config)
{
	return pool->capabilities & POOL_BARE_MEMORY ? 0 :
	       all_buffers(pool, config, config->pool_max);
}

void trial_need_add(struct trial_need *need, const struct pool_ops *pool,
		    const struct trial_config *config, int node)
{
	const struct scenario_ops *scenario = scenario_of(config);
	const size_t count = trial_population(pool, config);
	bool shares_data;
	const size_t slots = arena_slots(config, count, scenario->own_buffers,
					 node, &shares_data);
	const size_t data = slots * config->buffer_bytes;

	need->shared = node == NODE_ANY ? PROCESS_BYTES : 0;
	if (scenario_copies(config) &&
	    (node == NODE_ANY || node == config->plan.consumer.memory_node))
		need->shared += config->cold_bytes;
	if (shares_data)
		need->data = data > need->data ? data : need->data;
	else
		need->own += data;
	need->own += slots * sizeof(struct buffer);
	if (scenario->bytes)
		need->own += scenario->bytes(pool, config, count, node);
	if (node != NODE_ANY)
		return;
	/* two arrays of all buffers, on no node in particular */
	need->own += 2 * count * sizeof(struct buffer *);
	if (pool->capabilities & POOL_BARE_MEMORY)
		need->own += all_buffers(pool, config, 0) *
			     config->buffer_bytes;
}

size_t trial_need_bytes(const struct trial_need *need)
{
	return need->shared + need->data + need->own;
}

uint64_t trial_cold_bytes(uint64_t cache_bytes)
{
	return cache_bytes > COLD_BYTES_MIN / 2 ? 2 * cache_bytes :
						  COLD_BYTES_MIN;
}
