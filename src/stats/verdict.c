// SPDX-License-Identifier: MIT
#include <math.h>

#include "stats/stats.h"

const char *const stats_verdict_names[STATS_VERDICT_COUNT] = {
	[STATS_FASTER] = "faster",
	[STATS_SLOWER] = "slower",
	[STATS_NO_DIFFERENCE] = "no difference shown",
	[STATS_UNFIT] = "unfit",
};

const char *const stats_verdict_marks[STATS_VERDICT_COUNT] = {
	[STATS_FASTER] = "faster",
	[STATS_SLOWER] = "slower",
	[STATS_NO_DIFFERENCE] = "none",
	[STATS_UNFIT] = "unfit",
};

enum stats_verdict stats_verdict(const struct stats_interval *ratio)
{
	if (!ratio->valid || !isfinite(ratio->low) || !isfinite(ratio->high))
		return STATS_UNFIT;
	if (ratio->high < 1.0)
		return STATS_FASTER;
	return ratio->low > 1.0 ? STATS_SLOWER : STATS_NO_DIFFERENCE;
}
