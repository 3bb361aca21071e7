// SPDX-License-Identifier: MIT
#include "report/twins.h"

#include <string.h>

#include "pool/pool.h"

bool twins_differ(const struct stats_interval *ratio)
{
	return ratio->valid &&
	       (ratio->low > TWINS_HIGH || ratio->high < TWINS_LOW);
}

static const struct summary *find_twin(const struct summary *summaries,
				       size_t n, const struct summary *of)
{
	const struct pool_ops *pool = pool_find(of->point->config.pool);

	if (!pool || !pool->twin)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(summaries[i].point->config.pool, pool->twin) == 0 &&
		    point_same_setting(summaries[i].point, of->point))
			return &summaries[i];
	}
	return NULL;
}

static void print_pair(FILE *out, const struct summary *twin,
		       const struct summary *of)
{
	const struct stats_interval ratio =
		series_ratio(twin->series, of->series, STATS_LEVEL);

	if (!ratio.valid)
		return;
	fprintf(out, "%s: %s is %.2f [%.2f, %.2f] of %s,\n",
		twins_differ(&ratio) ? "HARNESS SUSPECT" : "twin control",
		of->point->config.pool, ratio.estimate, ratio.low, ratio.high,
		twin->point->config.pool);
	fprintf(out, "  which does the same (%s, burst %u)%s\n",
		point_placement(of->point), of->point->config.burst,
		twins_differ(&ratio) ? ": believe no ratio of this run" : "");
}

void twins_print(FILE *out, const struct summary *summaries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct trial_config *config = &summaries[i].point->config;
		const struct summary *twin;

		if (config->scenario != SCENARIO_HANDOFF ||
		    config->plan.producers != 1)
			continue;
		twin = find_twin(summaries, n, &summaries[i]);
		if (twin)
			print_pair(out, twin, &summaries[i]);
	}
}
