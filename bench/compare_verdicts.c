// SPDX-License-Identifier: MIT
/* What several results say of their pools, side by side. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "report/columns.h"
#include "report/distance.h"
#include "report/table.h"
#include "run/run.h"

/* How many columns the longest name of a pool takes */
#define NAME_WIDTH	22

/* What the verdicts of several results on one pool have in common */
enum agreement {
	AGREE,
	OPPOSITE,
	IN_PART,
	NOT_SHOWN,
	UNFIT,
	ONE_ONLY,
	AGREEMENT_COUNT,
};

static const char *const agreement_names[AGREEMENT_COUNT] = {
	[AGREE] = "agree",
	[OPPOSITE] = "opposite",
	[IN_PART] = "in part",
	[NOT_SHOWN] = "not shown",
	[UNFIT] = "unfit",
	[ONE_ONLY] = "one only",
};

/* A row, and which of the results it is of */
struct entry {
	const struct compare_row *row;
	size_t result;
};

/* All rows of all results; those of one pool in one setting together. */
struct table {
	struct entry *entry;
	size_t n;
	size_t count[AGREEMENT_COUNT];
};

static char letter(size_t result)
{
	return (char)('A' + result);
}

static int by_point(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	const int result = compare_order_points(a->row->point, b->row->point);

	return result ? result : (a->result > b->result) -
				 (a->result < b->result);
}

static size_t group_size(const struct table *table, size_t first)
{
	size_t n = 1;

	while (first + n < table->n &&
	       compare_order_points(table->entry[first].row->point,
				    table->entry[first + n].row->point) == 0)
		n++;
	return n;
}

static enum agreement agreement_of(const struct entry *entry, size_t n)
{
	size_t verdicts[STATS_VERDICT_COUNT] = { 0 };

	for (size_t i = 0; i < n; i++)
		verdicts[entry[i].row->judged.verdict]++;
	if (n == 1)
		return ONE_ONLY;
	if (verdicts[STATS_UNFIT] == n)
		return UNFIT;
	if (verdicts[STATS_FASTER] && verdicts[STATS_SLOWER])
		return OPPOSITE;
	if (verdicts[STATS_FASTER] == n || verdicts[STATS_SLOWER] == n)
		return AGREE;
	return verdicts[STATS_FASTER] || verdicts[STATS_SLOWER] ? IN_PART :
								  NOT_SHOWN;
}

/* Exit status */
static int fill(struct table *table, const struct compare *compare, size_t n)
{
	size_t rows = 0;

	for (size_t i = 0; i < n; i++)
		rows += compare[i].rows;
	table->entry = calloc(rows + 1, sizeof(*table->entry));
	if (!table->entry)
		return compare_no_memory();
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < compare[i].rows; k++)
			table->entry[table->n++] = (struct entry){
				.row = &compare[i].row[k], .result = i
			};
	}
	qsort(table->entry, table->n, sizeof(*table->entry), by_point);
	for (size_t i = 0, size; i < table->n; i += size) {
		size = group_size(table, i);
		table->count[agreement_of(&table->entry[i], size)]++;
	}
	return EXIT_SUCCESS;
}

static void print_entry(FILE *out, const struct entry *entry, const char *pool,
			const char *agreement)
{
	const struct compare_row *row = entry->row;
	const struct verdict *judged = &row->judged;
	char ratio[24], interval[64];

	fprintf(out, " %-*s %c %6s %15s %-7s %-9s %4zu\n", NAME_WIDTH, pool,
		letter(entry->result),
		table_ratio(ratio, sizeof(ratio), judged->ratio.estimate),
		table_interval(interval, sizeof(interval), &judged->ratio),
		stats_verdict_marks[judged->verdict], agreement, judged->n);
	distance_print_groups(out, row->ratio, row->line_ns, row->ratios);
}

static void print_groups(FILE *out, const struct table *table, const char *base)
{
	for (size_t i = 0, size; i < table->n; i += size) {
		const struct entry *entry = &table->entry[i];
		const struct loaded_point *point = entry->row->point;

		size = group_size(table, i);
		if (!i || !compare_same_setting(entry[-1].row->point, point)) {
			compare_print_heading(out, point, base);
			fprintf(out, " %-*s   %6s %15s %-7s %-9s %4s\n",
				NAME_WIDTH, "pool", "ratio", "interval",
				"verdict", "together", "n");
		}
		for (size_t k = 0; k < size; k++)
			print_entry(out, &entry[k],
				    k ? "" : loaded_axis(point, "pool"),
				    k ? "" : agreement_names[
						agreement_of(entry, size)]);
	}
}

