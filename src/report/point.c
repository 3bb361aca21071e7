// SPDX-License-Identifier: MIT
#include "report/point.h"

#include <stdio.h>
#include <string.h>

const char *point_placement(const struct point *point)
{
	if (point->pair[0])
		return point->pair;
	return point->single ? "single" : placement_names[point->placement];
}

void point_set_name(struct point *point)
{
	const struct trial_config *config = &point->config;

	if (config->scenario == SCENARIO_FLOOR)
		snprintf(point->name, sizeof(point->name),
			 "floor/pool:%s/place:%s/producers:%d", config->pool,
			 point_placement(point), config->plan.producers);
	else
		snprintf(point->name, sizeof(point->name),
			 "%s/pool:%s/place:%s/producers:%d/burst:%u/touch:%s/put:%s/home:%s/bytes:%zu/max:%u",
			 scenario_names[config->scenario], config->pool,
			 point_placement(point), config->plan.producers,
			 config->burst, touch_names[config->touch],
			 put_mode_names[config->put], point->home,
			 config->buffer_bytes, config->pool_max);
}

bool point_has_buffers(const struct point *point)
{
	return point->config.scenario != SCENARIO_FLOOR;
}

bool point_has_nodes(const struct point *point)
{
	const struct pool_ops *pool = pool_find(point->config.pool);

	return point_has_buffers(point) && pool &&
	       !(pool->capabilities & POOL_BARE_MEMORY);
}

bool point_same_setting(const struct point *a, const struct point *b)
{
	const struct trial_config *x = &a->config, *y = &b->config;

	return x->scenario == y->scenario && a->single == b->single &&
	       (a->single || a->placement == b->placement) &&
	       !a->pair[0] == !b->pair[0] &&
	       x->plan.producers == y->plan.producers &&
	       x->burst == y->burst && x->touch == y->touch &&
	       x->put == y->put && strcmp(a->home, b->home) == 0 &&
	       x->buffer_bytes == y->buffer_bytes &&
	       x->pool_max == y->pool_max && x->miss_ns == y->miss_ns &&
	       x->window_ms == y->window_ms && x->warmup_ms == y->warmup_ms;
}
