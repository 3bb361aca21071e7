// SPDX-License-Identifier: MIT
#include "report/twins.h"

#include <string.h>

#include "plan/axes.h"

/* So far from 1 a ratio of twins may lie; of the same code twice. */
#define TWINS_APART	0.1
#define SAME_APART	0.02
/* kmod/ has the base a second time by this name. */
#define SAME_CODE	"svc_page_pool_again"

static bool is_same_code(const struct summary *summary)
{
	return strcmp(summary->point->config.pool, SAME_CODE) == 0;
}

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
	const char *name = pool ? pool->twin : NULL;

	if (config->scenario != SCENARIO_HANDOFF ||
	    config->plan.producers != 1 || config->burst != 1)
		name = NULL;
	if (is_same_code(of))
		name = SUMMARY_BASE_POOL;
	if (!name)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(summaries[i].point->config.pool, name) == 0 &&
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
		const double apart = is_same_code(&summaries[i]) ? SAME_APART :
				     TWINS_APART;
		const struct axis *burst = &axes[AXIS_BURST];
		char text[AXIS_TEXT_SIZE];
		bool differ;

		if (twin)
			ratio = series_ratio(twin->series, summaries[i].series,
					     STATS_LEVEL);
		if (!ratio.valid)
			continue;
		differ = ratio.low > 1 + apart || ratio.high < 1 - apart;
		fprintf(out, "%s: %s is %.2f [%.2f, %.2f] of %s,\n  which does the same (%s, burst %s)%s\n",
			differ ? "HARNESS SUSPECT" : "twin control",
			point->config.pool, ratio.estimate, ratio.low,
			ratio.high, twin->point->config.pool,
			point_placement(point),
			axis_text(burst, axis_get(burst, &point->config), text),
			differ ? ": believe no ratio of this run" : "");
	}
}
