// SPDX-License-Identifier: MIT
#include "report/table.h"

#include <math.h>
#include <string.h>

#include "plan/axes.h"
#include "report/table_internal.h"

/* Waiting for buffers that is worth a line */
#define STARVED_SHARE	0.01

/* Column at which a heading goes on in the next line */
#define HEADING_WIDTH	76

/* Every axis of the setting: "burst 16, put single, ..." */
static void print_axes(FILE *out, const struct point *point)
{
	const struct trial_config *config = &point->config;
	const struct {
		const char *name;
		const char *text;
	} nodes[] = {
		{ "home", point->home },
		{ "pool_home", point->pool_home },
		{ "consumer_node", point->consumer_node },
		{ "remote_node", point->remote_node },
		{ "where", config->where == WHERE_USER ? "" :
			   where_names[config->where] },
	};
	char text[AXIS_TEXT_SIZE], part[128];
	int column = HEADING_WIDTH;

	for (int i = 0; i < AXES + (int)ARRAY_SIZE(nodes); i++) {
		const bool node = i >= AXES;
		int length;

		if (node ? !nodes[i - AXES].text[0] :
			   !axis_is_told(&axes[i], config))
			continue;
		length = snprintf(part, sizeof(part), "%s %s",
			node ? nodes[i - AXES].name : axes[i].name,
			node ? nodes[i - AXES].text :
			axis_text(&axes[i], axis_get(&axes[i], config), text));
		if (column + length + 2 > HEADING_WIDTH) {
			fprintf(out, "\n  %s", part);
			column = length + 2;
		} else {
			fprintf(out, ", %s", part);
			column += length + 2;
		}
	}
}

/* Of what a row is known by: its comparison with the base. */
static void print_column_names(FILE *out, enum scenario scenario)
{
	switch (scenario) {
	case SCENARIO_LATENCY:
		/* each of its blocks has names of its own */
		break;
	case SCENARIO_FLOOR:
		fprintf(out, "\n  %-*s %8s %17s\n", NAME_WIDTH, "floor", "ns",
			"interval");
		break;
	case SCENARIO_OVERFLOW:
		fprintf(out, "\n  %-*s %8s %7s %6s %7s %7s %6s %6s\n",
			NAME_WIDTH, "pool", "puts", "longest", "beyond",
			"highest", "lowest", "full%", "false");
		break;
	default:
		fprintf(out, "\n  %-*s %6s %15s %-7s %7s %6s %5s\n",
			NAME_WIDTH, "pool", "ratio", "interval", "verdict",
			scenario == SCENARIO_RPC ? "ns/page" : "ns/buf",
			"x line", "hit%");
	}
}

static void print_heading(FILE *out, const struct summary *summary)
{
	const struct point *point = summary->point;
	const struct trial_config *config = &point->config;
	const char *sharing = point_sharing(point_placement(point),
					    config->plan.oversubscribed,
					    scenario_names[config->scenario]);

	fprintf(out, "\n%s", scenario_names[config->scenario]);
	if (point->single)
		fprintf(out, ", one thread");
	else
		fprintf(out, ", %s, %d producer%s", point_placement(point),
			config->plan.producers,
			config->plan.producers == 1 ? "" : "s");
	print_axes(out, point);
	if (sharing)
		fprintf(out, "\n  %s", sharing);
	if (config->plan.mixed_kinds)
		fprintf(out, "\n  MIXED CORES: the threads run on different kinds of cores");
	if (config->plan.memory_elsewhere)
		fprintf(out, "\n  MEMORY ELSEWHERE: the consumer runs on node %d, its memory is on node %d",
			config->plan.consumer.node,
			config->plan.consumer.memory_node);
	print_column_names(out, config->scenario);
}

