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

/* Counts a buffer as found; returns how often it was found before. */
static uint32_t found(struct buffer *buffer, size_t *total)
{
	++*total;
	return buffer->seen++;
}

static size_t count_backing(struct backing *backing, size_t limit,
			    size_t *total)
{
	struct buffer *buffer;
	size_t doubles = 0;

	/* a list that runs in a circle would never end */
	while (*total <= limit && (buffer = backing_take(backing)))
		doubles += found(buffer, total) > 0;
	return doubles;
}

/* What a ring still holds: nothing, where its producer ended as it should. */
static size_t count_rings(struct execution *execution)
{
	size_t left = 0;

	for (unsigned int i = 0; i + 1 < execution->nr_roles; i++) {
		struct forward_ring *ring = &execution->rings[i];

		while (forward_peek(ring)) {
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

int execution_account(struct execution *execution, struct error *error)
{
	const struct pool_ops *ops = execution->ops;
	size_t total = 0, doubles = 0, left;
	struct buffer *buffer;
	int result;

	if (!ops)
		return 0;
	left = count_rings(execution);
	if (left)
		return error_set(error, ENOTRECOVERABLE,
			"%zu buffers were left in the forward rings", left);
	result = account_totals(execution, error);
	if (result || ops->capabilities & (POOL_BARE_MEMORY | POOL_FLOOR))
		return result;

	while (total <= execution->arena.count &&
	       (buffer = ops->drain(execution->pool)))
		doubles += found(buffer, &total) > 0;
	doubles += count_backing(execution->backing, execution->arena.count,
				 &total);
	if (total != execution->arena.count || doubles)
		return error_set(error, ENOTRECOVERABLE,
			"of %zu buffers %zu were found after the trial, %zu of them twice: the pool lost or doubled some",
			execution->arena.count, total, doubles);
	return 0;
}

static struct tally tally_difference(const struct tally *end,
				     const struct tally *begin)
{
	return (struct tally){
		.buffers = end->buffers - begin->buffers,
		.put_full = end->put_full - begin->put_full,
		.put_full_negative = end->put_full_negative -
				     begin->put_full_negative,
		.get_empty = end->get_empty - begin->get_empty,
		.fallback = end->fallback - begin->fallback,
		.wrong_node = end->wrong_node - begin->wrong_node,
		.put_retries = end->put_retries - begin->put_retries,
		.get_retries = end->get_retries - begin->get_retries,
		.wait_ticks = end->wait_ticks - begin->wait_ticks,
		.starved_ticks = end->starved_ticks - begin->starved_ticks,
	};
}

static void tally_add(struct tally *sum, const struct tally *more)
{
	sum->buffers += more->buffers;
	sum->put_full += more->put_full;
	sum->put_full_negative += more->put_full_negative;
	sum->get_empty += more->get_empty;
	sum->fallback += more->fallback;
	sum->wrong_node += more->wrong_node;
	sum->put_retries += more->put_retries;
	sum->get_retries += more->get_retries;
	sum->wait_ticks += more->wait_ticks;
	sum->starved_ticks += more->starved_ticks;
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

void execution_result(struct execution *execution)
{
	const struct trial_config *config = &execution->trial->config;
	struct trial_outcome *outcome = &execution->trial->outcome;
	const double ticks_per_ns = config->ticks_per_ns;
	uint64_t busy = 0, shortest = UINT64_MAX;

	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		struct trial_role *role = &execution->roles[i];
		struct tally tally = { 0 };
		const uint64_t ticks = role_window(&role->role, &tally);

		shortest = ticks < shortest ? ticks : shortest;
		role->result->buffers = tally.buffers;
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
	if ((double)shortest / ticks_per_ns < config->window_ms * 1e6 / 2 ||
	    !outcome->buffers) {
		outcome->status = TRIAL_MISSED_WINDOW;
		snprintf(outcome->error, sizeof(outcome->error),
			 "a role was not running for half of its window: other work holds its CPU");
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
}
