// SPDX-License-Identifier: MIT
/* Scenario rpc: how much of everything a trial has. */
#include "base/node_memory.h"
#include "trial/execute.h"

/* The cold source is no smaller than that */
#define COLD_BYTES_MIN	(UINT64_C(64) << 20)
/* Pages that a pool of several connections may collect beyond its cap */
#define SPARE_PAGES	1024

static uint32_t largest_message(const struct trial_config *config)
{
	uint32_t size[RPC_SIZES], largest = 0;

	rpc_sizes(size, config->burst);
	for (size_t i = 0; i < RPC_SIZES; i++)
		largest = size[i] > largest ? size[i] : largest;
	return largest;
}

size_t execution_rpc_pages(const struct pool_ops *ops,
			   const struct trial_config *config)
{
	const size_t workers = (size_t)config->plan.producers;
	const struct pool_params params = {
		.max = config->pool_max,
		.producers = (unsigned int)workers,
		.put = config->put,
	};
	const size_t strand = ops->strand ? ops->strand(&params) *
				placement_put_cpus(&config->plan) : 0;
	const size_t largest = largest_message(config);

	return config->connections *
	       (config->pool_max + SPARE_PAGES + strand +
		RPC_SLOTS + (RPC_QUEUE_MAX + 1) * largest) +
	       workers * (RPC_SLOTS + largest);
}

size_t execution_rpc_ring(size_t pages)
{
	size_t size = 64;

	while (size < pages)
		size *= 2;
	return size;
}

uint64_t trial_cold_bytes(uint64_t cache_bytes)
{
	return cache_bytes > COLD_BYTES_MIN / 2 ? 2 * cache_bytes :
						  COLD_BYTES_MIN;
}

bool execution_rpc_copies(const struct trial_config *config)
{
	return config->payload == PAYLOAD_COPY ||
	       config->payload == PAYLOAD_BOTH;
}

size_t execution_rpc_messages(const struct pool_ops *ops,
			      const struct trial_config *config)
{
	const size_t kept = ops->capabilities & POOL_KEEPS_MESSAGES ?
			    config->pool_max : 0;

	return config->connections * (RPC_QUEUE_MAX + 2 + kept) +
	       (size_t)config->plan.producers;
}

size_t execution_rpc_bytes(const struct pool_ops *ops,
			   const struct trial_config *config, int node)
{
	const struct placement_plan *plan = &config->plan;
	const size_t pages = execution_rpc_pages(ops, config);
	const size_t ring = execution_rpc_ring(pages) *
			    sizeof(struct buffer *);
	size_t bytes = 0;

	if (node == NODE_ANY || node == plan->consumer.memory_node)
		bytes += config->connections * sizeof(struct rpc_connection) +
			 (size_t)plan->producers * sizeof(struct rpc_worker) +
			 execution_rpc_messages(ops, config) *
			 sizeof(struct rpc_message) +
			 2 * (pages + 1) * sizeof(struct buffer *);
	for (int i = 0; i < plan->producers; i++) {
		if (node == NODE_ANY || node == plan->producer[i].memory_node)
			bytes += ring;
	}
	return bytes;
}
