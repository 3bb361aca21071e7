// SPDX-License-Identifier: MIT
#include "plan/point.h"

#include <stdio.h>
#include <string.h>

#include "plan/axes.h"

const char *point_placement(const struct point *point)
{
	if (point->pair[0])
		return point->pair;
	return point->single ? "single" : placement_names[point->placement];
}

const char *point_sharing(const char *placement, bool oversubscribed,
			  const char *scenario)
{
	const bool counts =
		strcmp(scenario, scenario_names[SCENARIO_OVERFLOW]) == 0;

	if (strcmp(placement, placement_names[PLACEMENT_OS]) == 0) {
		if (!oversubscribed)
			return "NOT PINNED: where each thread ran was the scheduler's choice";
		return counts ?
		       "OVERSUBSCRIBED, NOT PINNED: threads share CPUs; counts, not times" :
		       "OVERSUBSCRIBED, NOT PINNED: the figures are the scheduler's";
	}
	if (!oversubscribed)
		return NULL;
	return counts ? "OVERSUBSCRIBED: threads share a CPU; counts, not times" :
			"OVERSUBSCRIBED: threads share a CPU; the figures are the scheduler's";
}

/* Members that are empty where nothing was asked for */
static const char *const member_names[] = {
	"home", "pool_home", "consumer_node", "remote_node",
};

static const char *member(const struct point *point, size_t index)
{
	const char *const text[] = {
		point->home, point->pool_home, point->consumer_node,
		point->remote_node,
	};

	return text[index];
}

const char *point_name(const struct point *point, char name[POINT_NAME_SIZE])
{
	const struct trial_config *config = &point->config;
	char text[AXIS_TEXT_SIZE];
	int used = snprintf(name, POINT_NAME_SIZE,
			    "%s/pool:%s/place:%s/producers:%d",
			    scenario_names[config->scenario], config->pool,
			    point_placement(point), config->plan.producers);

	for (int i = 0; i < AXES; i++) {
		if (axis_is_told(&axes[i], config))
			used += snprintf(name + used,
				POINT_NAME_SIZE - (size_t)used, "/%s:%s",
				axes[i].short_name,
				axis_text(&axes[i], axis_get(&axes[i], config),
					  text));
	}
	for (size_t i = 0; i < ARRAY_SIZE(member_names); i++) {
		if (member(point, i)[0])
			used += snprintf(name + used,
				POINT_NAME_SIZE - (size_t)used, "/%s:%s",
				member_names[i], member(point, i));
	}
	if (config->where != WHERE_USER)
		snprintf(name + used, POINT_NAME_SIZE - (size_t)used,
			 "/where:%s", where_names[config->where]);
	return name;
}

bool point_has_calls(const struct point *point)
{
	const struct pool_ops *pool = pool_find(point->config.pool);

	/* a kernel has pools that this program does not know */
	return point->config.scenario != SCENARIO_FLOOR &&
	       (point->config.where != WHERE_USER || (pool && pool->put));
}

bool point_has_nodes(const struct point *point)
{
	const struct pool_ops *pool = pool_find(point->config.pool);

	/* every page of a kernel has a node */
	return point->config.scenario != SCENARIO_FLOOR &&
	       (point->config.where != WHERE_USER ||
		(pool && !(pool->capabilities & POOL_BARE_MEMORY)));
}

bool point_same_setting(const struct point *a, const struct point *b)
{
	const struct trial_config *x = &a->config, *y = &b->config;

	for (int i = 0; i < AXES; i++) {
		if ((axis_applies(&axes[i], x->scenario) ||
		     axis_is_told(&axes[i], x)) &&
		    axis_get(&axes[i], x) != axis_get(&axes[i], y))
			return false;
	}
	for (size_t i = 0; i < ARRAY_SIZE(member_names); i++) {
		if (strcmp(member(a, i), member(b, i)) != 0)
			return false;
	}
	return x->scenario == y->scenario && x->where == y->where &&
	       a->single == b->single &&
	       (a->single || a->placement == b->placement) &&
	       /* pairs of CPUs are a floor's one setting, a matrix */
	       (x->scenario == SCENARIO_FLOOR ? !a->pair[0] == !b->pair[0] :
		strcmp(a->pair, b->pair) == 0) &&
	       x->plan.producers == y->plan.producers &&
	       x->slices == y->slices && x->window_ms == y->window_ms &&
	       x->warmup_us == y->warmup_us;
}
