// SPDX-License-Identifier: MIT
#include "trial/slices.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "stats/stats.h"
#include "trial/scenario.h"
#include "trial/tally.h"

/* Trend over the slices that is put up with, percent */
#define DRIFT_PERCENT	5
/* One slice in so many must have a figure. */
#define LEAST_COUNTED	4

unsigned int trial_block_slices(unsigned int subjects, bool has_base)
{
	/* no pool is far from the base */
	return has_base ? subjects + (subjects - 1) / TRIAL_BASE_EVERY :
			  subjects;
}

/*
 * An order of its own in each trial: one order for all of them gives each pool
 * the same neighbour every time, and a difference of 2 % where there is none.
 */
void slices_order(struct trial *trial)
{
	size_t order[2 * TRIAL_SUBJECTS_MAX];
	const unsigned int n = trial_block_slices(trial->subjects,
						  trial->base >= 0);
	uint64_t random = trial->config.seed;

	trial->slices = 0;
	for (unsigned int block = 0; block < trial->config.slices; block++) {
		for (unsigned int i = 0; i < n; i++)
			order[i] = i < trial->subjects ? i :
				   (size_t)trial->base;
		order_shuffle(order, n, &random);
		for (unsigned int i = 0; i < n; i++)
			trial->slice[trial->slices++] = (struct trial_slice){
				.subject = (uint16_t)order[i],
				.block = (uint16_t)block,
				.start_ns = NAN,
				.missed = true,
			};
	}
}

/* Of the base's slices the one nearest in time; NAN where there is none. */
static double nearest_base(const struct trial *trial, unsigned int number)
{
	const struct trial_slice *slice = &trial->slice[number];
	const unsigned int reach = 2 * trial_block_slices(trial->subjects,
							  true);
	const unsigned int from = number > reach ? number - reach : 0;
	double distance = INFINITY, nearest = NAN;

	for (unsigned int i = from;
	     i < trial->slices && i <= number + reach; i++) {
		const struct trial_slice *base = &trial->slice[i];
		const double apart = fabs(base->start_ns - slice->start_ns);

		if (base->subject != trial->base || apart >= distance ||
		    !isfinite(slice_ns_per_buffer(base)))
			continue;
		distance = apart;
		nearest = slice_ns_per_buffer(base);
	}
	return nearest;
}

/* Room for a figure of each slice of one subject */
struct figures {
	double *ns;
	double *ratio;
	double *skew;
	size_t n;
	size_t ratios;
};

static double skew_of(const struct run *run, unsigned int number)
{
	const struct turn *turn = &run->turn[number * run->nr_roles];
	uint64_t first = UINT64_MAX, last = 0;

	for (unsigned int i = 0; i < run->nr_roles; i++) {
		first = turn[i].started < first ? turn[i].started : first;
		last = turn[i].started > last ? turn[i].started : last;
	}
	return (double)(last - first) / run->trial->config.ticks_per_ns;
}

static void collect(const struct run *run, unsigned int subject,
		    struct figures *figures)
{
	const struct trial *trial = run->trial;

	figures->n = figures->ratios = 0;
	for (unsigned int i = 0; i < trial->slices; i++) {
		const struct trial_slice *slice = &trial->slice[i];
		const double ns = slice_ns_per_buffer(slice);
		double base;

		if (slice->subject != subject || !isfinite(ns))
			continue;
		figures->skew[figures->n] = skew_of(run, i);
		figures->ns[figures->n++] = ns;
		base = trial->base >= 0 ? nearest_base(trial, i) : NAN;
		if (isfinite(base))
			figures->ratio[figures->ratios++] = ns / base;
	}
}

static void result_fairness(struct execution *execution)
{
	double share[PLACEMENT_MAX_PRODUCERS];
	const unsigned int producers = execution->nr_roles - 1;

	for (unsigned int i = 0; i < producers; i++)
		share[i] = (double)execution->roles[1 + i].result->buffers;
	execution->outcome->fairness = producers > 1 ?
		stats_fairness(share, producers) : NAN;
}

static void result_disturbed(struct execution *execution)
{
	const struct trial *trial = execution->trial;
	const unsigned int roles = execution->nr_roles;
	struct trial_outcome *outcome = execution->outcome;

	for (unsigned int i = 0; i < trial->slices; i++) {
		const struct turn *turn = &execution->run->turn[i * roles];

		if (trial->slice[i].subject != execution->index)
			continue;
		outcome->disturbed |= trial->slice[i].disturbed;
		outcome->disturbed_slices += trial->slice[i].disturbed != 0;
		/* fmax() prefers the number where one is NAN */
		for (unsigned int k = 0; k < roles; k++)
			outcome->run_delay_ns = fmax(outcome->run_delay_ns,
						     turn[k].run_delay_ns);
	}
}

