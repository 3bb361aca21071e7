/* SPDX-License-Identifier: MIT */
/*
 * From the samples of two sides to a verdict. `bench compare` gives verdicts
 * to users by it, and `bench selftest` finds out by it what they are worth.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "stats/stats.h"

/**
 * struct verdict_family - comparisons that are stated together
 * @paired: each has ratios that were measured as such; else two sets of times
 * @level: of all of them together
 * @tested: how many of them have figures, which is what is corrected for
 * @each: level of one of them: of its interval and so of its verdict
 * @needed: fewest samples that have an interval of that level
 */
struct verdict_family {
	bool paired;
	double level;
	size_t tested;
	double each;
	size_t needed;
};

/**
 * struct verdict - one comparison
 * @ratio: change to base; its interval is of level family.each
 * @n: samples of the side that has fewer; where they are ratios, ratios
 * @p: p-value; NAN where there was nothing to test
 * @p_adjusted: multiplied by family.tested: where it is at most 1 -
 *	family.level, and nowhere else, the interval leaves out 1
 * @verdict: what the interval says, and nothing else
 */
struct verdict {
	struct stats_interval ratio;
	size_t n;
	double p;
	double p_adjusted;
	enum stats_verdict verdict;
};

/**
 * verdict_family() - so many comparisons, told at once
 * @paired: see struct verdict_family
 * @level: of all of them together
 * @tested: how many have figures
 */
struct verdict_family verdict_family(bool paired, double level, size_t tested);

/**
 * verdict_of_ratios() - the verdict on ratios of change to base
 * @ratio: one for each trial
 * @n: how many; may be 0
 * @family: whose member it is
 */
struct verdict verdict_of_ratios(const double *ratio, size_t n,
				 const struct verdict_family *family);

/**
 * verdict_of_times() - the verdict on times of two runs
 * @base: values
 * @base_n: how many; may be 0
 * @change: values
 * @change_n: how many; may be 0
 * @family: whose member it is
 */
struct verdict verdict_of_times(const double *base, size_t base_n,
				const double *change, size_t change_n,
				const struct verdict_family *family);
