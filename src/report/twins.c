// SPDX-License-Identifier: MIT
#include "report/twins.h"

#include <string.h>

/* Between these a ratio of twins may lie. */
#define TWINS_LOW	0.9
#define TWINS_HIGH	1.1

/*
 * In scenario handoff with one producer: with more of them, small differences
 * in who wins a compare-exchange are differences between the pools. And at
 * burst 1, where the way of the lines is nearly all of the figure: in a burst
 * one more compare-exchange on a line that is there already shows.
 */
static const struct summary *find_twin(const struct summary *summaries,
				       size_t n, const struct summary *of)
{
	const struct trial_config *config = &of->point->config;
	const struct pool_ops *pool = pool_find(config->pool);

	if (!pool || !pool->twin || config->scenario != SCENARIO_HANDOFF ||
	    config->plan.producers != 1 || config->burst != 1)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(summaries[i].point->config.pool, pool->twin) == 0 &&
		    point_same_setting(summaries[i].point, of->point))
			return &summaries[i];
	}
	return NULL;
}

void twins_print(FILE *out, const struct summary *summaries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct point *point = summaries[i].point;
		const struct summary *twin = find_twin(summaries, n,
						       &summaries[i]);
		struct stats_interval ratio = { .valid = false };
		bool differ;

		if (twin)
			ratio = series_ratio(twin->series, summaries[i].series,
					     STATS_LEVEL);
		if (!ratio.valid)
			continue;
		differ = ratio.low > TWINS_HIGH || ratio.high < TWINS_LOW;
		fprintf(out, "%s: %s is %.2f [%.2f, %.2f] of %s,\n  which does the same (%s, burst %u)%s\n",
			differ ? "HARNESS SUSPECT" : "twin control",
			point->config.pool, ratio.estimate, ratio.low,
			ratio.high, twin->point->config.pool,
			point_placement(point), point->config.burst,
			differ ? ": believe no ratio of this run" : "");
	}
}
