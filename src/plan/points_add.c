// SPDX-License-Identifier: MIT
/* One point: its configuration, and whether it can be measured here. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/points_internal.h"

static void home_text(char *text, size_t size, enum home home, int node)
{
	if (home == HOME_NODE)
		snprintf(text, size, "%d", node);
	else
		snprintf(text, size, "%s", home == HOME_PRODUCER ?
			 "producer" : "consumer");
}

/* "1+3": a comma would end a field of the CSV */
static void remote_text(char *text, size_t size, const struct options *options)
{
	size_t used = 0;

	snprintf(text, size, "%s", options->nearest ? "nearest" : "");
	for (size_t i = 0; i < options->remote_nodes.n && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%u",
					 i ? "+" : "",
					 options->remote_nodes.value[i]);
}

/* What was asked for of nodes; what is not the default is named. */
static void set_nodes(struct point *point, const struct options *options)
{
	const enum scenario scenario = point->config.scenario;

	if (options->consumer_node >= 0)
		snprintf(point->consumer_node, sizeof(point->consumer_node),
			 "%d", options->consumer_node);
	if (!point->single && point->placement == PLACEMENT_REMOTE)
		remote_text(point->remote_node, sizeof(point->remote_node),
			    options);
	if (scenario != SCENARIO_FLOOR && options->pool_home != HOME_CONSUMER)
		home_text(point->pool_home, sizeof(point->pool_home),
			  options->pool_home, options->pool_home_node);
	if (scenario != SCENARIO_FLOOR && scenario != SCENARIO_RPC)
		home_text(point->home, sizeof(point->home), options->home,
			  options->home_node);
}

static bool pool_suits(const struct expansion *expansion,
		       const struct point *point, const struct pool_ops *pool,
		       char *reason, size_t size)
{
	struct error why = { "" };

	if (pool_available(pool, &why)) {
		snprintf(reason, size, "%s", why.text);
		return false;
	}
	return !scenarios_refuse(pool, &point->config, reason, size) &&
	       points_memory_suffices(&expansion->memory, point, pool, reason,
				      size);
}

/* Return: why what each trial does would fail each time; NULL: it would not. */
static const char *find_refusal(const struct expansion *expansion,
				const struct placement_plan *plan,
				const struct pool_ops *pool)
{
	if (expansion->pins_refused && !plan->unpinned_cpus)
		return "this process may not pin its threads (sched_setaffinity is refused)";
	if (expansion->nodes_unproven && pool && trial_has_handoff(pool))
		return "the kernel refuses to say on which node memory lies (move_pages is refused)";
	return NULL;
}

int points_add(struct expansion *expansion, const struct setting *setting,
	       const char *subject, const struct pool_ops *pool, bool single)
{
	const struct options *options = expansion->options;
	struct points *points = expansion->points;
	char reason[256] = "";
	struct point *point;
	const char *refusal;

	if (points->n == expansion->room) {
		const size_t room = expansion->room ? expansion->room * 2 : 64;

		point = realloc(points->point, room * sizeof(*point));
		if (!point)
			return -ENOMEM;
		points->point = point;
		expansion->room = room;
	}
	point = &points->point[points->n++];
	*point = (struct point){
		.config = {
			.scenario = setting->scenario,
			.plan = setting->plan,
			.ticks_per_ns = expansion->ticks_per_ns,
			.nodes = expansion->topology->nr_nodes,
			.cold_bytes = trial_cold_bytes(
				expansion->topology->cache_bytes),
		},
		.placement = setting->placement,
		.single = single,
		.available = setting->plan.available,
		.reason = setting->plan.reason,
	};
	scenarios_lengths(options, &point->config);
	for (int i = 0; i < AXES; i++)
		axis_set(&axes[i], &point->config, setting->axis[i]);
	snprintf(point->config.pool, sizeof(point->config.pool), "%s",
		 subject);
	set_nodes(point, options);
	if (!point->available)
		return 0;
	refusal = find_refusal(expansion, &setting->plan, pool);
	if (refusal) {
		point->available = false;
		point->reason = refusal;
		return 0;
	}
	if (!pool || pool_suits(expansion, point, pool, reason, sizeof(reason)))
		return 0;
	point->available = false;
	point->reason = points_keep(points, strlen(reason) + 1);
	if (!point->reason)
		return -ENOMEM;
	strcpy((char *)(uintptr_t)point->reason, reason);
	return 0;
}