static void print_time(FILE *out, const struct summary *summary)
{
	const struct stats_interval *ratio = &summary->ratio;
	const bool base = summary_is_base(summary->point);
	char text[24], interval[64];

	fprintf(out, " %6s %15s %-7s",
		ratio->n ? table_ratio(text, sizeof(text), ratio->estimate) :
			   "-",
		base ? "-" : table_interval(interval, sizeof(interval), ratio),
		base ? "base" : !ratio->n ? "-" :
		summary->verdict == STATS_NO_DIFFERENCE ? "none" :
		stats_verdict_names[summary->verdict]);
	table_print_figure(out, 7, summary->median.estimate);
	table_print_figure(out, 6, summary->median.estimate /
			     summary->line_transfer_ns);
	table_print_share(out, 5, summary->hit_share);
	fputc('\n', out);
}

static void print_floor(FILE *out, const struct summary *summary)
{
	const struct stats_interval *median = &summary->median;
	char low[24], high[24];

	table_print_figure(out, 8, median->estimate);
	if (median->valid)
		fprintf(out, " [%7s,%7s]",
			table_figure(low, sizeof(low), median->low),
			table_figure(high, sizeof(high), median->high));
	fputc('\n', out);
}

static void print_rpc(FILE *out, const struct summary *summary)
{
	const struct rpc_outcome *rpc = &summary->rpc;

	fprintf(out, "  %-*s", NAME_WIDTH, summary->point->config.pool);
	table_print_share(out, 6, rpc->pool_share);
	table_print_figure(out, 8, rpc->ns_per_message);
	table_print_figure(out, 8, rpc->cpu_ns_per_message);
	table_print_figure(out, 7, rpc->break_even_miss_ns);
	table_print_share(out, 6, summary->wrong_node_share);
	fputc('\n', out);
	if (summary->series->leaked > 0)
		fprintf(out, "    leaked %.3g of each 1000 pages\n",
			1000 * summary->series->leaked /
			summary->series->buffers);
}

static void print_overflow(FILE *out, const struct summary *summary)
{
	const struct series *series = summary->series;
	const struct trial_config *config = &summary->point->config;
	const struct pool_ops *pool = pool_find(config->pool);

	table_print_count(out, 8, series->puts);
	if (pool && pool->length) {
		table_print_count(out, 7, (double)series->longest);
		table_print_count(out, 6, series->longest > config->pool_max ?
			    (double)(series->longest - config->pool_max) : 0);
	} else {
		fprintf(out, " %7s %6s", "-", "-");
	}
	if (pool && pool->capabilities & POOL_COUNTS) {
		table_print_count(out, 7, (double)series->count_highest);
		table_print_count(out, 7, (double)series->count_lowest);
	} else {
		fprintf(out, " %7s %7s", "-", "-");
	}
	table_print_share(out, 6, (series->refused + series->refused_negative) /
			    series->puts);
	table_print_count(out, 6, series->refused_negative);
	fputc('\n', out);
}

static void print_measured(FILE *out, const struct summary *summary)
{
	const enum scenario scenario = summary->point->config.scenario;
	const struct series *series = summary->series;

	fprintf(out, "  %-*s", NAME_WIDTH, summary->point->config.pool);
	if (scenario == SCENARIO_FLOOR)
		print_floor(out, summary);
	else if (scenario == SCENARIO_OVERFLOW)
		print_overflow(out, summary);
	else
		print_time(out, summary);
	if (summary->starved_share > STARVED_SHARE)
		fprintf(out, "    the consumer waited for a buffer for %.0f %% of the time\n",
			100 * summary->starved_share);
	if (series_lacks_huge_pages(series, &summary->point->config))
		fprintf(out, "    " TABLE_NO_HUGE_PAGES "\n");
	table_print_failed(out, "   ", series);
}

/* Medians as a matrix: a triangle, as each pair was measured once. */
static void print_pairs(FILE *out, const struct summary *summaries, size_t n)
{
	int row = -1, column = 0;

	fprintf(out, "\nfloor, a cache line from CPU to CPU, one way, ns\n     ");
	/* the first CPU's row has all others */
	for (size_t i = 0; i < n; i++) {
		const struct placement_plan *plan =
			&summaries[i].point->config.plan;

		if (plan->consumer.cpu !=
		    summaries[0].point->config.plan.consumer.cpu)
			break;
		fprintf(out, " %5d", plan->producer[0].cpu);
	}
	for (size_t i = 0; i < n; i++) {
		const struct placement_plan *plan =
			&summaries[i].point->config.plan;

		if (plan->consumer.cpu != row) {
			row = plan->consumer.cpu;
			fprintf(out, "\n%5d%*s", row, 6 * column++, "");
		}
		if (summaries[i].median.n)
			fprintf(out, " %5.0f", summaries[i].median.estimate);
		else
			fprintf(out, " %5s", "-");
	}
	fputc('\n', out);
	for (size_t i = 0; i < n; i++) {
		if (summaries[i].point->config.plan.mixed_kinds) {
			fprintf(out, "MIXED CORES: some of these pairs are of different kinds of cores\n");
			break;
		}
	}
}

