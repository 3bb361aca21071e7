// SPDX-License-Identifier: MIT
#include "report/twins.h"

#include <stdio.h>
#include <string.h>

#include "pool/pool.h"

bool twins_differ(const struct stats_interval *ratio)
{
	return ratio->valid &&
	       (ratio->low > TWINS_HIGH || ratio->high < TWINS_LOW);
}

const char *twins_of(const char *pool, enum scenario scenario, int producers,
		     unsigned int burst)
{
	const struct pool_ops *ops = pool_find(pool);

	return ops && scenario == SCENARIO_HANDOFF && producers == 1 &&
	       burst == 1 ? ops->twin : NULL;
}

bool twins_text(char *text, size_t size, const struct twins_side *pool,
		const struct twins_side *twin, const char *setting)
{
	const struct stats_interval ratio =
		series_ratio(twin->series, pool->series, STATS_LEVEL);
	const bool differ = twins_differ(&ratio);

	if (ratio.valid)
		snprintf(text, size,
			 "%s: %s is %.2f [%.2f, %.2f] of %s,\n  which does the same (%s)%s",
			 differ ? "HARNESS SUSPECT" : "twin control",
			 pool->name, ratio.estimate, ratio.low, ratio.high,
			 twin->name, setting,
			 differ ? ": believe no ratio of this run" : "");
	return ratio.valid;
}

static const struct summary *find_twin(const struct summary *summaries,
				       size_t n, const struct summary *of)
{
	const struct trial_config *config = &of->point->config;
	const char *twin = twins_of(config->pool, config->scenario,
				    config->plan.producers, config->burst);

	for (size_t i = 0; twin && i < n; i++) {
		if (strcmp(summaries[i].point->config.pool, twin) == 0 &&
		    point_same_setting(summaries[i].point, of->point))
			return &summaries[i];
	}
	return NULL;
}

void twins_print(FILE *out, const struct summary *summaries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct summary *of = &summaries[i];
		const struct summary *twin = find_twin(summaries, n, of);
		const struct twins_side pool = {
			of->point->config.pool, of->series
		};
		char text[TWINS_TEXT_SIZE], setting[64];

		if (!twin)
			continue;
		snprintf(setting, sizeof(setting), "%s, burst %u",
			 point_placement(of->point), of->point->config.burst);
		if (twins_text(text, sizeof(text), &pool,
			       &(struct twins_side){
					twin->point->config.pool, twin->series
			       }, setting))
			fprintf(out, "%s\n", text);
	}
}