static void result_steadiness(struct trial_outcome *outcome,
			      const struct figures *figures)
{
	const struct stats_trend trend = stats_trend(figures->ns, figures->n);

	outcome->drift_percent = trend.drift_percent;
	outcome->unsteady = isfinite(trend.drift_percent) &&
			    !stats_is_steady(&trend, STATS_VERDICT_LEVEL,
					     DRIFT_PERCENT);
}

/* What the windows of all roles have counted. */
static void result_counts(struct execution *execution)
{
	struct trial_outcome *outcome = execution->outcome;
	const double ticks_per_ns = execution->trial->config.ticks_per_ns;
	uint64_t busy = 0;

	for (unsigned int i = 0; i < execution->nr_roles; i++) {
		struct trial_role *role = &execution->roles[i];

		role->result->buffers = role->window.buffers;
		outcome->cpu_ns += role->result->cpu_ns;
		if (i == 0) {
			outcome->consumer = role->window;
			outcome->window_ns = (double)role->window_ticks /
					     ticks_per_ns;
			continue;
		}
		tally_add(&outcome->producers, &role->window);
		/* a wait may reach over the window's edge a little */
		if (role->window_ticks > role->window.wait_ticks)
			busy += role->window_ticks - role->window.wait_ticks;
	}
	outcome->buffers = outcome->consumer.buffers;
	outcome->producer_busy_ns = outcome->producers.buffers ?
		(double)busy / ticks_per_ns /
		(double)outcome->producers.buffers : NAN;
	outcome->consumer_busy_ns =
		(outcome->window_ns -
		 (double)outcome->consumer.wait_ticks / ticks_per_ns) /
		(double)outcome->buffers;
	outcome->starved_share = (double)outcome->consumer.starved_ticks /
				 ticks_per_ns / outcome->window_ns;
}

static const char *why_missed(const struct run *run, unsigned int subject)
{
	const struct trial *trial = run->trial;

	for (unsigned int i = 0; i < trial->slices; i++) {
		if (trial->slice[i].subject == subject &&
		    run->turn[i * run->nr_roles].late)
			return "the warmup was too short to find the full rate for --load: raise --warmup-us";
	}
	return "other programs used its CPU during more than three quarters of its slices";
}

static void result_of(struct run *run, unsigned int index,
		      struct figures *figures)
{
	struct execution *execution = &run->execution[index];
	struct trial_outcome *outcome = execution->outcome;

	if (execution->failed)
		return;
	collect(run, index, figures);
	if (LEAST_COUNTED * figures->n < run->trial->config.slices) {
		execution_fail(execution, TRIAL_MISSED_WINDOW,
			       why_missed(run, index));
		return;
	}
	outcome->status = TRIAL_OK;
	outcome->slices = (unsigned int)figures->n;
	outcome->ns_per_buffer = stats_median(figures->ns, figures->n);
	outcome->start_skew_ns = stats_median(figures->skew, figures->n);
	if ((int)index == run->trial->base)
		outcome->ratio = 1;
	else if (figures->ratios && !run->execution[run->trial->base].failed)
		outcome->ratio = stats_median(figures->ratio, figures->ratios);
	result_steadiness(outcome, figures);
	result_counts(execution);
	result_fairness(execution);
	result_disturbed(execution);
	if (execution->scenario->result)
		execution->scenario->result(execution);
}

/* The line transfer of the same minutes is reported beside each pool. */
static void tell_line_transfer(struct trial *trial)
{
	double line = NAN;

	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct trial_outcome *outcome =
			&trial->subject[i].outcome;

		if (outcome->status == TRIAL_OK &&
		    strcmp(trial->subject[i].name, TRIAL_LINE_TRANSFER) == 0)
			line = outcome->ns_per_buffer;
	}
	for (unsigned int i = 0; i < trial->subjects; i++)
		trial->subject[i].outcome.line_transfer_ns = line;
}

void slices_result(struct run *run)
{
	struct trial *trial = run->trial;
	const size_t room = (size_t)trial->slices + 1;
	struct figures figures = {
		.ns = calloc(3 * room, sizeof(double)),
	};

	if (!figures.ns || !run->turn) {
		for (unsigned int i = 0; i < trial->subjects; i++) {
			if (!run->execution[i].failed)
				execution_fail(&run->execution[i], TRIAL_ERROR,
					       "no memory for the slices");
		}
		free(figures.ns);
		return;
	}
	figures.ratio = figures.ns + room;
	figures.skew = figures.ratio + room;
	/* first, as a base that has failed is nobody's */
	if (trial->base >= 0)
		result_of(run, (unsigned int)trial->base, &figures);
	for (unsigned int i = 0; i < trial->subjects; i++) {
		if ((int)i != trial->base)
			result_of(run, i, &figures);
	}
	tell_line_transfer(trial);
	free(figures.ns);
}