void table_print_failed(FILE *out, const char *before,
			const struct series *series)
{
	if (series->failed)
		fprintf(out, "%s %u of %zu trials failed: %s\n", before,
			series->failed, series->failed + series->n,
			trial_status_names[series->failure]);
}

/* A list of names that goes on in the next line */
static int print_name(FILE *out, int column, const char *name)
{
	const int length = (int)strlen(name) + 1;

	if (column + length > HEADING_WIDTH) {
		fputs("\n   ", out);
		column = 3;
	}
	fprintf(out, " %s", name);
	return column + length;
}

static bool same_end(const struct summary *a, const struct summary *b)
{
	return !b->median.n && strcmp(a->status, b->status) == 0 &&
	       strcmp(a->reason, b->reason) == 0;
}

/* What has no figure, below what has: a line for each reason. */
static void print_without(FILE *out, const struct summary *summaries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct summary *first = &summaries[i];
		bool told = first->median.n;
		int column;

		for (size_t k = 0; k < i && !told; k++)
			told = same_end(first, &summaries[k]);
		if (told)
			continue;
		/* of failed trials the reason has the status */
		column = fprintf(out, "  %s%s:",
				 first->point->available ? "" : "unavailable, ",
				 first->reason);
		for (size_t k = i; k < n; k++) {
			if (same_end(first, &summaries[k]))
				column = print_name(out, column,
					summaries[k].point->config.pool);
		}
		fputc('\n', out);
	}
}

static void print_rows(FILE *out, const struct summary *summaries, size_t n)
{
	const enum scenario scenario = summaries[0].point->config.scenario;

	if (scenario == SCENARIO_LATENCY)
		table_print_latency(out, summaries, n);
	for (size_t i = 0; i < n && scenario != SCENARIO_LATENCY; i++) {
		if (summaries[i].median.n)
			print_measured(out, &summaries[i]);
	}
	if (scenario == SCENARIO_RPC) {
		fprintf(out, "  %-*s %6s %8s %8s %7s %6s\n", NAME_WIDTH,
			"pool", "pool%", "ns/msg", "CPU/msg", "even",
			"wrong%");
		for (size_t i = 0; i < n; i++) {
			if (summaries[i].median.n)
				print_rpc(out, &summaries[i]);
		}
	}
	print_without(out, summaries, n);
}

/* Settings that no pool can be measured in are told in a line each. */
static bool setting_available(const struct summary *summaries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (summaries[i].point->available)
			return true;
	}
	return false;
}

static size_t setting_size(const struct summary *summaries, size_t n)
{
	size_t size = 1;

	while (size < n && point_same_setting(summaries[0].point,
					      summaries[size].point))
		size++;
	return size;
}

void table_print(FILE *out, const struct summary *summaries, size_t n,
		 const struct environment *environment)
{
	bool any_unavailable = false;

	for (size_t i = 0; i < n; ) {
		const size_t size = setting_size(&summaries[i], n - i);
		const struct point *point = summaries[i].point;

		if (point->pair[0] && point->config.scenario == SCENARIO_FLOOR) {
			print_pairs(out, &summaries[i], size);
		} else if (setting_available(&summaries[i], size)) {
			print_heading(out, &summaries[i]);
			print_rows(out, &summaries[i], size);
		} else {
			any_unavailable = true;
		}
		i += size;
	}
	if (any_unavailable)
		table_print_unavailable(out, summaries, n);
	table_print_notes(out, summaries, n, environment);
}
