// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "report/columns.h"
#include "report/distance.h"
#include "report/table.h"

/* As wide as the longest name of a pool */
#define NAME_WIDTH	22
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
	fprintf(out, "\n  %s slices, %s ms of windows, %s us of warmup before each",
		loaded_axis(point, "slices"), loaded_axis(point, "window_ms"),
		loaded_axis(point, "warmup_us"));
	if (base)
		fprintf(out, "; base: %s", base);
	if (sharing)
		fprintf(out, "\n  %s", sharing);
	fputc('\n', out);
}

static void print_columns(FILE *out)
{
	fprintf(out, " %-*s %6s %15s %-19s %6s %6s\n", NAME_WIDTH, "pool",
		"ratio", "interval", "verdict", "base", "change");
}

static void print_row(FILE *out, const struct compare_row *row)
{
	const struct verdict *judged = &row->judged;
	const char *why = compare_why_none(row);
	char text[3][24], interval[64];

	fprintf(out, " %-*s %6s %15s %-19s %6s %6s\n", NAME_WIDTH,
		loaded_axis(row->point, "pool"),
		table_ratio(text[0], sizeof(text[0]), judged->ratio.estimate),
		table_interval(interval, sizeof(interval), &judged->ratio),
		stats_verdict_names[judged->verdict],
		table_figure(text[1], sizeof(text[1]), row->ns[COMPARE_BASE]),
		table_figure(text[2], sizeof(text[2]),
			     row->ns[COMPARE_CHANGE]));
	distance_print_groups(out, row->ratio, row->line_ns, row->ratios);
	if (why)
		fprintf(out, "    not compared: %s\n", why);
	if (row->failed)
		fprintf(out, "    %zu trial%s gave no figure\n", row->failed,
			row->failed == 1 ? "" : "s");
}

/* "20", or "17 to 20" where rows differ */
static const char *trials_text(char *text, size_t size,
			       const struct compare *compare,
			       enum compare_side side)
{
	size_t least = SIZE_MAX, most = 0;

	for (size_t i = 0; i < compare->rows; i++) {
		const struct compare_row *row = &compare->row[i];
		const size_t n = compare->family.paired ? row->ratios :
							  row->n[side];

		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	snprintf(text, size, least == most ? "%zu" : "%zu to %zu", least, most);
	return text;
}

/* How the figures were made, and what the verdicts mean. */
static void print_method(FILE *out, const struct compare *compare)
{
	size_t verdicts[STATS_VERDICT_COUNT] = { 0 };
	char base[48], change[48], level[COMPARE_LEVEL_SIZE];

	for (size_t i = 0; i < compare->rows; i++)
		verdicts[compare->row[i].judged.verdict]++;
	fprintf(out, "\n%zu comparison%s:", compare->rows,
		compare->rows == 1 ? "" : "s");
	for (int i = 0; i < STATS_VERDICT_COUNT; i++)
		fprintf(out, "%s %zu %s", i ? "," : "", verdicts[i],
			stats_verdict_names[i]);
	trials_text(base, sizeof(base), compare, COMPARE_BASE);
	trials_text(change, sizeof(change), compare, COMPARE_CHANGE);
	if (compare->family.paired)
		fprintf(out, "\nratio: change to base in the same trial, median over %s trials",
			change);
	else
		fprintf(out, "\nratio: of the medians of %s trials of base and %s of change",
			base, change);
	fprintf(out, ".\nIts interval is exact, and says the verdict: different where it leaves out 1.\n"
		"%s.\n"
		"base, change: median ns per buffer.\n",
		compare_level_text(level, sizeof(level), &compare->family));
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
		fprintf(out, ",%.9g", compare->family.each);
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
