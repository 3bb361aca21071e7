// SPDX-License-Identifier: MIT
/* After a trial: is every buffer accounted for, and what do the edges say? */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "stats/stats.h"
#include "trial/execute.h"

/* Trend over the window that is put up with, percent */
#define DRIFT_PERCENT	5

void conservation_found(struct conservation *conservation,
			struct buffer *buffer)
{
	conservation->total++;
	conservation->doubles += buffer->seen++ > 0;
}

/* Lists that run in a circle would never end: these do past the limit. */
void conservation_drain(struct conservation *conservation,
			const struct pool_ops *ops, struct pool *pool)
{
	struct buffer *buffer;

	while (conservation->total <= conservation->limit &&
	       (buffer = ops->drain(pool)))
		conservation_found(conservation, buffer);
}

static void count_backing(struct conservation *conservation,
			  struct backing *backing)
{
	struct buffer *buffer;

	while (conservation->total <= conservation->limit &&
	       (buffer = backing_take(backing)))
		conservation_found(conservation, buffer);
}

int conservation_check(const struct conservation *conservation,
		       struct error *error)
{
	if (conservation->total == conservation->limit &&
	    !conservation->doubles)
		return 0;
	return error_set(error, ENOTRECOVERABLE,
		"of %zu buffers %zu were found after the trial, %zu of them twice: the pool lost or doubled some",
		conservation->limit, conservation->total,
		conservation->doubles);
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

static int account_totals(struct execution *execution, struct error *error)
{
	const uint64_t sent = execution->roles[0].role.tally.buffers;
	uint64_t received = 0;

	for (unsigned int i = 1; i < execution->nr_roles; i++)
		received += execution->roles[i].role.tally.buffers;
	if (execution->nr_roles > 1 && sent != received)
		return error_set(error, ENOTRECOVERABLE,
			"%" PRIu64 " buffers were sent and %" PRIu64 " were put back",
			sent, received);
	return 0;
}

/* In overflow what was accepted is what was handed out and what is left. */
static int account_overflow(const struct execution *execution,
			    uint64_t drained, struct error *error)
{
	const uint64_t hits = execution->roles[0].role.tally.get_hit;
	uint64_t accepted = 0;

	for (unsigned int i = 1; i < execution->nr_roles; i++) {
		const struct tally *tally = &execution->roles[i].role.tally;

		accepted += tally->buffers - tally->put_full -
			    tally->put_full_negative;
	}
	if (accepted != hits + drained)
		return error_set(error, ENOTRECOVERABLE,
			"%" PRIu64 " buffers were accepted, but %" PRIu64 " handed out and %" PRIu64 " left in the pool",
			accepted, hits, drained);
	return 0;
}

int execution_account(struct execution *execution, struct error *error)
{
	const struct pool_ops *ops = execution->ops;
	struct conservation conservation = {
		.limit = execution->arena.count,
	};
	const bool overflow = execution->trial->config.scenario ==
			      SCENARIO_OVERFLOW;
	size_t left, drained;
	int result = 0;

	if (!ops)
		return 0;
	if (execution->rpc) {
		result = account_totals(execution, error);
		return result ? result :
				execution_rpc_account(execution, error);
	}
	left = count_rings(execution, &conservation);
	/* producers of overflow leave in the middle of what they do */
	if (left && !overflow)
		return error_set(error, ENOTRECOVERABLE,
			"%zu buffers were left in the forward rings", left);
	if (!overflow)
		result = account_totals(execution, error);
	if (result || ops->capabilities & (POOL_BARE_MEMORY | POOL_FLOOR))
		return result;

	drained = conservation.total;
	conservation_drain(&conservation, ops, execution->pool);
	drained = conservation.total - drained;
	count_backing(&conservation, execution->backing);
	result = conservation_check(&conservation, error);
	if (!result && overflow)
		result = account_overflow(execution, drained, error);
	return result;
}

static struct tally tally_difference(const struct tally *end,
				     const struct tally *begin)
{
	return (struct tally){
		.buffers = end->buffers - begin->buffers,
		.messages = end->messages - begin->messages,
		.put_full = end->put_full - begin->put_full,
		.put_full_negative = end->put_full_negative -
				     begin->put_full_negative,
		.get_hit = end->get_hit - begin->get_hit,
		.get_empty = end->get_empty - begin->get_empty,
		.fallback = end->fallback - begin->fallback,
		.wrong_node = end->wrong_node - begin->wrong_node,
		.put_retries = end->put_retries - begin->put_retries,
		.get_retries = end->get_retries - begin->get_retries,
		.wait_ticks = end->wait_ticks - begin->wait_ticks,
		.starved_ticks = end->starved_ticks - begin->starved_ticks,
		.leaked = end->leaked - begin->leaked,
		.timed = end->timed - begin->timed,
		.pool_ticks = end->pool_ticks - begin->pool_ticks,
		.miss_ticks = end->miss_ticks - begin->miss_ticks,
		.stamped = end->stamped - begin->stamped,
		.crossed = end->crossed - begin->crossed,
		/* extremes have no difference: these are of all the trial */
		.count_lowest = end->count_lowest,
		.count_highest = end->count_highest,
		.longest = end->longest,
	};
}

static void tally_add(struct tally *sum, const struct tally *more)
{
	sum->buffers += more->buffers;
	sum->messages += more->messages;
	sum->put_full += more->put_full;
	sum->put_full_negative += more->put_full_negative;
	sum->get_hit += more->get_hit;
	sum->get_empty += more->get_empty;
	sum->fallback += more->fallback;
	sum->wrong_node += more->wrong_node;
	sum->put_retries += more->put_retries;
	sum->get_retries += more->get_retries;
	sum->wait_ticks += more->wait_ticks;
	sum->starved_ticks += more->starved_ticks;
	sum->leaked += more->leaked;
	sum->timed += more->timed;
	sum->pool_ticks += more->pool_ticks;
	sum->miss_ticks += more->miss_ticks;
	sum->stamped += more->stamped;
	sum->crossed += more->crossed;
	account_range(sum->count_lowest, sum->count_highest,
		      more->count_lowest);
	account_range(sum->count_lowest, sum->count_highest,
		      more->count_highest);
	if (more->longest > sum->longest)
		sum->longest = more->longest;
}

/* The window of one role, in ticks; 0 where it has none. */
static uint64_t role_window(const struct role *role, struct tally *tally)
{
	const struct edge *begin = &role->edges[0];
	const struct edge *end = &role->edges[ROLE_SUBWINDOWS];

	if (!begin->ticks || !end->ticks)
		return 0;
	*tally = tally_difference(&end->tally, &begin->tally);
	return end->ticks - begin->ticks;
}

static void result_parts(struct trial_outcome *outcome,
			 const struct role *role, double ticks_per_ns)
{
	for (int i = 0; i < ROLE_SUBWINDOWS; i++) {
		const struct edge *from = &role->edges[i];
		const struct edge *to = &role->edges[i + 1];
		const uint64_t buffers = to->tally.buffers -
					 from->tally.buffers;

		outcome->part_ns_per_buffer[i] = NAN;
		if (from->ticks && to->ticks && buffers)
			outcome->part_ns_per_buffer[i] =
				(double)(to->ticks - from->ticks) /
				ticks_per_ns / (double)buffers;
	}
}

/* Over the parts whose boundaries the consumer was awake for. */
static void result_steadiness(struct trial_outcome *outcome)
{
	double part[ROLE_SUBWINDOWS];
	struct stats_trend trend;
	size_t n = 0;

	for (int i = 0; i < ROLE_SUBWINDOWS; i++) {
		if (isfinite(outcome->part_ns_per_buffer[i]))
			part[n++] = outcome->part_ns_per_buffer[i];
	}
	trend = stats_trend(part, n);
	outcome->drift_percent = trend.drift_percent;
	outcome->unsteady = isfinite(trend.drift_percent) &&
			    !stats_is_steady(&trend, STATS_VERDICT_LEVEL,
					     DRIFT_PERCENT);
}

static void result_fairness(struct trial_outcome *outcome,
			    const struct execution *execution)
{
	double share[PLACEMENT_MAX_PRODUCERS];
	const unsigned int producers = execution->nr_roles - 1;

	for (unsigned int i = 0; i < producers; i++)
		share[i] = (double)execution->roles[1 + i].result->buffers;
	outcome->fairness = producers > 1 ?
			    stats_fairness(share, producers).jain : NAN;
}

static void result_skew(struct trial_outcome *outcome,
			const struct execution *execution)
{
	uint64_t first = UINT64_MAX, last = 0;

	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		const uint64_t started = execution->roles[i].role.started;

		first = started < first ? started : first;
		last = started > last ? started : last;
	}
	outcome->start_skew_ns = (double)(last - first) /
				 execution->trial->config.ticks_per_ns;
}