static void print_method(FILE *out, const struct table *table, const char *base)
{
	size_t groups = 0;

	for (int i = 0; i < AGREEMENT_COUNT; i++)
		groups += table->count[i];
	fprintf(out, "\n%zu comparison%s with %s:\n", groups,
		groups == 1 ? "" : "s", base);
	for (int i = 0; i < AGREEMENT_COUNT; i++)
		fprintf(out, "%s%zu %s", i ? ", " : "", table->count[i],
			agreement_names[i]);
	fputs("\n"
	      "agree: faster, or slower, in every result that has it; opposite: faster in\n"
	      "one and slower in another; in part: in some, and not shown in others; not\n"
	      "shown: in none; unfit: too little for a verdict in any; one only: one result\n"
	      "has it. verdict: that of bench compare on the result alone, with the interval\n"
	      "that says it; none: no difference shown. ratio: to the base pool in the same\n"
	      "trial, median over n trials. That two ratios differ is no verdict.\n",
	      out);
}

static void print_text(FILE *out, const struct table *table, const char *base,
		       const struct compare *compare, size_t n)
{
	print_groups(out, table, base);
	if (table->n)
		print_method(out, table, base);
	for (size_t i = 0; i < n; i++) {
		const char name[] = { letter(i), '\0' };

		compare_print_result(out, name,
				     compare[i].options->path[COMPARE_BASE],
				     compare[i].result[COMPARE_BASE]);
		compare_print_notes(out, "  ", &compare[i]);
	}
}

static void print_csv(FILE *out, const struct table *table,
		      const struct compare *compare, size_t results)
{
	size_t n;
	const char *const *axis = csv_axis_names(&n);

	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s,", axis[i]);
	fprintf(out, "base_pool,result,ratio,ratio_low,ratio_high,level,n,p,p_adjusted,verdict,together\n");
	for (size_t i = 0, size; i < table->n; i += size) {
		const struct entry *entry = &table->entry[i];

		size = group_size(table, i);
		for (size_t k = 0; k < size; k++) {
			const struct compare_row *row = entry[k].row;
			const struct stats_interval *ratio = &row->judged.ratio;

			fprintf(out, "%s,", row->point->key);
			csv_print_text(out, row->base_pool);
			fputc(',', out);
			csv_print_text(out, compare[entry[k].result]
					    .options->path[COMPARE_BASE]);
			compare_print_number(out, ratio->estimate);
			compare_print_number(out, ratio->valid ? ratio->low :
								 NAN);
			compare_print_number(out, ratio->valid ? ratio->high :
								 NAN);
			/* %.6g would make 1 of a level close to it */
			fprintf(out, ",%.9g,%zu",
				compare[entry[k].result].family.each,
				row->judged.n);
			compare_print_number(out, row->judged.p);
			compare_print_number(out, row->judged.p_adjusted);
			fprintf(out, ",%s,%s\n",
				stats_verdict_names[row->judged.verdict],
				agreement_names[agreement_of(entry, size)]);
		}
	}
	/* the rows are for a program, and the rest for a person */
	for (size_t i = 0; i < results; i++)
		compare_print_notes(stderr, "bench compare: ", &compare[i]);
}

/* Exit status */
static int print(const struct compare_options *options,
		 const struct compare *compare, size_t n)
{
	struct table table = { .n = 0 };
	int status = fill(&table, compare, n);

	if (!status) {
		if (options->csv)
			print_csv(stdout, &table, compare, n);
		else
			print_text(stdout, &table, options->base, compare, n);
		status = compare_printed();
	}
	if (!status && !table.n) {
		fputs("bench compare: no setting has the base pool and another one\n",
		      stderr);
		status = EXIT_NOTHING;
	}
	free(table.entry);
	return status;
}

int compare_verdicts(const struct compare_options *options)
{
	struct compare_options one[COMPARE_RESULTS_MAX];
	struct compare compare[COMPARE_RESULTS_MAX];
	int status = EXIT_SUCCESS;
	size_t n = 0;

	while (!status && n < COMPARE_RESULTS_MAX && options->path[n]) {
		one[n] = *options;
		one[n].path[COMPARE_BASE] = options->path[n];
		one[n].path[COMPARE_CHANGE] = NULL;
		compare[n] = (struct compare){ .options = &one[n] };
		status = compare_open(&compare[n]);
		n++;
	}
	if (!status)
		status = compare_check(options, compare, n);
	for (size_t i = 0; !status && i < n; i++) {
		if (compare_rows(&compare[i]))
			status = compare_no_memory();
	}
	if (!status)
		status = print(options, compare, n);
	for (size_t i = 0; i < n; i++)
		compare_close(&compare[i]);
	return status;
}
