// SPDX-License-Identifier: MIT
#include "report/distance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/figure.h"

/* Fewer trials have no tenths */
#define FEWEST	10

static int by_size(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* @widest becomes that of the lines, where they differ by more. */
static void widen(struct distance *widest, double *lines, size_t n)
{
	double low, high;

	qsort(lines, n, sizeof(*lines), by_size);
	low = stats_quantile_sorted(lines, n, 0.1);
	high = stats_quantile_sorted(lines, n, 0.9);
	if (n >= FEWEST && high > DISTANCE_LIKE * low &&
	    !(high / low <= widest->high / widest->low))
		*widest = (struct distance){ .low = low, .high = high };
}

/* A trial, for sorting */
struct trial_at {
	double line_ns;
	double ratio;
};

static int by_line(const void *left, const void *right)
{
	return by_size(&((const struct trial_at *)left)->line_ns,
		       &((const struct trial_at *)right)->line_ns);
}

static size_t sort_trials(struct trial_at *at, const double *ratio,
			  const double *line_ns, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (isfinite(ratio[i]) && line_ns[i] > 0)
			at[kept++] = (struct trial_at){ line_ns[i], ratio[i] };
	}
	qsort(at, kept, sizeof(*at), by_line);
	return kept;
}

static struct distance_group make_group(const struct trial_at *at, size_t n,
					double *room)
{
	struct distance_group group;

	for (size_t i = 0; i < n; i++)
		room[i] = at[i].line_ns;
	group.line_ns = stats_median(room, n);
	for (size_t i = 0; i < n; i++)
		room[i] = at[i].ratio;
	group.ratio = stats_median_interval(room, n, STATS_VERDICT_LEVEL);
	return group;
}

static bool any_apart(const struct distance_group *group, size_t groups)
{
	double highest_low = -INFINITY, lowest_high = INFINITY;

	for (size_t i = 0; i < groups; i++) {
		if (!group[i].ratio.valid)
			continue;
		highest_low = fmax(highest_low, group[i].ratio.low);
		lowest_high = fmin(lowest_high, group[i].ratio.high);
	}
	return highest_low > lowest_high;
}

size_t distance_groups(const double *ratio, const double *line_ns, size_t n,
		       struct distance_group group[DISTANCE_GROUPS_MAX])
{
	struct trial_at *at = calloc(n + 1, sizeof(*at));
	double *room = calloc(n + 1, sizeof(*room));
	size_t groups = 0, first = 0;

	if (at && room)
		n = sort_trials(at, ratio, line_ns, n);
	else
		n = 0;
	for (size_t end = 1; end <= n; end++) {
		if (end < n && (groups == DISTANCE_GROUPS_MAX - 1 ||
				at[end].line_ns <= DISTANCE_LIKE *
						   at[end - 1].line_ns))
			continue;
		group[groups++] = make_group(&at[first], end - first, room);
		first = end;
	}
	free(at);
	free(room);
	return any_apart(group, groups) ? groups : 0;
}

void distance_print_groups(FILE *out, const double *ratio,
			   const double *line_ns, size_t n)
{
	struct distance_group group[DISTANCE_GROUPS_MAX];
	const size_t groups = distance_groups(ratio, line_ns, n, group);
	char text[24], interval[64];

	for (size_t i = 0; i < groups; i++)
		fprintf(out, "    at %.3g ns a line: %s %s, %zu trial%s\n",
			group[i].line_ns,
			table_ratio(text, sizeof(text),
				    group[i].ratio.estimate),
			table_interval(interval, sizeof(interval),
				       &group[i].ratio),
			group[i].ratio.n, group[i].ratio.n == 1 ? "" : "s");
}

static bool same_cpus(const struct point *a, const struct point *b)
{
	return a->config.plan.producers == b->config.plan.producers &&
	       strcmp(point_placement(a), point_placement(b)) == 0;
}

/* Return: how many are known of those with the same CPUs */
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
	return found;
}

static bool is_grouped(const struct summary *summary)
{
	const struct series *series = summary->series;
	struct distance_group group[DISTANCE_GROUPS_MAX];

	return scenario_has_cost(summary->point->config.scenario) &&
	       !summary_is_base(summary->point) &&
	       distance_groups(series->ratio, series->line_transfer_ns,
			       series->n, group);
}

void distance_print(FILE *out, const struct summary *summaries, size_t n)
{
	bool grouped = false;
	struct distance widest = { NAN, NAN };
	size_t all = 0;
	double *lines;

	for (size_t i = 0; i < n; i++)
		all += summaries[i].series->n;
	lines = calloc(all + 1, sizeof(*lines));
	for (size_t i = 0; lines && i < n; i++) {
		const struct point *point = summaries[i].point;

		/* a pair of CPUs is a point by itself, and there can be many */
		widen(&widest, lines, point->pair[0] ?
		      collect(&summaries[i], 1, point, lines) :
		      collect(summaries, n, point, lines));
	}
	free(lines);
	if (isfinite(widest.low))
		fprintf(out, "THE CPUS' DISTANCE CHANGED: a line took %.3g ns in some trials, %.3g in others;\n  ratios that depend on it are given by distance, too\n",
			widest.low, widest.high);
	for (size_t i = 0; i < n; i++)
		grouped |= is_grouped(&summaries[i]);
	if (grouped)
		fprintf(out, "at ... ns a line: each interval is of level %g by itself.\n",
			STATS_VERDICT_LEVEL);
}
