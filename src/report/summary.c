// SPDX-License-Identifier: MIT
#include "report/summary.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/figure.h"

static void add_counts(struct series *series, const struct trial_config *config,
		       const struct trial_outcome *outcome)
{
	/* one thread does everything where there are no producers */
	const struct tally *puts = config->plan.producers ?
				   &outcome->producers : &outcome->consumer;

	series->buffers += (double)outcome->buffers;
	series->hits += (double)outcome_hits(config, outcome);
	series->wrong_node += (double)outcome->consumer.wrong_node;
	series->puts += (double)puts->buffers;
	series->refused += (double)puts->put_full;
	series->refused_negative += (double)puts->put_full_negative;
	series->leaked += (double)outcome->consumer.leaked;
	account_range(series->count_lowest, series->count_highest,
		      puts->count_lowest);
	account_range(series->count_lowest, series->count_highest,
		      puts->count_highest);
	if (outcome->consumer.longest > series->longest)
		series->longest = outcome->consumer.longest;
}

/* With the digits that a file has of it */
static int add_sample(struct series *series, const struct trial_outcome *outcome)
{
	struct sample sample = {
		.ns_per_buffer = outcome->ns_per_buffer,
		.ratio = outcome->ratio,
		.line_transfer_ns = outcome->line_transfer_ns,
		.rpc = outcome->rpc,
	};
	double figure[sizeof(sample) / sizeof(double)];

	if (series->n == series->room) {
		const size_t room = series->room ? series->room * 2 : 32;
		struct sample *more = reallocarray(series->sample, room,
						   sizeof(*more));

		if (!more)
			return -ENOMEM;
		series->sample = more;
		series->room = room;
	}
	memcpy(figure, &sample, sizeof(sample));
	for (size_t i = 0; i < sizeof(sample) / sizeof(*figure); i++)
		figure[i] = csv_number(figure[i]);
	memcpy(&series->sample[series->n++], figure, sizeof(sample));
	return 0;
}

int series_add(struct series *series, const struct trial_config *config,
	       const struct trial_outcome *outcome)
{
	if (outcome->status != TRIAL_OK) {
		series->failed++;
		series->failures[outcome->status]++;
		series->failure = outcome->status;
		snprintf(series->error, sizeof(series->error), "%s",
			 outcome->error);
		return 0;
	}
	if (add_sample(series, outcome))
		return -ENOMEM;
	series->starved += csv_number(outcome->starved_share);
	series->disturbed += outcome->disturbed != 0;
	series->unsteady += outcome->unsteady;
	if (config->scenario == SCENARIO_LATENCY)
		series->stamp_ns += csv_number(outcome->stamp_ns);
	if (isfinite(outcome->huge_share)) {
		series->huge += csv_number(outcome->huge_share);
		series->huge_known++;
	}
	series->uncounted |= outcome->uncounted;
	add_counts(series, config, outcome);
	return 0;
}

int series_add_latency(struct series *series,
		       const struct latency_histograms *latency)
{
	if (!series->latency)
		series->latency = calloc(1, sizeof(*series->latency));
	if (!series->latency)
		return -ENOMEM;
	for (int i = 0; i < LATENCY_OPERATIONS; i++)
		histogram_merge(&series->latency->of[i], &latency->of[i]);
	return 0;
}

void series_free(struct series *series)
{
	free(series->sample);
	free(series->latency);
	memset(series, 0, sizeof(*series));
}

bool series_lacks_huge_pages(const struct series *series,
			     const struct trial_config *config)
{
	return config->huge_pages && series->huge_known &&
	       !(series->huge > 0);
}

double *series_values(const struct series *series, size_t member, size_t *n)
{
	double *value = calloc(series->n + 1, sizeof(*value));

	*n = 0;
	for (size_t i = 0; value && i < series->n; i++) {
		memcpy(&value[*n], (const char *)&series->sample[i] + member,
		       sizeof(*value));
		*n += isfinite(value[*n]);
	}
	return value;
}

static struct stats_interval interval_of(const struct series *series,
					 size_t member, double level)
{
	size_t n;
	double *value = series_values(series, member, &n);
	const struct stats_interval interval =
		stats_median_interval(value, n, level);

	free(value);
	return interval;
}

/* In a short window of long messages none of the timed calls may fall. */
static double median_of(const struct series *series, size_t member)
{
	size_t n;
	double *value = series_values(series, member, &n);
	const double median = n ? stats_median(value, n) : NAN;

	free(value);
	return median;
}

static struct rpc_outcome rpc_medians(const struct series *series,
				      enum scenario scenario)
{
	static const struct rpc_outcome none = {
		NAN, NAN, NAN, NAN, NAN, NAN, NAN, { NAN }
	};

	if (scenario != SCENARIO_RPC)
		return none;
#define MEDIAN(member)							\
	.member = median_of(series, offsetof(struct sample, rpc.member))
	return (struct rpc_outcome){
		MEDIAN(ns_per_message), MEDIAN(cpu_ns_per_message),
		MEDIAN(cost_ns), MEDIAN(pool_ns), MEDIAN(misses_ns),
		MEDIAN(pool_share), MEDIAN(break_even_miss_ns),
	};
}

