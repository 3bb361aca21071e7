// SPDX-License-Identifier: MIT
/* What stands below the tables of a run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/table.h"
#include "report/table_internal.h"

/* As LIKE in plot/verdicts/distance.py: CPUs farther apart were moved. */
#define DISTANCE_LIKE	1.5

/* Why verdicts are missing. */
static void print_too_few(FILE *out, const struct summary *summaries, size_t n,
			  size_t ratios)
{
	const double each = stats_level_of_each(STATS_VERDICT_LEVEL, ratios);
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		const struct stats_interval *ratio = &summaries[i].ratio;

		if (!ratio->valid && ratio->n > most)
			most = ratio->n;
	}
	if (most)
		fprintf(out, "%zu trial%s too few for level %g over %zu comparison%s: %zu are needed\n",
			most, most == 1 ? " is" : "s are", STATS_VERDICT_LEVEL,
			ratios, ratios == 1 ? "" : "s", stats_min_values(each));
}

/* Deciles of a point's line transfers; false: not known, or alike. */
static bool distance_changed(const struct series *series, double *low,
			     double *high)
{
	size_t n;
	double *lines = series_values(series,
			offsetof(struct sample, line_transfer_ns), &n);

	if (n)
		stats_sort(lines, n);
	*low = stats_quantile_sorted(lines, n, 0.1);
	*high = stats_quantile_sorted(lines, n, 0.9);
	free(lines);
	return *high > DISTANCE_LIKE * *low;
}

/* Of the point where they are farthest apart */
static void print_distance(FILE *out, const struct summary *summaries, size_t n)
{
	double low, high, widest[2] = { 1, 1 };

	for (size_t i = 0; i < n; i++) {
		if (!distance_changed(summaries[i].series, &low, &high) ||
		    high / low <= widest[1] / widest[0])
			continue;
		widest[0] = low;
		widest[1] = high;
	}
	if (widest[1] > widest[0])
		fprintf(out, "THE CPUS' DISTANCE CHANGED: a line took at most %.3g ns in a tenth of the\ntrials, and at least %.3g in another. bench compare gives ratios by distance.\n",
			widest[0], widest[1]);
}

void table_print_notes(FILE *out, const struct summary *summaries, size_t n,
		       const struct environment *environment)
{
	const struct environment_item *item = environment->items;
	const char *separator = " ";
	size_t ratios = 0;
	bool scenario[SCENARIO_COUNT] = { false };

	for (size_t i = 0; i < n; i++) {
		scenario[summaries[i].point->config.scenario] = true;
		ratios += summaries[i].ratio.n && !summary_is_base(summaries[i].point);
	}
	fputc('\n', out);
	if (ratios) {
		print_too_few(out, summaries, n, ratios);
		fprintf(out, "ratio: to svc_page_pool in the same trial, median over the trials. Its interval\nis exact and says the verdict: faster or slower where it leaves out 1, else\nnone (no difference shown); unfit: too few trials for an interval. ");
		if (ratios == 1)
			fprintf(out, "The\ninterval is of level %g.",
				STATS_VERDICT_LEVEL);
		else
			fprintf(out, "All %zu\nintervals hold together at level %g.",
				ratios, STATS_VERDICT_LEVEL);
		fputc('\n', out);
	}
	print_distance(out, summaries, n);
	fprintf(out, "ns/buf: median ns per buffer. x line: ns/buf divided by the time of one\ncache line between the CPUs used. hit%%: buffers that the pool handed out.\n");
	if (scenario[SCENARIO_RPC])
		fprintf(out, "In rpc: pool%%: share of a message's cost (time of all threads, without waits)\nspent in calls of the pool; ns/page and ns/msg: elapsed; CPU/msg: CPU time of\nall threads, ns; even: the cost of a miss, ns, above which the pool pays off;\nwrong%%: pages from another node than the receiver's.\n");
	if (scenario[SCENARIO_OVERFLOW])
		fprintf(out, "In overflow: longest: list that the consumer found when it looked; beyond: what\nexceeds pool_max, as some pools allow (column cap of bench --list --format csv);\nhighest, lowest: the pool's own count, as puts saw it; full%%: puts refused;\nfalse: those refused because the count was below zero.\n");
	if (scenario[SCENARIO_LATENCY])
		table_print_latency_notes(out);
	fprintf(out, "%s\n", environment->label);
	fprintf(out, "Unfit for publication:");
	for (size_t i = 0; i < environment->count; i++) {
		if (item[i].verdict != ENVIRONMENT_UNFIT)
			continue;
		fprintf(out, "%s%s", separator, item[i].reason);
		separator = ", ";
	}
	fprintf(out, "%s\n", separator[0] == ' ' ? " nothing found" : "");
}

/* Refused in the same words */
static bool same_refusal(const struct point *a, const struct point *b)
{
	return !a->available && !b->available &&
	       strcmp(point_placement(a), point_placement(b)) == 0 &&
	       strcmp(a->reason, b->reason) == 0;
}

static bool told_before(const struct summary *summaries, size_t n,
			const struct point *point)
{
	for (size_t i = 0; i < n; i++) {
		if (same_refusal(summaries[i].point, point))
			return true;
	}
	return false;
}

/*
 * A reason, and whose it is: the placement alone would say that nothing can be
 * measured there, where it is one pool in one scenario that cannot.
 */
static void print_refusal(FILE *out, const struct summary *summaries, size_t n,
			  const struct point *point)
{
	bool scenario[SCENARIO_COUNT] = { false }, one_pool = true;
	const char *separator = " of ";
	size_t points = 0;

	for (size_t i = 0; i < n; i++) {
		const struct trial_config *config = &summaries[i].point->config;

		if (!same_refusal(summaries[i].point, point))
			continue;
		points++;
		scenario[config->scenario] = true;
		if (strcmp(config->pool, point->config.pool) != 0)
			one_pool = false;
	}
	fprintf(out, "  %-9s ", point_placement(point));
	if (one_pool)
		fprintf(out, "%s, ", point->config.pool);
	fprintf(out, "%zu point%s", points, points == 1 ? "" : "s");
	for (int i = 0; i < SCENARIO_COUNT; i++) {
		if (!scenario[i])
			continue;
		fprintf(out, "%s%s", separator, scenario_names[i]);
		separator = ", ";
	}
	fprintf(out, ": %s\n", point->reason);
}

void table_print_unavailable(FILE *out, const struct summary *summaries,
			     size_t n)
{
	fprintf(out, "\nunavailable here:\n");
	for (size_t i = 0; i < n; i++) {
		const struct point *point = summaries[i].point;

		if (!point->available && !told_before(summaries, i, point))
			print_refusal(out, summaries, n, point);
	}
}
