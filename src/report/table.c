// SPDX-License-Identifier: MIT
#include "report/table.h"

#include <math.h>
#include <string.h>

/* Waiting for buffers that is worth a line */
#define STARVED_SHARE	0.01

const char *table_figure(char *text, size_t size, double value)
{
	if (!isfinite(value))
		return "-";
	if (value >= 1e6)
		snprintf(text, size, "%.1e", value);
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

static void print_heading(FILE *out, const struct summary *summary)
{
	const struct point *point = summary->point;
	const struct trial_config *config = &point->config;

	fprintf(out, "\n%s", scenario_names[config->scenario]);
	if (point->single)
		fprintf(out, ", one thread");
	else
		fprintf(out, ", %s, %d producer%s", point_placement(point),
			config->plan.producers,
			config->plan.producers == 1 ? "" : "s");
	if (point_has_buffers(point))
		fprintf(out, ", burst %u, put %s, touch %s\n"
			"  buffers of %zu bytes, home %s, pool max %u, a miss costs %u ns",
			config->burst, put_mode_names[config->put],
			touch_names[config->touch], config->buffer_bytes,
			point->home, config->pool_max, config->miss_ns);
	if (config->plan.oversubscribed)
		fprintf(out, "\n  OVERSUBSCRIBED: threads share a CPU; the figures are the scheduler's");
	fprintf(out, "\n  %-14s %9s %17s %6s %15s %6s %5s\n",
		point_has_buffers(point) ? "pool" : "floor", "ns/buffer",
		"interval", "ratio", "interval", "x line", "hit %");
}

static void print_measured(FILE *out, const struct summary *summary)
{
	const struct stats_interval *ratio = &summary->ratio;
	char text[24];

	fprintf(out, "  %-14s %9s", summary->point->config.pool,
		table_figure(text, sizeof(text), summary->median.estimate));
	print_interval(out, &summary->median, 7);
	fprintf(out, " %6s", ratio->n ?
		table_figure(text, sizeof(text), ratio->estimate) : "-");
	print_interval(out, ratio, 6);
	fprintf(out, " %6s", table_figure(text, sizeof(text),
				    summary->median.estimate /
				    summary->line_transfer_ns));
	if (isfinite(summary->hit_share))
		fprintf(out, " %5.1f", summary->hit_share * 100);
	fputc('\n', out);
	if (summary->starved_share > STARVED_SHARE)
		fprintf(out, "    the consumer waited for a buffer for %.0f %% of the time\n",
			100 * summary->starved_share);
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
}

static void print_row(FILE *out, const struct summary *summary)
{
	if (summary->median.n)
		print_measured(out, summary);
	else
		fprintf(out, "  %-14s %s: %s\n", summary->point->config.pool,
			summary->status, summary->reason);
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

	for (size_t i = 0; i < n; i++) {
		if (summaries[i].median.valid)
			level = summaries[i].median.level;
	}
	fprintf(out, "\nns/buffer: median over the trials, ratio: to svc_page_pool, paired by round;\n");
	if (isfinite(level))
		fprintf(out, "intervals: exact, %.1f %%. ", 100 * level);
	fprintf(out, "x line: multiple of one cache line's way between\nthe CPUs used. hit %%: buffers that the pool handed out.\n");
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

static bool told_before(const struct summary *summaries, size_t n,
			const struct point *point)
{
	for (size_t i = 0; i < n; i++) {
		const struct point *other = summaries[i].point;

		if (!other->available &&
		    other->placement == point->placement &&
		    strcmp(other->reason, point->reason) == 0)
			return true;
	}
	return false;
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
			for (size_t j = i; j < i + size; j++)
				print_row(out, &summaries[j]);
		} else {
			any_unavailable = true;
		}
		i += size;
	}
	if (any_unavailable) {
		fprintf(out, "\nunavailable here:\n");
		for (size_t i = 0; i < n; i++) {
			const struct point *point = summaries[i].point;

			if (!point->available &&
			    !told_before(summaries, i, point))
				fprintf(out, "  %-9s %s\n",
					point_placement(point),
					point->reason);
		}
	}
	print_notes(out, summaries, n, environment);
}
