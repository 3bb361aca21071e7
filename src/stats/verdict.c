// SPDX-License-Identifier: MIT
#include <math.h>

#include "stats/stats.h"

const char *const stats_verdict_names[STATS_VERDICT_COUNT] = {
	[STATS_FASTER] = "faster",
	[STATS_SLOWER] = "slower",
	[STATS_NO_DIFFERENCE] = "no difference shown",
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

double stats_level_of_each(double level, size_t n)
{
	if (!(level > 0.0 && level < 1.0))
		return NAN;
	return 1.0 - (1.0 - level) / (double)(n ? n : 1);
}

size_t stats_min_values(double level)
{
	double miss = 2.0;
	size_t n = 0;

	if (!(level > 0.0 && level < 1.0))
		return SIZE_MAX;
	while (miss > (1.0 - level) * (1.0 + 1e-12)) {
		miss /= 2.0;
		n++;
	}
	return n;
}
