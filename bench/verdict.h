/* SPDX-License-Identifier: MIT */
/*
 * From the samples of two sides to a verdict. `bench compare` gives verdicts
 * to users by it, and `bench selftest` finds out by it what they are worth.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "stats/stats.h"

/* Verdicts in a column of 6: "none" is "no difference shown" */
extern const char *const verdict_marks[STATS_VERDICT_COUNT];

/**
 * struct verdict - one comparison
 * @ratio: change to base
 * @n: samples of the side that has fewer; where they are pairs, pairs
 * @p: p-value; NAN where there was nothing to test
 * @p_adjusted: after correction for the family
 * @verdict: what it says
 * @too_few: the verdict is STATS_UNFIT for lack of samples
 */
struct verdict {
	struct stats_interval ratio;
	size_t n;
	double p;
	double p_adjusted;
	enum stats_verdict verdict;
	bool too_few;
};

/**
 * struct verdict_family - comparisons that are stated together
 * @paired: their samples are pairs of a round
 * @level: of all of them together
 * @tested: out: how many of them were tested, which is what is corrected for
 * @needed: out: fewest samples with which one of so many can show a difference
 */
struct verdict_family {
	bool paired;
	double level;
	size_t tested;
	size_t needed;
};

/**
 * verdict_paired() - ratio and p-value of pairs
 * @verdict: its ratio, n and p are set
 * @base: a value for each round
 * @change: the same rounds
 * @n: rounds; may be 0
 * @level: of the interval
 */
void verdict_paired(struct verdict *verdict, const double *base,
		    const double *change, size_t n, double level);

/**
 * verdict_unpaired() - ratio and p-value of samples that are no pairs
 * @verdict: its ratio, n and p are set
 * @base: values
 * @base_n: how many; may be 0
 * @change: values
 * @change_n: how many; may be 0
 * @level: of the interval
 */
void verdict_unpaired(struct verdict *verdict, const double *base,
		      size_t base_n, const double *change, size_t change_n,
		      double level);

/**
 * verdict_judge() - Holm's correction over a family, and its verdicts
 * @verdict: the family; all but the first three members are set
 * @n: how many
 * @family: what they have in common
 *
 * Return: 0 or -ENOMEM.
 */
int verdict_judge(struct verdict *const *verdict, size_t n,
		  struct verdict_family *family);
