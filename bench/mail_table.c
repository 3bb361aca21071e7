// SPDX-License-Identifier: MIT
/* The figures, in tables that a program can still read when quoted. */
#include <math.h>
#include <string.h>

#include "bench/mail_internal.h"
#include "report/distance.h"
#include "report/table.h"

/* Waiting for buffers, or misses, that are worth a line */
#define SHARE_TOLD	0.01

static void print_name(FILE *out, const struct mail_point *point)
{
	char text[64];

	fprintf(out, " %-*s", MAIL_NAME,
		mail_name(text, sizeof(text), point));
}

/* A pool without a base is a change that nothing stands beside. */
static void print_alone(FILE *out, const struct mail *mail,
			const struct mail_point *point)
{
	const double median = point->summary.median.estimate;
	const bool base = mail_is_base(mail, point);

	print_name(out, point);
	fprintf(out, " %6s %15s %6s", "-", "-", base ? "base" : "-");
	table_print_figure(out, 6, base ? median : NAN);
	table_print_figure(out, 6, base ? NAN : median);
	fprintf(out, " %4zu\n", point->series.n);
}

static void print_time(FILE *out, const struct mail_point *point)
{
	const struct compare_row *row = point->row;
	const char *why = compare_why_none(row);
	char ratio[24], interval[64];

	print_name(out, point);
	fprintf(out, " %6s %15s %6s",
		table_ratio(ratio, sizeof(ratio), row->judged.ratio.estimate),
		table_interval(interval, sizeof(interval), &row->judged.ratio),
		stats_verdict_marks[row->judged.verdict]);
	table_print_figure(out, 6, row->ns[COMPARE_BASE]);
	table_print_figure(out, 6, row->ns[COMPARE_CHANGE]);
	fprintf(out, " %4zu\n", row->judged.n);
	distance_print_groups(out, row->ratio, row->line_ns, row->ratios);
	if (why)
		fprintf(out, "    not compared: %s\n", why);
}

static void print_rpc(FILE *out, const struct mail_point *point)
{
	const struct rpc_outcome *rpc = &point->summary.rpc;

	print_name(out, point);
	table_print_share(out, 6, point->summary.hit_share);
	table_print_share(out, 6, rpc->pool_share);
	table_print_figure(out, 7, rpc->ns_per_message);
	table_print_figure(out, 7, rpc->cpu_ns_per_message);
	table_print_figure(out, 7, rpc->break_even_miss_ns);
	table_print_share(out, 6, point->summary.wrong_node_share);
	fprintf(out, " %3zu\n", point->series.n);
}

static void print_overflow(FILE *out, const struct mail_point *point)
{
	const struct series *series = &point->series;
	const struct pool_ops *pool =
		pool_find(loaded_axis(point->point, "pool"));
	const double refused = series->refused + series->refused_negative;

	print_name(out, point);
	if (series->n && pool && pool->length) {
		table_print_count(out, 7, (double)series->longest);
		table_print_count(out, 6, series->longest > point->pool_max ?
			    (double)(series->longest - point->pool_max) : 0);
	} else {
		fprintf(out, " %7s %6s", "-", "-");
	}
	if (series->n && pool && pool->capabilities & POOL_COUNTS) {
		table_print_count(out, 7, (double)series->count_highest);
		table_print_count(out, 7, (double)series->count_lowest);
	} else {
		fprintf(out, " %7s %7s", "-", "-");
	}
	table_print_share(out, 6, series->puts > 0 ? refused / series->puts : NAN);
	if (series->puts > 0)
		table_print_count(out, 6, series->refused_negative);
	else
		fprintf(out, " %6s", "-");
	fprintf(out, " %3zu\n", series->n);
}

void mail_print_outcomes(FILE *out, const struct mail_point *point)
{
	const struct summary *summary = &point->summary;
	const struct series *series = &point->series;
	const bool in_table = point->scenario == SCENARIO_RPC ||
			      point->scenario == SCENARIO_OVERFLOW;
	const double refused = series->refused + series->refused_negative;

	if (!in_table && summary->hit_share < 1 - SHARE_TOLD)
		fprintf(out, "    %.1f %% of the buffers came from the pool\n",
			100 * summary->hit_share);
	if (!in_table && point->has_calls && refused > 0)
		fprintf(out, refused < 0.001 * series->puts ?
			"    %.2g %% of the puts were refused\n" :
			"    %.1f %% of the puts were refused\n",
			100 * refused / series->puts);
	if (!in_table && summary->wrong_node_share > 0)
		fprintf(out, "    %.1f %% of the buffers lay on another node\n",
			100 * summary->wrong_node_share);
	if (point->has_calls && series->leaked > 0)
		fprintf(out, "    leaked %.3g of each 1000 pages\n",
			1000 * series->leaked / series->buffers);
	if (summary->starved_share > SHARE_TOLD)
		fprintf(out, "    the consumer waited for a buffer for %.0f %% of the time\n",
			100 * summary->starved_share);
	if (series->failed)
		mail_wrap(out, 4, 6, "%s", summary->reason);
}

