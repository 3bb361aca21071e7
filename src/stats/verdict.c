// SPDX-License-Identifier: MIT
#include <math.h>

#include "stats/stats.h"

const char *const stats_verdict_names[STATS_VERDICT_COUNT] = {
	[STATS_FASTER] = "faster",
	[STATS_SLOWER] = "slower",
	[STATS_NO_DIFFERENCE] = "no difference shown",
	[STATS_UNFIT] = "unfit",
};

static bool fit(const struct stats_interval *ratio, double p_adjusted,
		double level)
{
	if (!(level > 0.0 && level < 1.0))
		return false;
	if (!(p_adjusted >= 0.0 && p_adjusted <= 1.0))
		return false;
	if (!ratio->valid || !isfinite(ratio->estimate) ||
	    !isfinite(ratio->low) || !isfinite(ratio->high))
		return false;
	/* A level reached exactly may come out a last digit short. */
	return ratio->level >= level - 1e-12 &&
	       ratio->n >= stats_min_rounds(level, 1);
}

enum stats_verdict stats_verdict(const struct stats_interval *ratio,
				 double p_adjusted, double level,
				 enum stats_better better)
{
	bool above;

	if (!fit(ratio, p_adjusted, level))
		return STATS_UNFIT;
	if (p_adjusted > (1.0 - level) * (1.0 + 1e-12))
		return STATS_NO_DIFFERENCE;
	if (ratio->low <= 1.0 && ratio->high >= 1.0)
		return STATS_NO_DIFFERENCE;
	above = ratio->low > 1.0;
	return above == (better == STATS_MORE_IS_FASTER) ? STATS_FASTER :
							   STATS_SLOWER;
}
