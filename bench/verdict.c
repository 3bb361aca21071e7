// SPDX-License-Identifier: MIT
#include "bench/verdict.h"

#include <math.h>

struct verdict_family verdict_family(bool paired, double level, size_t tested)
{
	const double each = stats_level_of_each(level, tested);

	return (struct verdict_family){
		.paired = paired,
		.level = level,
		.tested = tested,
		.each = each,
		/* of two sets of times each may miss in half of the cases */
		.needed = stats_min_values(paired ? each :
					   stats_level_of_each(each, 2)),
	};
}

static struct verdict make(struct stats_interval ratio, double p,
			   const struct verdict_family *family)
{
	return (struct verdict){
		.ratio = ratio,
		.n = ratio.n,
		.p = p,
		/* fmin() would make a number of NAN */
		.p_adjusted = isnan(p) ? NAN :
			      fmin(1, p * (double)family->tested),
		.verdict = stats_verdict(&ratio),
	};
}

struct verdict verdict_of_ratios(const double *ratio, size_t n,
				 const struct verdict_family *family)
{
	return make(stats_median_interval(ratio, n, family->each),
		    stats_median_test(ratio, n, 1), family);
}

struct verdict verdict_of_times(const double *base, size_t base_n,
				const double *change, size_t change_n,
				const struct verdict_family *family)
{
	return make(stats_unpaired_ratio(base, base_n, change, change_n,
					 family->each),
		    stats_unpaired_test(base, base_n, change, change_n),
		    family);
}
