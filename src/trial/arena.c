// SPDX-License-Identifier: MIT
#include "trial/arena.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/node_memory.h"
#include "base/order.h"

int trial_memory_check(const struct trial_config *config, const void *memory,
		       size_t bytes, int node, struct error *error)
{
	int result = node_memory_verify(memory, bytes, node, error);

	if ((result == -EPERM || result == -ENOSYS) && config->nodes == 1)
		return 0;
	return result;
}

/* The descriptors of a share, padded to whole pages */
static size_t slots_of(const struct arena_share *share)
{
	const size_t per_page = (size_t)sysconf(_SC_PAGESIZE) /
				sizeof(struct buffer);

	return (share->count + per_page - 1) / per_page * per_page;
}

static void add_to_share(struct arena_share *shares, size_t *used, int node,
			 size_t buffers)
{
	size_t s = 0;

	while (s < *used && shares[s].node != node)
		s++;
	if (s == *used)
		shares[(*used)++] = (struct arena_share){ .node = node };
	shares[s].count += buffers;
}

/*
 * Each producer brings an equal share, on the node that its memory is to be
 * on; the shares of one node are put together. Without producers the
 * consumer's node has all. Where producers have @own buffers (scenario rpc's
 * workers) they bring these, and all others are on the consumer's node.
 *
 * Return: the shares, which the caller frees; NULL: no memory.
 */
static struct arena_share *divide(const struct trial_config *config,
				  size_t count, size_t own, size_t *used)
{
	const struct placement_plan *plan = &config->plan;
	const size_t parts = plan->producers > 0 ? (size_t)plan->producers : 1;
	struct arena_share *shares = calloc(parts + 1, sizeof(*shares));

	*used = 0;
	if (!shares || !count)
		return shares;
	if (own)
		add_to_share(shares, used, plan->consumer.memory_node,
			     count - parts * own);
	for (size_t i = 0; i < parts; i++)
		add_to_share(shares, used, plan->producers > 0 ?
			     plan->producer[i].memory_node :
			     plan->consumer.memory_node,
			     own ? own :
				   count / parts + (i < count % parts));
	return shares;
}

size_t arena_slots(const struct trial_config *config, size_t count, size_t own,
		   int node, bool *shares_data)
{
	size_t used, slots = 0;
	struct arena_share *shares = divide(config, count, own, &used);

	for (size_t s = 0; s < used; s++) {
		if (node == NODE_ANY || node == shares[s].node)
			slots += slots_of(&shares[s]);
	}
	free(shares);
	/* of several nodes each pool has shares of its own sizes */
	*shares_data = used == 1;
	return slots;
}

static char *map_data(const struct trial_config *config, size_t slots,
		      struct error *error)
{
	const size_t bytes = slots * config->buffer_bytes;

	return config->huge_pages ? node_memory_map_huge(bytes, error) :
				    node_memory_map(bytes, error);
}

static int place(const struct trial_config *config, void *memory, size_t bytes,
		 int node, struct error *error)
{
	int result = node_memory_bind(memory, bytes, node, error);

	return result ? result :
	       trial_memory_check(config, memory, bytes, node, error);
}

int shared_data_create(struct shared_data *data,
		       const struct trial_config *config, size_t count,
		       size_t own, struct error *error)
{
	size_t used;
	struct arena_share *shares = divide(config, count, own, &used);
	int result = 0;

	*data = (struct shared_data){ .memory = NULL };
	if (!shares)
		return error_set(error, ENOMEM, "no memory for the trial");
	if (used == 1) {
		data->bytes = slots_of(shares) * config->buffer_bytes;
		data->memory = map_data(config, slots_of(shares), error);
		result = data->memory ?
			 place(config, data->memory, data->bytes,
			       shares->node, error) : -ENOMEM;
	}
	free(shares);
	return result;
}

void shared_data_destroy(struct shared_data *data)
{
	node_memory_free(data->memory, data->bytes);
}

static int place_share(struct arena *arena, const struct trial_config *config,
		       struct arena_share *share, size_t first_slot,
		       size_t *order, struct error *error)
{
	struct buffer *descriptors = arena->descriptors + first_slot;
	char *data = arena->data + first_slot * arena->buffer_bytes;
	const size_t slots = slots_of(share);
	uint64_t random = config->round;
	int result;

	if (!slots)
		return 0;
	result = place(config, descriptors, slots * sizeof(*descriptors),
		       share->node, error);
	if (!result && !arena->data_is_shared)
		result = place(config, data, slots * arena->buffer_bytes,
			       share->node, error);
	if (result)
		return result;
	share->first = arena->count;
	for (size_t i = 0; i < share->count; i++)
		order[i] = i;
	if (config->order == ORDER_SHUFFLED)
		order_shuffle(order, share->count, &random);
	for (size_t i = 0; i < share->count; i++)
		arena->all[arena->count++] = &descriptors[order[i]];
	if (share->node == config->plan.consumer.memory_node) {
		arena->home = descriptors;
		arena->home_bytes = slots * sizeof(*descriptors);
	}
	return 0;
}

int arena_create(struct arena *arena, const struct trial_config *config,
		 size_t count, size_t own, const struct shared_data *data,
		 struct error *error)
{
	size_t slots = 0, *order;
	int result = 0;

	memset(arena, 0, sizeof(*arena));
	arena->buffer_bytes = config->buffer_bytes;
	if (!count)
		return 0;
	arena->share = divide(config, count, own, &arena->nr_shares);
	/* so many lines, wherever the heap has it */
	arena->all = aligned_alloc(CACHE_LINE,
		(count * sizeof(*arena->all) / CACHE_LINE + 1) * CACHE_LINE);
	order = malloc(count * sizeof(*order));
	if (!arena->share || !arena->all || !order) {
		result = error_set(error, ENOMEM, "no memory for %zu buffers",
				   count);
		goto out;
	}
	for (size_t s = 0; s < arena->nr_shares; s++)
		arena->slots += slots_of(&arena->share[s]);
	arena->descriptors = node_memory_map(arena->slots *
					     sizeof(struct buffer), error);
	arena->data_is_shared = data->memory;
	arena->data = arena->data_is_shared ? data->memory :
		      map_data(config, arena->slots, error);
	if (!arena->descriptors || !arena->data) {
		result = -ENOMEM;
		goto out;
	}
	for (size_t s = 0; s < arena->nr_shares && !result; s++) {
		result = place_share(arena, config, &arena->share[s], slots,
				     order, error);
		slots += slots_of(&arena->share[s]);
	}
out:
	free(order);
	return result;
}

double arena_huge_share(const struct arena *arena,
			const struct trial_config *config,
			const struct shared_data *data)
{
	const size_t bytes = arena->data_is_shared ? data->bytes :
			     arena->slots * arena->buffer_bytes;

	if (!config->huge_pages || !bytes)
		return NAN;
	return node_memory_huge_share(arena->data, bytes);
}

void arena_destroy(struct arena *arena)
{
	node_memory_free(arena->descriptors,
			 arena->slots * sizeof(struct buffer));
	if (!arena->data_is_shared)
		node_memory_free(arena->data,
				 arena->slots * arena->buffer_bytes);
	free(arena->all);
	free(arena->share);
	memset(arena, 0, sizeof(*arena));
}
