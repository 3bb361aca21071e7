// SPDX-License-Identifier: MIT
/* Verdicts on what was measured, and how often they are right. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/selftest_internal.h"
#include "report/columns.h"
#include "stats/stats.h"

/* Side B is made slower by so much. */
static const unsigned int slower_percent[] = { 1, 2, 5, 10 };

/* Of comparisons so many are to be found. */
#define WANTED_SHARE	0.9

/* What some comparisons have in common */
struct group {
	const char *name;
	unsigned int comparisons;
	unsigned int unfit;
	unsigned int alarms;
	unsigned int found[ARRAY_SIZE(slower_percent)];
	double smallest_found;
	double within;
	double across;
};

/* Of a scenario, of a point; NULL: of any. */
struct choice {
	const enum scenario *scenario;
	const struct point *point;
};

/* The middle half, percent */
static double spread_percent(const double *ratio, size_t n)
{
	return 100 * (stats_quantile(ratio, n, 0.75) -
		      stats_quantile(ratio, n, 0.25));
}

/* From one trial to the next the same pool is another process's. */
static double across_percent(const struct comparison_set *set)
{
	double ratio[SELFTEST_ROUNDS];
	size_t n = 0;

	for (size_t i = 1; i < set->n; i++)
		ratio[n++] = set->ns[i] / set->ns[i - 1];
	return n ? spread_percent(ratio, n) : NAN;
}

/* Figures of each comparison of a group */
struct values {
	double *within;
	double *across;
	double *factor;
	size_t n;
};

static void add_comparison(struct group *group, struct values *values,
			   const struct comparison *one,
			   const struct comparison_set *set)
{
	const struct stats_interval ratio =
		stats_median_interval(one->ratio, one->n, STATS_VERDICT_LEVEL);

	group->comparisons++;
	values->within[values->n] = spread_percent(one->ratio, one->n);
	values->across[values->n] = across_percent(set);
	/* what is slower by more than this is found */
	values->factor[values->n++] = ratio.valid ? 1 / ratio.low : INFINITY;
	group->unfit += !ratio.valid;
	if (!ratio.valid)
		return;
	group->alarms += ratio.low > 1 || ratio.high < 1;
	for (size_t i = 0; i < ARRAY_SIZE(slower_percent); i++)
		group->found[i] +=
			ratio.low * (1 + slower_percent[i] / 100.0) > 1;
}

/* Return: false without memory. */
static bool make_group(const struct selftest *test, struct group *group,
		       const char *name, struct choice choice)
{
	struct values values = {
		.within = calloc(3 * (size_t)test->comparisons,
				 sizeof(double)),
	};

	*group = (struct group){ .name = name };
	if (!values.within)
		return false;
	values.across = values.within + test->comparisons;
	values.factor = values.across + test->comparisons;
	for (size_t i = 0; i < test->comparisons; i++) {
		const struct comparison_set *set = &test->set[i % test->sets];
		const struct point *point = set->point;

		if (test->comparison[i].n &&
		    (!choice.point || point == choice.point) &&
		    (!choice.scenario ||
		     point->config.scenario == *choice.scenario))
			add_comparison(group, &values, &test->comparison[i],
				       set);
	}
	group->within = stats_median(values.within, values.n);
	group->across = stats_median(values.across, values.n);
	group->smallest_found = stats_quantile(values.factor, values.n,
					       WANTED_SHARE);
	free(values.within);
	return true;
}

static void print_value(FILE *out, const char *point, const char *quantity,
			double value, const char *meaning)
{
	csv_print_text(out, point);
	fprintf(out, ",%s,", quantity);
	if (isfinite(value))
		fprintf(out, "%.6g", value);
	fputc(',', out);
	csv_print_text(out, meaning);
	fputc('\n', out);
}

static void print_csv(FILE *out, const struct group *group)
{
	char quantity[32], meaning[32];

	print_value(out, group->name, "comparisons", group->comparisons,
		    "of a pool with a copy of itself");
	print_value(out, group->name, "unfit", group->unfit,
		    "too few trials for a verdict");
	print_value(out, group->name, "false_alarms", group->alarms,
		    "differences stated");
	for (size_t i = 0; i < ARRAY_SIZE(slower_percent); i++) {
		snprintf(quantity, sizeof(quantity), "found_at_%u_percent",
			 slower_percent[i]);
		snprintf(meaning, sizeof(meaning), "with side B %u %% slower",
			 slower_percent[i]);
		print_value(out, group->name, quantity, group->found[i],
			    meaning);
	}
	print_value(out, group->name, "smallest_found", group->smallest_found,
		    "factor found in 90 of 100");
	print_value(out, group->name, "spread_percent", group->within,
		    "middle half of the ratios, both pools in one trial");
	print_value(out, group->name, "across_spread_percent", group->across,
		    "likewise, a pool in one trial and in the next");
}

/* "-" where there is no figure */
static void print_figure(FILE *out, double value)
{
	if (isfinite(value))
		fprintf(out, " %7.2f", value);
	else
		fprintf(out, " %7s", "-");
}

