// SPDX-License-Identifier: MIT
#include <math.h>

#include "stats/stats.h"

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
