// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "bench/schedule.h"
#include "report/columns.h"
#include "report/table.h"

/* Enough digits to see on which side of 1 it is. */
const char *compare_ratio(char *text, size_t size, double value)
{
	if (!isfinite(value))
		return "-";
	snprintf(text, size, value >= 1000 ? "%.0e" : value >= 100 ? "%.1f" :
		 value >= 10 ? "%.2f" : "%.3f", value);
	return text;
}

const char *compare_interval(char *text, size_t size,
			     const struct stats_interval *ratio)
{
	char low[24], high[24];

	text[0] = '\0';
	if (ratio->valid)
		snprintf(text, size, "[%s,%s]",
			 compare_ratio(low, sizeof(low), ratio->low),
			 compare_ratio(high, sizeof(high), ratio->high));
	return text;
}

/* A p-value in 5 columns */
static const char *probability(char *text, size_t size, double value)
{
	if (isnan(value))
		return "-";
	snprintf(text, size, value < 1e-9 ? "<1e-9" : value < 0.001 ? "%.0e" :
		 "%.3f", value);
	return text;
}

/* Column at which a heading goes on in the next line */
#define HEADING_WIDTH	72

/* What the rest of the heading says, or the row. */
static bool is_told_elsewhere(const char *axis)
{
	static const char *const told[] = {
		"scenario", "pool", "placement", "producers", "slices",
		"window_ms", "warmup_us", "oversubscribed",
	};

	for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
		if (strcmp(told[i], axis) == 0)
			return true;
	}
	return false;
}

/* Every other axis that the point has: "burst 16, put single, ..." */
static void print_axes(FILE *out, const struct loaded_point *point)
{
	size_t n;
	const char *const *names = csv_axis_names(&n);
	size_t column = HEADING_WIDTH;

	for (size_t i = 0; i < n; i++) {
		const size_t length = strlen(names[i]) +
				      strlen(point->axis[i]) + 3;

		if (!point->axis[i][0] || is_told_elsewhere(names[i]))
			continue;
		if (column + length > HEADING_WIDTH) {
			fprintf(out, "\n  %s %s", names[i], point->axis[i]);
			column = length;
		} else {
			fprintf(out, ", %s %s", names[i], point->axis[i]);
			column += length;
		}
	}
}

void compare_print_heading(FILE *out, const struct loaded_point *point,
			   const char *base)
{
	const char *placement = loaded_axis(point, "placement");
	const char *producers = loaded_axis(point, "producers");
	const char *sharing = point_sharing(placement,
		strcmp(loaded_axis(point, "oversubscribed"), "0") != 0,
		loaded_axis(point, "scenario"));

	fprintf(out, "\n%s", loaded_axis(point, "scenario"));
	if (strcmp(placement, "single") == 0)
		fprintf(out, ", one thread");
	else
		fprintf(out, ", %s, %s producer%s", placement, producers,
			strcmp(producers, "1") == 0 ? "" : "s");
	print_axes(out, point);
	fprintf(out, "\n  window of %s ms after %s ms",
		loaded_axis(point, "window_ms"),
		loaded_axis(point, "warmup_us"));
	if (base)
		fprintf(out, "; base: %s", base);
	if (sharing)
		fprintf(out, "\n  %s", sharing);
	fputc('\n', out);
}

static void print_columns(FILE *out)
{
	fprintf(out, " %-13s %6s %6s %5s %13s %5s %5s verdict\n", "pool",
		"base", "change", "ratio", "interval", "n", "p");
}

static void print_row(FILE *out, const struct compare_row *row)
{
	const struct verdict *judged = &row->judged;
	char text[2][24], interval[64], n[48];

	if (row->n[0] == row->n[1])
		snprintf(n, sizeof(n), "%zu", row->n[0]);
	else
		snprintf(n, sizeof(n), "%zu/%zu", row->n[0], row->n[1]);
	fprintf(out, " %-13s %6s %6s", loaded_axis(row->point, "pool"),
		table_figure(text[0], sizeof(text[0]), row->ns[COMPARE_BASE]),
		table_figure(text[1], sizeof(text[1]), row->ns[COMPARE_CHANGE]));
	fprintf(out, " %5s %13s %5s %5s %s\n",
		compare_ratio(text[0], sizeof(text[0]),
			      judged->ratio.estimate),
		compare_interval(interval, sizeof(interval), &judged->ratio), n,
		probability(text[1], sizeof(text[1]), judged->p_adjusted),
		stats_verdict_names[judged->verdict]);
	if (row->disturbed)
		fprintf(out, "   %zu of these %zu samples were disturbed\n",
			row->disturbed, row->n[0] + row->n[1]);
	if (row->failed)
		fprintf(out, "   %zu trial%s gave no figure\n", row->failed,
			row->failed == 1 ? "" : "s");
}

