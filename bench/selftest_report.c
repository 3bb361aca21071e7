// SPDX-License-Identifier: MIT
/* Verdicts on what was measured, and how often they are right. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "bench/selftest_internal.h"
#include "bench/verdict.h"
#include "report/columns.h"

/* Comparisons of which so many must be found */
#define WANTED_SHARE	0.9
/* Rows that `bench compare` corrects for after a run without options */
#define FAMILY		20

/*
 * What `bench compare` says of a comparison whose side B is multiplied by
 * @factor. The other rows of its family are those that help it least: in them
 * nothing was found, so that it bears the whole of Holm's first step.
 */
static enum stats_verdict verdict_of(const struct comparison *one,
				     double factor, size_t family_size)
{
	struct verdict_family family = {
		.paired = true,
		.level = verdict_level(STATS_VERDICT_LEVEL, true),
	};
	double changed[SELFTEST_ROUNDS_MAX];
	struct verdict this, other = { .p = 1 };
	struct verdict *all[FAMILY] = { &this };

	for (size_t i = 0; i < one->n; i++)
		changed[i] = one->side[1][i] * factor;
	verdict_paired(&this, one->side[0], changed, one->n, family.level);
	for (size_t i = 1; i < family_size; i++)
		all[i] = &other;
	return verdict_judge(all, family_size, &family) ? STATS_UNFIT :
							  this.verdict;
}

/* Whether it was measured, and is of @point; NULL: of any */
static bool counts(const struct comparison *one, const struct point *point)
{
	return one->rounds && (!point || one->point == point);
}

static unsigned int comparisons(const struct selftest *test,
				const struct point *point)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < test->comparisons; i++)
		sum += counts(&test->comparison[i], point);
	return sum;
}

static unsigned int count(const struct selftest *test,
			  const struct point *point, double factor,
			  size_t family, enum stats_verdict verdict)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < test->comparisons; i++) {
		const struct comparison *one = &test->comparison[i];

		sum += counts(one, point) &&
		       verdict_of(one, factor, family) == verdict;
	}
	return sum;
}

static unsigned int alarms(const struct selftest *test,
			   const struct point *point, size_t family)
{
	return count(test, point, 1, family, STATS_FASTER) +
	       count(test, point, 1, family, STATS_SLOWER);
}

static unsigned int found(const struct selftest *test, double factor,
			  size_t family)
{
	return count(test, NULL, factor, family, STATS_SLOWER);
}

/* In steps of half a percent; NAN beyond a factor of 4. */
static double smallest_found(const struct selftest *test, size_t family)
{
	const unsigned int all = comparisons(test, NULL);

	for (int step = 1; all && step <= 600; step++) {
		const double factor = 1 + step * 0.005;

		if (found(test, factor, family) >= WANTED_SHARE * all)
			return factor;
	}
	return NAN;
}

/* The middle half of the ratios of a comparison, in percent */
static double spread_of(const struct comparison *one)
{
	double ratio[SELFTEST_ROUNDS_MAX];

	for (size_t i = 0; i < one->n; i++)
		ratio[i] = one->side[1][i] / one->side[0][i];
	return 100 * (stats_quantile(ratio, one->n, 0.75) -
		      stats_quantile(ratio, one->n, 0.25));
}

static double rounds_of(const struct comparison *one)
{
	return one->rounds;
}

static double median_of(const struct selftest *test, const struct point *point,
			double (*value_of)(const struct comparison *))
{
	double *value = calloc(test->comparisons, sizeof(*value));
	double median = NAN;
	size_t n = 0;

	for (unsigned int i = 0; value && i < test->comparisons; i++) {
		const struct comparison *one = &test->comparison[i];

		/* without a pair there are no ratios */
		if (counts(one, point) && one->n)
			value[n++] = value_of(one);
	}
	if (value)
		median = stats_median(value, n);
	free(value);
	return median;
}

/* Comparisons that ended at a look; @rounds 0: between two looks */
static unsigned int ended_at(const struct selftest *test, unsigned int rounds)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < test->comparisons; i++) {
		const struct comparison *one = &test->comparison[i];
		unsigned int at = 0;

		for (int look = 0; look < SCHEDULE_LOOKS; look++) {
			if (one->rounds == schedule_look_rounds[look])
				at = one->rounds;
		}
		sum += one->rounds && at == rounds;
	}
	return sum;
}

struct figure {
	const char *name;
	double value;
	const char *meaning;
};

static void print_figures(FILE *out, const char *point,
			  const struct figure *figure, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char value[32] = "";

		if (isfinite(figure[i].value))
			snprintf(value, sizeof(value), "%.6g", figure[i].value);
		if (point) {
			csv_print_text(out, point);
			fprintf(out, ",%s,%s,", figure[i].name, value);
			csv_print_text(out, figure[i].meaning);
			fputc('\n', out);
		} else {
			fprintf(out, "  %-27s %9s%s%s\n", figure[i].name,
				value[0] ? value : "-",
				figure[i].meaning[0] ? "  " : "",
				figure[i].meaning);
		}
	}
}

