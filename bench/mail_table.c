// SPDX-License-Identifier: MIT
/* The figures, in tables that a program can still read when quoted. */
#include <math.h>
#include <string.h>

#include "bench/mail_internal.h"
#include "report/table.h"

/* Waiting for buffers, or misses, that are worth a line */
#define SHARE_TOLD	0.01

static void print_share(FILE *out, int width, double share)
{
	if (isfinite(share))
		fprintf(out, " %*.1f", width, 100 * share);
	else
		fprintf(out, " %*s", width, "-");
}

static void print_figure(FILE *out, int width, double value)
{
	char text[24];

	fprintf(out, " %*s", width, table_figure(text, sizeof(text), value));
}

/* In millions where no column is wide enough */
static void print_count(FILE *out, int width, double count)
{
	char text[24];

	snprintf(text, sizeof(text), "%.0f", count);
	if ((int)strlen(text) > width)
		snprintf(text, sizeof(text), "%.0fM", count / 1e6);
	fprintf(out, " %*s", width, text);
}

static void print_name(FILE *out, const struct mail_point *point)
{
	char text[64];

	fprintf(out, " %-*s", MAIL_NAME,
		mail_name(text, sizeof(text), point));
}

/* Of the base pool in the point's setting */
static double base_median(const struct mail *mail,
			  const struct mail_point *point)
{
	for (size_t i = 0; i < mail->points; i++) {
		const struct mail_point *base = &mail->point[i];

		if (mail_is_base(mail, base) &&
		    compare_same_setting(base->point, point->point))
			return base->summary.median.estimate;
	}
	return NAN;
}

static void print_time(FILE *out, const struct mail *mail,
		       const struct mail_point *point)
{
	const struct compare_row *row = point->row;
	char low[24], high[24], interval[64] = "-";
	const bool base = mail_is_base(mail, point);

	print_name(out, point);
	if (!row) {
		/* a pool without a base is a change that nothing stands beside */
		print_figure(out, 6, base ? point->summary.median.estimate :
					    NAN);
		print_figure(out, 6, base ? NAN :
					    point->summary.median.estimate);
		fprintf(out, " %6s %15s %4zu %6s\n", "-", "-", point->series.n,
			base ? "base" : "-");
		return;
	}
	/* figures that cannot be compared are figures all the same */
	if (!row->judged.n) {
		print_figure(out, 6, base_median(mail, point));
		print_figure(out, 6, point->summary.median.estimate);
		fprintf(out, " %6s %15s %4d %6s\n", "-", "-", 0,
			verdict_marks[row->judged.verdict]);
		return;
	}
	if (row->judged.ratio.valid)
		snprintf(interval, sizeof(interval), "[%s,%s]",
			 mail_ratio(low, sizeof(low), row->judged.ratio.low),
			 mail_ratio(high, sizeof(high),
				    row->judged.ratio.high));
	print_figure(out, 6, row->ns[COMPARE_BASE]);
	print_figure(out, 6, row->ns[COMPARE_CHANGE]);
	fprintf(out, " %6s %15s %4zu %6s\n",
		mail_ratio(low, sizeof(low), row->judged.ratio.estimate),
		interval, row->judged.n, verdict_marks[row->judged.verdict]);
}

static void print_rpc(FILE *out, const struct mail_point *point)
{
	const struct rpc_outcome *rpc = &point->summary.rpc;

	print_name(out, point);
	print_share(out, 6, point->summary.hit_share);
	print_share(out, 6, rpc->pool_share);
	print_figure(out, 7, rpc->ns_per_message);
	print_figure(out, 7, rpc->cpu_ns_per_message);
	print_figure(out, 7, rpc->break_even_miss_ns);
	print_share(out, 6, point->summary.wrong_node_share);
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
		print_count(out, 7, (double)series->longest);
		print_count(out, 6, series->longest > point->pool_max ?
			    (double)(series->longest - point->pool_max) : 0);
	} else {
		fprintf(out, " %7s %6s", "-", "-");
	}
	if (series->n && pool && pool->capabilities & POOL_COUNTS) {
		print_count(out, 7, (double)series->count_highest);
		print_count(out, 7, (double)series->count_lowest);
	} else {
		fprintf(out, " %7s %7s", "-", "-");
	}
	print_share(out, 6, series->puts > 0 ? refused / series->puts : NAN);
	if (series->puts > 0)
		print_count(out, 6, series->refused_negative);
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
	fprintf(out, " %-*s %6s %6s %6s %15s %4s %6s\n", MAIL_NAME, "pool",
		"base", "change", "ratio", "interval", "n", "mark");
	for (size_t i = 0; i < n; i++) {
		const struct compare_row *row = point[i].row;

		print_time(out, mail, &point[i]);
		if (row && !row->judged.n && point[i].series.n)
			fprintf(out, isfinite(base_median(mail, &point[i])) ?
				"    not compared: no trial of both began with the CPUs alike far\n" :
				"    not compared: there is no good trial of %s\n",
				mail->compare.options->base);
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
	if (point->scenario == SCENARIO_RPC) {
		fprintf(out, " %-*s %6s %6s %7s %7s %7s %6s %3s\n", MAIL_NAME,
			"pool", "hit%", "pool%", "ns/msg", "CPU/msg", "even",
			"wrong%", "n");
		for (size_t i = 0; i < n; i++)
			print_rpc(out, &point[i]);
	}
	print_times(out, mail, point, n);
	if (mail_plots(mail))
		mail_print_plot(out, mail, first, n);
}

static void print_legend(FILE *out, const struct mail *mail)
{
	bool has[SCENARIO_COUNT + 1] = { false };
	char level[24];

	for (size_t i = 0; i < mail->points; i++)
		has[mail->point[i].scenario] = true;
	fputc('\n', out);
	if (has[SCENARIO_HANDOFF] || has[SCENARIO_UNCONTENDED] ||
	    has[SCENARIO_RPC])
		mail_wrap(out, 0, 0, "base, change: median ns per buffer%s; ratio: change to base, median over n pairs of trials; interval: exact, level %s; mark: the verdict of bench compare, by a sign test, corrected by Holm's method for as many comparisons as were tested, %zu; none: no difference shown; unfit: too little for a verdict.",
			  has[SCENARIO_RPC] ? " (in rpc: page)" : "",
			  compare_level_text(level, sizeof(level),
					     &mail->compare),
			  mail->compare.family.tested);
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
	for (size_t i = mail_print_scale(out, mail); i < mail->points;) {
		const size_t n = mail_setting_size(mail, i);

		print_scenario(out, mail, i);
		print_setting(out, mail, i, n);
		i += n;
	}
	print_legend(out, mail);
}