static struct latency_summary summarize_latency(const struct series *series)
{
	static const double share[LATENCY_PERCENTILES] = {
		0.5, 0.9, 0.99, 0.999, 0.9999
	};
	static const struct histogram nothing;
	struct latency_summary summary = { .stamp_ns = NAN };

	if (series->latency)
		summary.stamp_ns = series->stamp_ns / (double)series->n;
	for (int i = 0; i < LATENCY_OPERATIONS; i++) {
		const struct histogram *all = series->latency ?
					      &series->latency->of[i] :
					      &nothing;

		summary.n[i] = histogram_total(all);
		for (int p = 0; p < LATENCY_PERCENTILES; p++)
			summary.ns[i][p] = histogram_percentile(all, share[p]);
	}
	return summary;
}

static void set_shares(struct summary *summary, const struct series *series)
{
	const struct point *point = summary->point;

	summary->starved_share = NAN;
	summary->hit_share = NAN;
	summary->wrong_node_share = NAN;
	if (!point_has_calls(point) || !series->n)
		return;
	summary->starved_share = series->starved / (double)series->n;
	if (!ACCOUNTING || series->uncounted || series->buffers + series->leaked <= 0)
		return;
	summary->hit_share = series->hits /
			     (series->buffers + series->leaked);
	if (point_has_nodes(point))
		summary->wrong_node_share = series->wrong_node /
					    series->buffers;
}

/* "crashed", or of several kinds "19 crashed, 1 timeout, the last" */
static void failure_text(const struct series *series, char *text, size_t size)
{
	size_t used = 0;

	snprintf(text, size, "%s", trial_status_names[series->failure]);
	if (series->failures[series->failure] == series->failed)
		return;
	for (int i = 0; i < TRIAL_STATUS_COUNT && used < size; i++) {
		if (series->failures[i])
			used += (size_t)snprintf(text + used, size - used,
						 "%s%u %s", used ? ", " : "",
						 series->failures[i],
						 trial_status_names[i]);
	}
	if (used < size)
		snprintf(text + used, size - used, "; the last");
}

static void set_status(struct summary *summary, const struct series *series)
{
	char kinds[160];

	if (!summary->point->available) {
		summary->status = "unavailable";
		snprintf(summary->reason, sizeof(summary->reason), "%s",
			 summary->point->reason);
		return;
	}
	if (series->failed) {
		failure_text(series, kinds, sizeof(kinds));
		snprintf(summary->reason, sizeof(summary->reason),
			 "%u of %zu trials failed (%s): %s", series->failed,
			 series->failed + series->n, kinds, series->error);
	}
	if (series->n) {
		summary->status = summary->median.valid ? "ok" :
							  "too_few_samples";
	} else if (series->failed) {
		summary->status = trial_status_names[series->failure];
	} else {
		summary->status = "not_measured";
		snprintf(summary->reason, sizeof(summary->reason),
			 "the run ended before any trial of it");
	}
}

bool summary_is_base(const struct point *point)
{
	return strcmp(point->config.pool, TRIAL_BASE_POOL) == 0;
}

static bool has_ratio(const struct point *point, const struct series *series)
{
	bool any = false;

	for (size_t i = 0; i < series->n; i++)
		any |= isfinite(series->sample[i].ratio);
	return any && scenario_has_cost(point->config.scenario);
}

/* A level for each of so many ratios that holds for all of them together. */
static double ratio_level(const struct point *points,
			  const struct series *series, size_t n)
{
	size_t ratios = 0;

	for (size_t i = 0; i < n; i++)
		ratios += has_ratio(&points[i], &series[i]) &&
			  !summary_is_base(&points[i]);
	return stats_level_of_each(STATS_VERDICT_LEVEL, ratios);
}

struct summary *summarize(const struct point *points,
			  const struct series *series, size_t n)
{
	struct summary *summaries = calloc(n ? n : 1, sizeof(*summaries));
	const double level = ratio_level(points, series, n);

	if (!summaries)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		struct summary *summary = &summaries[i];
		const struct series *s = &series[i];

		summary->point = &points[i];
		summary->median = interval_of(s,
			offsetof(struct sample, ns_per_buffer), STATS_LEVEL);
		summary->line_transfer_ns = median_of(s,
			offsetof(struct sample, line_transfer_ns));
		summary->series = s;
		summary->rpc = rpc_medians(s, points[i].config.scenario);
		summary->latency = summarize_latency(s);
		set_shares(summary, s);
		if (has_ratio(&points[i], s))
			summary->ratio = interval_of(s,
				offsetof(struct sample, ratio), level);
		summary->verdict = summary_is_base(&points[i]) ? STATS_NO_DIFFERENCE :
				   stats_verdict(&summary->ratio);
		set_status(summary, s);
	}
	return summaries;
}