/* Whether the consumer did not know its load when the window opened. */
static bool load_was_late(const struct execution *execution)
{
	const struct trial_config *config = &execution->trial->config;
	const struct role *consumer = &execution->roles[0].role;
	const struct pace *pace =
		consumer->rpc ? &consumer->rpc->pace :
		consumer->latency ? &consumer->latency->pace : NULL;

	return pace && config->load < 100 &&
	       pace_was_late(pace, consumer,
			     placement_may_share(&config->plan));
}

static void missed_window(struct trial_outcome *outcome, const char *why)
{
	outcome->status = TRIAL_MISSED_WINDOW;
	snprintf(outcome->error, sizeof(outcome->error), "%s", why);
}

void execution_result(struct execution *execution)
{
	const struct trial_config *config = &execution->trial->config;
	struct trial_outcome *outcome = &execution->trial->outcome;
	const double ticks_per_ns = config->ticks_per_ns;
	uint64_t busy = 0, shortest = UINT64_MAX;

	outcome->cpu_ns = 0;

	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		struct trial_role *role = &execution->roles[i];
		struct tally tally = { 0 };
		const uint64_t ticks = role_window(&role->role, &tally);

		shortest = ticks < shortest ? ticks : shortest;
		role->result->buffers = tally.buffers;
		outcome->cpu_ns += role->result->cpu_ns;
		if (i == 0) {
			outcome->consumer = tally;
			outcome->window_ns = (double)ticks / ticks_per_ns;
		} else {
			tally_add(&outcome->producers, &tally);
			/* a wait may reach over the window's edge a little */
			busy += ticks > tally.wait_ticks ?
				ticks - tally.wait_ticks : 0;
		}
	}
	result_parts(outcome, &execution->roles[0].role, ticks_per_ns);
	result_steadiness(outcome);
	result_fairness(outcome, execution);
	result_skew(outcome, execution);
	outcome->buffers = outcome->consumer.buffers;
	/*
	 * where threads share CPUs and only counts are asked, they may sleep;
	 * where none is pinned, that is what is measured
	 */
	if (((double)shortest / ticks_per_ns < config->window_ms * 1e6 / 2 &&
	     config->scenario != SCENARIO_OVERFLOW &&
	     !config->plan.unpinned_cpus) || !outcome->buffers) {
		missed_window(outcome, "a role was not running for half of its window: other work holds its CPU");
		return;
	}
	if (load_was_late(execution)) {
		missed_window(outcome, "the rate that load is a share of was not known when the window opened: a longer warmup shows it");
		return;
	}
	outcome->ns_per_buffer = outcome->window_ns /
				 (double)outcome->buffers;
	outcome->consumer_busy_ns = outcome->ns_per_buffer -
		(double)outcome->consumer.wait_ticks / ticks_per_ns /
		(double)outcome->buffers;
	outcome->starved_share = (double)outcome->consumer.starved_ticks /
				 ticks_per_ns / outcome->window_ns;
	outcome->producer_busy_ns = outcome->producers.buffers ?
		(double)busy / ticks_per_ns /
		(double)outcome->producers.buffers : NAN;
	if (execution->rpc)
		execution_rpc_result(execution);
	if (execution->latency)
		execution_latency_result(execution);
}
