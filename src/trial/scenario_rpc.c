// SPDX-License-Identifier: MIT
/* Scenario rpc: what its roles work on, before and after they run. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "trial/account.h"
#include "trial/scenario_rpc.h"

static struct rpc *rpc_of(const struct execution *execution)
{
	return ((const struct rpc_state *)execution->state)->rpc;
}

static bool rpc_copies(const struct trial_config *config)
{
	return config->payload == PAYLOAD_COPY ||
	       config->payload == PAYLOAD_BOTH;
}

static void rpc_role(struct execution *execution, unsigned int index)
{
	struct role *role = &execution->roles[index].role;
	struct rpc *rpc = rpc_of(execution);

	role->rpc = rpc;
	role->pool = rpc->connection[0].pool;
	if (index)
		role->worker = &rpc->worker[index - 1];
}

/* Without descriptors: every page that a role still has is freed. */
static void free_bare(struct execution *execution)
{
	struct rpc *rpc = rpc_of(execution);
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

static int rpc_check(struct execution *execution, struct error *error)
{
	const struct pool_ops *ops = execution->ops;
	struct rpc *rpc = rpc_of(execution);
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
	const struct rpc_state *state = execution->state;
	const struct rpc *rpc = state->rpc;
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
	result->misses_ns = (double)outcome->consumer.miss_ticks /
			  ticks_per_ns / messages;
	result->pool_share = result->pool_ns / result->cost_ns;
	result->break_even_miss_ns = outcome->consumer.get_hit ?
		result->pool_ns * messages /
		(double)outcome->consumer.get_hit : NAN;
	for (size_t i = 0; i < RPC_OCCUPANCY; i++)
		samples += (double)state->kept[i];
	for (size_t i = 0; i < RPC_OCCUPANCY; i++)
		result->occupancy[i] = (double)state->kept[i] / samples;
}

static struct pace *rpc_pace_of(const struct execution *execution)
{
	return &rpc_of(execution)->pace;
}

/* The receiver samples all the time. */
static void rpc_window(struct trial_role *role, bool open)
{
	struct rpc_state *state = role->execution->state;
	uint64_t *occupancy = state->rpc->occupancy;

	if (!role->role.consumer)
		return;
	if (!open)
		memcpy(state->window, occupancy, sizeof(state->window));
	memset(occupancy, 0, sizeof(state->window));
}

static void rpc_keep(struct execution *execution, bool counts)
{
	struct rpc_state *state = execution->state;

	for (size_t i = 0; counts && i < RPC_OCCUPANCY; i++)
		state->kept[i] += state->window[i];
}

static role_loop rpc_loop(const struct execution *execution, bool consumer)
{
	const struct pool_loops *loops = &execution->ops->loops;

	return consumer ? loops->rpc_consumer :
		loops->rpc_producer[execution->trial->config.put];
}

const struct scenario_ops scenario_rpc = {
	.buffers = rpc_buffers,
	.own_buffers = RPC_SLOTS,
	.bytes = rpc_bytes,
	.copies = rpc_copies,
	.create = rpc_create,
	.loop = rpc_loop,
	.role = rpc_role,
	.pace = rpc_pace_of,
	.window = rpc_window,
	.keep = rpc_keep,
	.check = rpc_check,
	.result = rpc_result,
	.destroy = rpc_destroy,
};