static void print_text(FILE *out, const struct group *group)
{
	fprintf(out, "  %-27s %5u %6u ", group->name, group->comparisons,
		group->alarms);
	for (size_t i = 0; i < ARRAY_SIZE(slower_percent); i++)
		fprintf(out, " %5u", group->found[i]);
	fputc(' ', out);
	print_figure(out, group->within);
	print_figure(out, group->across);
	fputc('\n', out);
}

static void print_group(const struct selftest *test, FILE *out, bool csv,
			const char *name, struct choice choice)
{
	struct group group;

	if (!make_group(test, &group, name, choice))
		fprintf(stderr, "bench selftest: no memory for %s\n", name);
	else if (group.comparisons && csv)
		print_csv(out, &group);
	else if (group.comparisons)
		print_text(out, &group);
}

static void print_groups(const struct selftest *test, FILE *out, bool csv)
{
	static const enum scenario scenario[] = {
		SCENARIO_HANDOFF, SCENARIO_UNCONTENDED
	};
	char name[POINT_NAME_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(scenario); i++)
		print_group(test, out, csv, scenario_names[scenario[i]],
			    (struct choice){ .scenario = &scenario[i] });
	for (size_t i = 0; i < test->sets; i++) {
		const struct point *point = test->set[i].point;

		if (csv)
			point_name(point, name);
		else
			snprintf(name, sizeof(name), "%s %s",
				 scenario_names[point->config.scenario],
				 point->config.pool);
		print_group(test, out, csv, name,
			    (struct choice){ .point = point });
	}
}

/* Of the false alarms: the share that they may stand for */
static struct stats_interval alarm_share(const struct group *all)
{
	return stats_binomial_interval(all->alarms,
				       all->comparisons - all->unfit,
				       STATS_LEVEL);
}

/* Fewer than that are no fault. */
static bool is_consistent(const struct stats_interval *share)
{
	return share->valid && share->low <= 1 - STATS_VERDICT_LEVEL;
}

static void report_csv(const struct selftest *test, FILE *out,
		       const struct group *all)
{
	const struct stats_interval share = alarm_share(all);

	fprintf(out, "point,quantity,value,meaning\n"
		"all,seed,%" PRIu64 ",of the order of trials and turns\n",
		test->seed);
	print_csv(out, all);
	print_value(out, "all", "level", STATS_VERDICT_LEVEL, "of a verdict");
	print_value(out, "all", "false_alarm_low", share.valid ? share.low : NAN,
		    "share that they may stand for, level 0.95");
	print_value(out, "all", "false_alarm_high",
		    share.valid ? share.high : NAN, "");
	print_value(out, "all", "consistent", is_consistent(&share),
		    "1: with the level");
	print_value(out, "all", "loaded_cpus", (double)test->loaded,
		    "by another program; 0: none was started");
	print_value(out, "all", "trials", test->trials, "");
	print_value(out, "all", "lost", test->lost,
		    "ratios that a trial did not give");
	print_value(out, "all", "disturbed_share",
		    (double)test->disturbed / test->slices, "of the slices");
	print_value(out, "all", "window_share",
		    test->progress.window_seconds / test->took,
		    "of the time, inside of windows");
	print_value(out, "all", "seconds", test->took, "");
	print_groups(test, out, true);
}

static void report_text(const struct selftest *test, FILE *out,
			const struct group *all)
{
	const struct stats_interval share = alarm_share(all);

	fprintf(out, "%u comparisons of a pool with itself, %zu CPUs loaded by another program\n\n"
		"  %-27s %5s %6s   found, B slower by   middle half, %%\n"
		"  %-27s %5s %6s     1 %%   2 %%   5 %%  10 %%   within  across\n",
		all->comparisons, test->loaded, "", "of", "false", "",
		"these", "alarms");
	print_text(out, all);
	print_groups(test, out, false);
	fprintf(out, "\nFalse alarms: %u of %u, which may stand for %.1f to %.1f %%: %sconsistent with\nthe level, 1 %%. Found in 90 of 100: %.1f %%.\n",
		all->alarms, all->comparisons - all->unfit, 100 * share.low,
		100 * share.high, is_consistent(&share) ? "" : "not ",
		100 * (all->smallest_found - 1));
	if (all->unfit)
		fprintf(out, "Without a verdict, for too few trials: %u.\n",
			all->unfit);
	fprintf(out, "%u trials in %.0f s, %.0f %% of it in windows; %.0f %% of the slices disturbed%s\n",
		test->trials, test->took,
		100 * test->progress.window_seconds / test->took,
		100.0 * test->disturbed / test->slices,
		test->lost ? ", and" : ".");
	if (test->lost)
		fprintf(out, "%u ratios lost.\n", test->lost);
}

void selftest_report(const struct selftest *test, FILE *out, bool csv)
{
	struct group all;

	if (!make_group(test, &all, "all", (struct choice){ .point = NULL }))
		fputs("bench selftest: no memory for the report\n", stderr);
	else if (csv)
		report_csv(test, out, &all);
	else
		report_text(test, out, &all);
}
