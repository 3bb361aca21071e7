// SPDX-License-Identifier: MIT
#include "report/table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/distance.h"
#include "report/table_latency.h"
#include "report/twins.h"
#include "trial/axes.h"

/* Waiting for buffers that is worth a line */
#define STARVED_SHARE	0.01

const char *table_figure(char *text, size_t size, double value)
{
	if (!isfinite(value))
		return "-";
	if (value >= 1e6)
		snprintf(text, size, value < 1e8 ? "%.1fM" : "%.0fM",
			 value / 1e6);
	else
		snprintf(text, size, value < 10 ? "%.2f" :
			 value < 1000 ? "%.1f" : "%.0f", value);
	return text;
}

/* @width: of each end; the whole is 2 * width + 4 columns wide */
static void print_interval(FILE *out, const struct stats_interval *interval,
			   int width)
{
	char low[24], high[24];

	if (!interval->valid)
		fprintf(out, " %*s", 2 * width + 3, "");
	else
		fprintf(out, " [%*s,%*s]",
			width, table_figure(low, sizeof(low), interval->low),
			width, table_figure(high, sizeof(high), interval->high));
}

/* Names of pools stand in a column as wide as the longest of them. */
#define NAME_WIDTH	22
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

static void print_column_names(FILE *out, enum scenario scenario)
{
	const char *subject = scenario == SCENARIO_FLOOR ? "floor" : "pool";

	switch (scenario) {
	case SCENARIO_RPC:
		fprintf(out, "\n  %-*s %6s %6s %9s %6s %15s %9s %9s %6s %6s\n",
			NAME_WIDTH, subject, "hit %", "pool %", "ns/page",
			"ratio", "interval", "ns/msg", "CPU/msg", "even",
			"wrong%");
		break;
	case SCENARIO_LATENCY:
		/* each of its blocks has names of its own */
		break;
	case SCENARIO_OVERFLOW:
		fprintf(out, "\n  %-*s %9s %8s %7s %8s %8s %9s %10s\n",
			NAME_WIDTH, subject, "puts", "longest", "beyond",
			"highest", "lowest", "full %", "false full");
		break;
	default:
		fprintf(out, "\n  %-*s %9s %17s %6s %15s %6s %5s\n",
			NAME_WIDTH, subject, "ns/buffer", "interval", "ratio",
			"interval", "x line", "hit %");
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

static void print_ratio(FILE *out, const struct stats_interval *ratio)
{
	char text[24];

	fprintf(out, " %6s", ratio->n ?
		table_figure(text, sizeof(text), ratio->estimate) : "-");
	print_interval(out, ratio, 6);
}

static void print_time(FILE *out, const struct summary *summary)
{
	char text[24];

	fprintf(out, " %9s",
		table_figure(text, sizeof(text), summary->median.estimate));
	print_interval(out, &summary->median, 7);
	print_ratio(out, &summary->ratio);
	fprintf(out, " %6s", table_figure(text, sizeof(text),
				    summary->median.estimate /
				    summary->line_transfer_ns));
	if (isfinite(summary->hit_share))
		fprintf(out, " %5.1f", summary->hit_share * 100);
	fputc('\n', out);
}

static void print_share(FILE *out, double share)
{
	if (isfinite(share))
		fprintf(out, " %6.1f", 100 * share);
	else
		fprintf(out, " %6s", "-");
}

static void print_rpc(FILE *out, const struct summary *summary)
{
	const struct rpc_outcome *rpc = &summary->rpc;
	char text[24];

	print_share(out, summary->hit_share);
	print_share(out, rpc->pool_share);
	fprintf(out, " %9s", table_figure(text, sizeof(text),
					  summary->median.estimate));
	print_ratio(out, &summary->ratio);
	fprintf(out, " %9s", table_figure(text, sizeof(text),
					  rpc->ns_per_message));
	fprintf(out, " %9s", table_figure(text, sizeof(text),
					  rpc->cpu_ns_per_message));
	fprintf(out, " %6s", table_figure(text, sizeof(text),
					  rpc->break_even_miss_ns));
	print_share(out, summary->wrong_node_share);
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

	fprintf(out, " %9.0f", series->puts);
	if (pool && pool->length)
		fprintf(out, " %8" PRIu64 " %7" PRIu64, series->longest,
			series->longest > config->pool_max ?
			series->longest - config->pool_max : 0);
	else
		fprintf(out, " %8s %7s", "-", "-");
	if (pool && pool->capabilities & POOL_COUNTS)
		fprintf(out, " %8" PRId64 " %8" PRId64,
			series->count_highest, series->count_lowest);
	else
		fprintf(out, " %8s %8s", "-", "-");
	fprintf(out, " %9.3f %10.0f\n",
		100 * (series->refused + series->refused_negative) /
		series->puts, series->refused_negative);
}

static void print_measured(FILE *out, const struct summary *summary)
{
	const enum scenario scenario = summary->point->config.scenario;
	const struct series *series = summary->series;

	fprintf(out, "  %-*s", NAME_WIDTH, summary->point->config.pool);
	if (scenario == SCENARIO_RPC)
		print_rpc(out, summary);
	else if (scenario == SCENARIO_OVERFLOW)
		print_overflow(out, summary);
	else
		print_time(out, summary);
	if (summary->starved_share > STARVED_SHARE)
		fprintf(out, "    the consumer waited for a buffer for %.0f %% of the time\n",
			100 * summary->starved_share);
	if (series_lacks_huge_pages(series, &summary->point->config))
		fprintf(out, "    " TABLE_NO_HUGE_PAGES "\n");
	if (summary->reason[0])
		fprintf(out, "    %s\n", summary->reason);
}

/*
 * Pairs of CPUs as a matrix: medians, rounded to ns. Each pair was measured
 * once, so that the matrix is a triangle.
 */
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

static void print_row(FILE *out, const struct summary *summary)
{
	if (summary->median.n)
		print_measured(out, summary);
	else
		fprintf(out, "  %-*s %s: %s\n", NAME_WIDTH,
			summary->point->config.pool, summary->status,
			summary->reason);
}

static void print_rows(FILE *out, const struct summary *summaries, size_t n)
{
	if (summaries[0].point->config.scenario == SCENARIO_LATENCY) {
		table_print_latency(out, summaries, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		print_row(out, &summaries[i]);
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

static void print_notes(FILE *out, const struct summary *summaries, size_t n,
			const struct environment *environment)
{
	size_t items;
	const struct environment_item *item =
		environment_items(environment, &items);
	const char *separator = " ";
	double level = NAN;

	bool scenario[SCENARIO_COUNT] = { false };

	for (size_t i = 0; i < n; i++) {
		scenario[summaries[i].point->config.scenario] = true;
		if (summaries[i].median.valid)
			level = summaries[i].median.level;
	}
	fprintf(out, "\nns/buffer: median over the trials, ratio: to svc_page_pool, paired by round;\n");
	if (isfinite(level))
		fprintf(out, "intervals: exact, %.1f %%. ", 100 * level);
	fprintf(out, "x line: multiple of one cache line's way between\nthe CPUs used. hit %%: buffers that the pool handed out.\n");
	if (scenario[SCENARIO_RPC])
		fprintf(out, "In rpc: pool %%: of a message's cost, all threads without their waits, the part\nin calls of the pool; ns/page, its ratio and ns/msg: by the clock; CPU/msg: CPU\ntime of all threads, ns; even: what a miss must cost, ns, before hits save more\nthan the calls cost; wrong%%: pages from another node than the receiver's.\n");
	if (scenario[SCENARIO_OVERFLOW])
		fprintf(out, "In overflow: longest: list that the consumer found when it looked; beyond: the\ncap; highest, lowest: the pool's own count, as puts saw it; full %%: puts refused;\nfalse full: those refused because the count was below zero.\n");
	if (scenario[SCENARIO_LATENCY])
		table_print_latency_notes(out);
	twins_print(out, summaries, n);
	distance_print(out, summaries, n);
	fprintf(out, "%s\n", environment_label(environment));
	fprintf(out, "Unfit for publication:");
	for (size_t i = 0; i < items; i++) {
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

static void print_unavailable(FILE *out, const struct summary *summaries,
			      size_t n)
{
	fprintf(out, "\nunavailable here:\n");
	for (size_t i = 0; i < n; i++) {
		const struct point *point = summaries[i].point;

		if (!point->available && !told_before(summaries, i, point))
			print_refusal(out, summaries, n, point);
	}
}

void table_print(FILE *out, const struct summary *summaries, size_t n,
		 const struct environment *environment)
{
	bool any_unavailable = false;

	for (size_t i = 0; i < n; ) {
		const size_t size = setting_size(&summaries[i], n - i);

		if (summaries[i].point->pair[0]) {
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
		print_unavailable(out, summaries, n);
	print_notes(out, summaries, n, environment);
}