static void print_heading(FILE *out, const struct mail *mail,
			  const struct mail_point *point)
{
	const char *placement = loaded_axis(point->point, "placement");
	const char *producers = loaded_axis(point->point, "producers");
	const char *sharing = point_sharing(placement,
		strcmp(loaded_axis(point->point, "oversubscribed"), "0") != 0,
		loaded_axis(point->point, "scenario"));
	char axes[512], place[128];

	mail_axes(mail, point, false, axes, sizeof(axes));
	if (strcmp(placement, "single") == 0)
		snprintf(place, sizeof(place), "one thread");
	else
		snprintf(place, sizeof(place), "%.60s, %.20s producer%s",
			 placement, producers,
			 strcmp(producers, "1") == 0 ? "" : "s");
	fputc('\n', out);
	mail_wrap(out, 0, 2, "%s, %s%s%s:",
		  loaded_axis(point->point, "scenario"), place,
		  axes[0] ? ", " : "", axes);
	if (sharing)
		fprintf(out, "  %s\n", sharing);
}

/* In all settings of a scenario; told above the first of them. */
static void print_scenario(FILE *out, const struct mail *mail, size_t first)
{
	const struct mail_point *point = &mail->point[first];
	char axes[1024];

	if (first && point[-1].scenario == point->scenario)
		return;
	mail_axes(mail, point, true, axes, sizeof(axes));
	if (!axes[0])
		return;
	fputc('\n', out);
	mail_wrap(out, 0, 2, "In all of %s: %s.",
		  loaded_axis(point->point, "scenario"), axes);
}

static void print_times(FILE *out, const struct mail *mail,
			const struct mail_point *point, size_t n)
{
	fprintf(out, " %-*s %6s %15s %6s %6s %6s %4s\n", MAIL_NAME, "pool",
		"ratio", "interval", "mark", "base", "change", "n");
	for (size_t i = 0; i < n; i++) {
		if (point[i].row)
			print_time(out, &point[i]);
		else
			print_alone(out, mail, &point[i]);
		mail_print_outcomes(out, &point[i]);
	}
}

static void print_setting(FILE *out, const struct mail *mail, size_t first,
			  size_t n)
{
	const struct mail_point *point = &mail->point[first];

	print_heading(out, mail, point);
	if (point->scenario == SCENARIO_OVERFLOW) {
		fprintf(out, " %-*s %7s %6s %7s %7s %6s %6s %3s\n", MAIL_NAME,
			"pool", "longest", "beyond", "highest", "lowest",
			"full%", "false", "n");
		for (size_t i = 0; i < n; i++) {
			print_overflow(out, &point[i]);
			mail_print_outcomes(out, &point[i]);
		}
		return;
	}
	if (point->scenario == SCENARIO_LATENCY) {
		mail_print_latency(out, mail, point, n);
		return;
	}
	print_times(out, mail, point, n);
	if (point->scenario == SCENARIO_RPC) {
		fprintf(out, " %-*s %6s %6s %7s %7s %7s %6s %3s\n", MAIL_NAME,
			"pool", "hit%", "pool%", "ns/msg", "CPU/msg", "even",
			"wrong%", "n");
		for (size_t i = 0; i < n; i++)
			print_rpc(out, &point[i]);
	}
	if (mail_plots(mail))
		mail_print_plot(out, mail, first, n);
}

static void print_legend(FILE *out, const struct mail *mail)
{
	bool has[SCENARIO_COUNT + 1] = { false };
	char level[COMPARE_LEVEL_SIZE];

	for (size_t i = 0; i < mail->points; i++)
		has[mail->point[i].scenario] = true;
	fputc('\n', out);
	if (has[SCENARIO_HANDOFF] || has[SCENARIO_UNCONTENDED] ||
	    has[SCENARIO_RPC])
		mail_wrap(out, 0, 0, "ratio: change to base in the same trial, median over n trials, with its exact interval; mark: what the interval says: faster or slower where it leaves out 1, else none (no difference shown); unfit: no interval. %s. base, change: median ns per buffer%s.",
			  compare_level_text(level, sizeof(level),
					     &mail->compare.family),
			  has[SCENARIO_RPC] ? " (in rpc: page)" : "");
	if (has[SCENARIO_RPC])
		mail_wrap(out, 0, 0, "hit%%: pages that the pool handed out; pool%%: of a message's cost, the part in calls of the pool; ns/msg: by the clock; CPU/msg: CPU time of all threads, ns; even: what a miss must cost, ns, before hits save more than the calls cost; wrong%%: pages of another node than the receiver's.");
	if (has[SCENARIO_OVERFLOW])
		mail_wrap(out, 0, 0, "In overflow: longest: list that the consumer found when it looked; beyond: the cap (pool_max); highest, lowest: the pool's own count; full%%: puts refused; false: those refused for a count below zero. Counts, no times.");
	if (has[SCENARIO_LATENCY])
		mail_wrap(out, 0, 0, "In latency: ns, percentiles of all trials together, those with 10 samples above, the stamp's own cost (stamp_ns in samples.csv) included; n: samples; ratio: of p99.9 to the base's; get with load below 100: from when it was due; handoff: from the begin of a put to when the consumer has the buffer, so that a pool that is first in, first out shows how many others lie in it. Not compared: no interval, no verdict.");
	if (!mail_plots(mail) && mail->compare.rows &&
	    mail->options->plot == MAIL_PLOT_FEW)
		mail_wrap(out, 0, 0, "No plot of so many comparisons (%zu): --plot draws them.",
			  mail->compare.rows);
}

void mail_print_tables(FILE *out, const struct mail *mail)
{
	for (size_t i = 0, n; i < mail->points; i += n) {
		n = mail_setting_size(mail, i);
		if (mail->point[i].scenario == SCENARIO_FLOOR)
			continue;
		print_scenario(out, mail, i);
		print_setting(out, mail, i, n);
	}
	mail_print_scale(out, mail);
	print_legend(out, mail);
}