static void print_rounds(const struct selftest *test, FILE *out,
			 const char *point)
{
	const struct figure figures[] = {
		{ "comparisons", comparisons(test, NULL),
		  "of a pool with itself" },
		{ "ended_at_20", ended_at(test, 20), "rounds" },
		{ "ended_at_40", ended_at(test, 40), "rounds" },
		{ "ended_at_80", ended_at(test, 80), "rounds" },
		{ "cut", ended_at(test, 0),
		  "elsewhere: out of time, or stopped" },
		{ "median_rounds", median_of(test, NULL, rounds_of), "" },
		{ "lost_rounds", test->failed, "a trial gave no figure" },
		{ "ratio_spread_percent", median_of(test, NULL, spread_of),
		  "middle half of the ratios: the noise" },
	};

	print_figures(out, point, figures, ARRAY_SIZE(figures));
}

static void print_verdicts(const struct selftest *test, FILE *out,
			   const char *point)
{
	const unsigned int unfit = count(test, NULL, 1, 1, STATS_UNFIT);
	const unsigned int alone = alarms(test, NULL, 1);
	const struct figure figures[] = {
		{ "level", STATS_VERDICT_LEVEL, "of a verdict, all looks" },
		{ "look_level", verdict_level(STATS_VERDICT_LEVEL, true),
		  "of each look" },
		{ "unfit", unfit, "too few rounds for a verdict" },
		{ "false_alarms", alone, "differences stated" },
		{ "false_alarm_p", stats_binomial_tail(alone,
			comparisons(test, NULL) - unfit,
			1 - STATS_VERDICT_LEVEL),
		  "chance of so many, at that level" },
		{ "found_at_2_percent", found(test, 1.02, 1),
		  "with side B 2 % slower" },
		{ "found_at_5_percent", found(test, 1.05, 1),
		  "with side B 5 % slower" },
		{ "found_at_10_percent", found(test, 1.10, 1),
		  "with side B 10 % slower" },
		{ "smallest_found", smallest_found(test, 1),
		  "factor found in 90 of 100" },
		{ "family", FAMILY, "rows, as a run without options has" },
		{ "family_unfit", count(test, NULL, 1, FAMILY, STATS_UNFIT),
		  "the same as one of so many rows" },
		{ "family_false_alarms", alarms(test, NULL, FAMILY), "" },
		{ "family_found_at_2_percent", found(test, 1.02, FAMILY), "" },
		{ "family_found_at_5_percent", found(test, 1.05, FAMILY), "" },
		{ "family_found_at_10_percent", found(test, 1.1, FAMILY), "" },
		{ "family_smallest_found", smallest_found(test, FAMILY), "" },
	};

	print_figures(out, point, figures, ARRAY_SIZE(figures));
}

static void print_harness(const struct selftest *test, FILE *out,
			  const char *point)
{
	const struct figure figures[] = {
		{ "trials", test->trials, "" },
		{ "disturbed_trials", test->disturbed,
		  "by run delay, steal or faults" },
		{ "start_skew_ns", stats_median(test->skew_ns, test->skews),
		  "median, first to last thread" },
		{ "harness_ns", test->null_ns,
		  "loop around null, one thread, a buffer" },
		{ "empty_loop_ns", test->empty_ns, "one turn" },
		{ "window_share", test->progress.window_seconds / test->took,
		  "of the time, inside of windows" },
		{ "seconds", test->took, "" },
	};

	print_figures(out, point, figures, ARRAY_SIZE(figures));
}

/* Pools differ in noise: what holds for all need not hold for each. */
static void print_point(const struct selftest *test, FILE *out, bool csv,
			const struct point *point)
{
	const double noise = median_of(test, point, spread_of);
	const unsigned int seen = count(test, point, 1.05, 1, STATS_SLOWER);
	const struct figure figures[] = {
		{ "comparisons", comparisons(test, point), "" },
		{ "false_alarms", alarms(test, point, 1), "" },
		{ "found_at_5_percent", seen, "" },
		{ "ratio_spread_percent", noise, "" },
		{ "median_rounds", median_of(test, point, rounds_of), "" },
	};

	char name[POINT_NAME_SIZE];

	if (csv) {
		print_figures(out, point_name(point, name), figures,
			      ARRAY_SIZE(figures));
		return;
	}
	fprintf(out, "  %-12s %-13s", scenario_names[point->config.scenario],
		point->config.pool);
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++)
		fprintf(out, " %11.4g", figures[i].value);
	fputc('\n', out);
}

void selftest_report(const struct selftest *test, FILE *out, bool csv)
{
	if (csv)
		fprintf(out, "point,quantity,value,meaning\n"
			"all,seed,%" PRIu64 ",of the order of trials\n",
			test->seed);
	print_rounds(test, out, csv ? "all" : NULL);
	print_verdicts(test, out, csv ? "all" : NULL);
	print_harness(test, out, csv ? "all" : NULL);
	if (!csv)
		fprintf(out, "\n  %-12s %-13s %11s %11s %11s %11s %11s\n",
			"scenario", "pool", "comparisons", "alarms",
			"found, 5 %", "noise, %", "rounds");
	for (size_t i = 0; i < test->points.n; i++) {
		if (comparisons(test, &test->points.point[i]))
			print_point(test, out, csv, &test->points.point[i]);
	}
}