static void print_level(FILE *out, const struct compare *compare)
{
	char text[24];

	fprintf(out, "interval: exact, level %s for each",
		compare_level_text(text, sizeof(text), compare));
	fprintf(out, ". ");
}

/* How the figures were made, and what the verdicts mean. */
static void print_method(FILE *out, const struct compare *compare)
{
	const bool paired = compare->options->base;
	size_t verdicts[STATS_VERDICT_COUNT] = { 0 };

	for (size_t i = 0; i < compare->rows; i++)
		verdicts[compare->row[i].judged.verdict]++;
	fprintf(out, "\n%zu comparison%s:", compare->rows,
		compare->rows == 1 ? "" : "s");
	for (int i = 0; i < STATS_VERDICT_COUNT; i++)
		fprintf(out, "%s %zu %s", i ? "," : "", verdicts[i],
			stats_verdict_names[i]);
	fprintf(out, "\nbase, change: median ns per buffer. ratio: change to base, %s.\n",
		paired ? "median over the rounds" : "of the medians");
	print_level(out, compare);
	fprintf(out, "p: %s,\n"
		"corrected by Holm's method for %zu comparison%s.\n"
		"A difference is stated where p <= %.6g and the interval leaves out 1.\n",
		paired ? "sign test, paired by round" :
		"by the medians' intervals, unpaired", compare->family.tested,
		compare->family.tested == 1 ? "" : "s",
		1 - compare->family.level);
}

void compare_print_text(FILE *out, const struct compare *compare)
{
	const struct compare_options *options = compare->options;

	for (size_t i = 0; i < compare->rows; i++) {
		const struct compare_row *row = &compare->row[i];

		if (i == 0 || !compare_same_setting(row[-1].point, row->point)) {
			compare_print_heading(out, row->point, options->base);
			print_columns(out);
		}
		print_row(out, row);
	}
	if (compare->rows)
		print_method(out, compare);
	else
		fputc('\n', out);
	compare_print_notes(out, "", compare);
	for (int side = 0; side < COMPARE_SIDES; side++) {
		if (compare->result[side])
			compare_print_result(out, options->base ? "result" :
					     compare_side_names[side],
					     options->path[side],
					     compare->result[side]);
	}
}

void compare_print_number(FILE *out, double value)
{
	fputc(',', out);
	if (isfinite(value))
		fprintf(out, "%.6g", value);
}

void compare_print_csv(FILE *out, const struct compare *compare)
{
	size_t n;
	const char *const *axis = csv_axis_names(&n);

	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s,", axis[i]);
	fprintf(out, "base_pool,base_ns,change_ns,ratio,ratio_low,ratio_high,level,n_base,n_change,p,p_adjusted,disturbed,verdict\n");
	for (size_t i = 0; i < compare->rows; i++) {
		const struct compare_row *row = &compare->row[i];
		const struct verdict *judged = &row->judged;

		fprintf(out, "%s,", row->point->key);
		csv_print_text(out, row->base_pool);
		compare_print_number(out, row->ns[COMPARE_BASE]);
		compare_print_number(out, row->ns[COMPARE_CHANGE]);
		compare_print_number(out, judged->ratio.estimate);
		compare_print_number(out, judged->ratio.valid ? judged->ratio.low : NAN);
		compare_print_number(out, judged->ratio.valid ? judged->ratio.high : NAN);
		/* %.6g would make 1 of a level close to it */
		fprintf(out, ",%.9g", compare->family.level);
		fprintf(out, ",%zu,%zu", row->n[COMPARE_BASE],
			row->n[COMPARE_CHANGE]);
		compare_print_number(out, judged->p);
		compare_print_number(out, judged->p_adjusted);
		fprintf(out, ",%zu,%s\n", row->disturbed,
			stats_verdict_names[judged->verdict]);
	}
	/* the rows are for a program, and the rest for a person */
	compare_print_notes(stderr, "bench compare: ", compare);
}
