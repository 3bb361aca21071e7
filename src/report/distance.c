// SPDX-License-Identifier: MIT
#include "report/distance.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/pairs.h"

/* Fewer trials have no tenths */
#define FEWEST	10

static int by_size(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static bool same_cpus(const struct point *a, const struct point *b)
{
	return a->config.plan.producers == b->config.plan.producers &&
	       strcmp(point_placement(a), point_placement(b)) == 0;
}

/* Return: how many are known of those with the same CPUs, sorted */
static size_t collect(const struct summary *summaries, size_t n,
		      const struct point *of, double *lines)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		const struct series *series = summaries[i].series;

		for (size_t s = 0; same_cpus(summaries[i].point, of) &&
				   s < series->n; s++) {
			if (isfinite(series->line_transfer_ns[s]))
				lines[found++] = series->line_transfer_ns[s];
		}
	}
	qsort(lines, found, sizeof(*lines), by_size);
	return found;
}

void distance_print(FILE *out, const struct summary *summaries, size_t n)
{
	double low = NAN, high = NAN, *lines;
	size_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += summaries[i].series->n;
	lines = calloc(all + 1, sizeof(*lines));
	for (size_t i = 0; lines && i < n; i++) {
		const size_t found = collect(summaries, n, summaries[i].point,
					     lines);
		const double first = stats_quantile_sorted(lines, found, 0.1);
		const double last = stats_quantile_sorted(lines, found, 0.9);

		if (found < FEWEST || last <= PAIRS_LIKE * first ||
		    last / first <= high / low)
			continue;
		low = first;
		high = last;
	}
	free(lines);
	if (isfinite(low))
		fprintf(out, "THE CPUS' DISTANCE CHANGED: a line took %.3g ns in some trials, %.3g in others;\n  ratios are of trials that began alike in this, ns/buffer is of all\n",
			low, high);
}
