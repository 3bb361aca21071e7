// SPDX-License-Identifier: MIT
#include "bench/points.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What an empty get is charged, ns: order-0 alloc + free in the kernel */
#define MISS_NS		60

/* One combination of the axes that a scenario's loops share. */
struct setting {
	enum scenario scenario;
	enum placement placement;
	const struct placement_plan *plan;
	unsigned int burst;
	enum put_mode put;
	enum touch touch;
};

/* While points are made */
struct expansion {
	struct points *points;
	const struct options *options;
	const struct topology *topology;
	double ticks_per_ns;
	size_t room;
	struct choice_list pools;
	struct choice_list floors;
};

static void set_home(struct point *point, const struct options *options)
{
	if (options->home == HOME_NODE)
		snprintf(point->home, sizeof(point->home), "%d",
			 options->home_node);
	else
		snprintf(point->home, sizeof(point->home), "%s",
			 options->home == HOME_PRODUCER ? "producer" :
			 "consumer");
}

/* Buffers must fit: the kernel would kill the worker half way. */
static bool memory_suffices(struct point *point, const struct pool_ops *pool)
{
	const double bytes = (double)trial_population(pool, &point->config) *
			     (double)(point->config.buffer_bytes + 64);
	const double have = (double)sysconf(_SC_PHYS_PAGES) *
			    (double)sysconf(_SC_PAGESIZE);

	if (bytes <= have / 2)
		return true;
	snprintf(point->reason, sizeof(point->reason),
		 "its buffers need %.1f GiB, more than half of the memory",
		 bytes / (1 << 30));
	return false;
}

static bool pool_suits(struct point *point, const struct pool_ops *pool)
{
	struct error why = { "" };

	if (pool_available(pool, &why)) {
		snprintf(point->reason, sizeof(point->reason), "%s",
			 why.text);
		return false;
	}
	if (point->config.touch == TOUCH_DESCRIPTOR &&
	    pool->capabilities & POOL_BARE_MEMORY) {
		snprintf(point->reason, sizeof(point->reason),
			 "hands out bare memory: there is no descriptor to touch");
		return false;
	}
	return memory_suffices(point, pool);
}

static int add_point(struct expansion *expansion,
		     const struct setting *setting, const char *subject,
		     const struct pool_ops *pool, bool single)
{
	const struct options *options = expansion->options;
	struct points *points = expansion->points;
	struct point *point;

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
			.plan = *setting->plan,
			.burst = setting->burst,
			.put = setting->put,
			.touch = setting->touch,
			.buffer_bytes = options->buffer_bytes,
			.pool_max = options->pool_max,
			.miss_ns = MISS_NS,
			.warmup_ms = options->warmup_ms,
			.window_ms = options->window_ms,
			.ticks_per_ns = expansion->ticks_per_ns,
			.nodes = expansion->topology->nr_nodes,
		},
		.placement = setting->placement,
		.single = single,
		.available = setting->plan->available,
	};
	snprintf(point->config.pool, sizeof(point->config.pool), "%s",
		 subject);
	if (single)
		point->config.plan.producers = 0;
	set_home(point, options);
	if (!point->available)
		snprintf(point->reason, sizeof(point->reason), "%s",
			 setting->plan->reason);
	else if (pool)
		point->available = pool_suits(point, pool);
	point_set_name(point);
	return 0;
}

/* All pools, or all floors, of one setting. */
static int add_subjects(struct expansion *expansion,
			const struct setting *setting, bool single)
{
	size_t n;
	const struct pool_ops *const *pools = pool_registry(&n);
	const struct floor_ops *floors = floor_list(&n);
	int result = 0;

	if (!scenario_infos[setting->scenario].floors) {
		for (size_t i = 0; i < expansion->pools.n && !result; i++) {
			const struct pool_ops *pool =
				pools[expansion->pools.index[i]];

			result = add_point(expansion, setting, pool->name,
					   pool, single);
		}
		return result;
	}
	for (size_t i = 0; i < expansion->floors.n && !result; i++) {
		const struct floor_ops *floor =
			&floors[expansion->floors.index[i]];

		if (!floor->producer == single)
			result = add_point(expansion, setting, floor->name,
					   NULL, single);
	}
	return result;
}

/* All settings of one scenario and plan. */
static int add_settings(struct expansion *expansion, struct setting *setting,
			bool single)
{
	const struct options *options = expansion->options;
	struct number_list bursts = { .n = 1, .value = { 1 } };
	struct choice_list touches = { .n = 1 }, puts = { .n = 1 };
	int result = 0;

	if (scenario_infos[setting->scenario].floors) {
		setting->burst = 1;
		return add_subjects(expansion, setting, single);
	}
	if (options->bursts.n)
		bursts = options->bursts;
	else if (!options->quick)
		bursts = (struct number_list){ .n = 2, .value = { 1, 16 } };
	if (options->touches.n)
		touches = options->touches;
	if (options->puts.n)
		puts = options->puts;
	for (size_t b = 0; b < bursts.n; b++) {
		for (size_t t = 0; t < touches.n; t++) {
			for (size_t p = 0; p < puts.n && !result; p++) {
				setting->burst = bursts.value[b];
				setting->touch = (enum touch)touches.index[t];
				setting->put = (enum put_mode)puts.index[p];
				result = add_subjects(expansion, setting,
						      single);
			}
		}
	}
	return result;
}

static bool same_threads(const struct placement_plan *a,
			 const struct placement_plan *b)
{
	if (a->producers != b->producers ||
	    a->consumer.cpu != b->consumer.cpu)
		return false;
	for (int i = 0; i < a->producers; i++) {
		if (a->producer[i].cpu != b->producer[i].cpu)
			return false;
	}
	return true;
}

/* A plan for each placement and number of producers that is to be tried. */
struct plans {
	struct setting *setting;
	struct placement_plan *plan;
	size_t n;
};

/*
 * By default an axis goes as far as the machine does: of a placement that is
 * possible with some numbers of producers, the others are no news; and two
 * placements that are the same threads are one.
 */
static bool is_wanted(const struct plans *plans, size_t index,
		      const struct options *options)
{
	const struct placement_plan *plan = &plans->plan[index];
	const enum placement placement = plans->setting[index].placement;

	for (size_t i = 0; i < plans->n; i++) {
		const struct placement_plan *other = &plans->plan[i];
		const bool same = plans->setting[i].placement == placement;

		if (i != index && !options->producers.n && same &&
		    !plan->available && (other->available || i < index))
			return false;
		if (i < index && !options->placements.n && !same &&
		    plan->available && other->available &&
		    same_threads(plan, other))
			return false;
	}
	return true;
}

static int make_plans(struct plans *plans, const struct options *options,
		      const struct topology *topology)
{
	const struct choice_list placements = scenarios_placements(options);
	const struct number_list producers = scenarios_producers(options,
								 topology);
	const size_t n = placements.n * producers.n;

	plans->n = 0;
	plans->setting = calloc(n, sizeof(*plans->setting));
	plans->plan = calloc(n, sizeof(*plans->plan));
	if (!plans->setting || !plans->plan)
		return -ENOMEM;
	for (size_t l = 0; l < placements.n; l++) {
		for (size_t p = 0; p < producers.n; p++) {
			struct placement_policy policy = scenarios_policy(
				options, (enum placement)placements.index[l],
				producers.value[p]);
			struct placement_plan *plan = &plans->plan[plans->n];

			placement_plan(plan, topology, &policy);
			plan->producers = policy.producers;
			plans->setting[plans->n++] = (struct setting){
				.placement = policy.placement,
				.plan = plan,
			};
		}
	}
	return 0;
}

static int expand_threads(struct expansion *expansion, enum scenario scenario)
{
	const struct options *options = expansion->options;
	struct plans plans;
	int result = make_plans(&plans, options, expansion->topology);

	for (size_t i = 0; !result && i < plans.n; i++) {
		plans.setting[i].scenario = scenario;
		if (is_wanted(&plans, i, options))
			result = add_settings(expansion, &plans.setting[i],
					      false);
	}
	free(plans.setting);
	free(plans.plan);
	return result;
}

static int expand_single(struct expansion *expansion, enum scenario scenario)
{
	static struct placement_plan plan;
	struct placement_policy policy = scenarios_policy(expansion->options,
						PLACEMENT_LOCAL, 1);
	struct setting setting = { .scenario = scenario, .plan = &plan };

	/* the consumer's place is the same in every plan, and all it needs */
	policy.oversubscribe = true;
	placement_plan(&plan, expansion->topology, &policy);
	plan.oversubscribed = false;
	return add_settings(expansion, &setting, true);
}

/*
 * A line's way between each two CPUs. One direction only: the way back is part
 * of what is measured.
 */
static int expand_pairs(struct expansion *expansion)
{
	static struct placement_plan plan;
	const struct topology *topology = expansion->topology;
	struct setting setting = {
		.scenario = SCENARIO_FLOOR, .plan = &plan, .burst = 1,
	};
	int result = 0;

	for (int a = 0; a < topology->nr_cpus; a++) {
		for (int b = a + 1; b < topology->nr_cpus && !result; b++) {
			struct point *point;

			if (!topology->cpus[a].allowed ||
			    !topology->cpus[b].allowed)
				continue;
			placement_pair(&plan, topology, a, b);
			result = add_point(expansion, &setting,
					   "line_transfer", NULL, false);
			if (result)
				break;
			point = &expansion->points->point[
					expansion->points->n - 1];
			snprintf(point->pair, sizeof(point->pair),
				 "cpus:%d-%d", topology->cpus[a].cpu,
				 topology->cpus[b].cpu);
			point_set_name(point);
		}
	}
	return result;
}

/* Pools to measure by default: stand-ins only where they stand in. */
static bool is_default(const struct pool_ops *pool)
{
	const struct pool_ops *other = pool->stands_in_for ?
				       pool_find(pool->stands_in_for) : NULL;

	return !other || pool_available(other, NULL);
}

static void choose_subjects(struct expansion *expansion)
{
	const struct options *options = expansion->options;
	const bool pools_named = options->pools.n > 0;
	const bool floors_named = options->floors.n > 0;
	size_t n;
	const struct pool_ops *const *pools = pool_registry(&n);

	expansion->pools = options->pools;
	for (size_t i = 0; !pools_named && !floors_named && i < n; i++) {
		if (is_default(pools[i]))
			expansion->pools.index[expansion->pools.n++] = i;
	}
	expansion->floors = options->floors;
	if (floors_named || (pools_named && !options->scenarios.n))
		return;
	floor_list(&n);
	for (size_t i = 0; i < n; i++)
		expansion->floors.index[expansion->floors.n++] = i;
}

int points_expand(struct points *points, const struct options *options,
		  const struct topology *topology, double ticks_per_ns,
		  struct error *error)
{
	struct expansion expansion = {
		.points = points,
		.options = options,
		.topology = topology,
		.ticks_per_ns = ticks_per_ns,
	};
	/* who names placements alone has threads in mind */
	const bool threads_only = options->placements.n > 0 &&
				  !options->scenarios.n;
	int result;

	*points = (struct points){ .n = 0 };
	result = scenarios_check(options, topology, error);
	if (result)
		return result;
	choose_subjects(&expansion);
	for (size_t i = 0; i < SCENARIO_COUNT && !result; i++) {
		bool chosen = !options->scenarios.n;

		for (size_t s = 0; s < options->scenarios.n; s++)
			chosen |= options->scenarios.index[s] == i;
		if (!chosen)
			continue;
		if (scenario_infos[i].floors && options->all_pairs)
			result = expand_pairs(&expansion);
		else if (scenario_infos[i].threads)
			result = expand_threads(&expansion, (enum scenario)i);
		if (!result && !threads_only &&
		    (!scenario_infos[i].threads || scenario_infos[i].floors))
			result = expand_single(&expansion, (enum scenario)i);
	}
	if (result)
		return error_set(error, -result, "no memory for the points");
	return 0;
}

void points_free(struct points *points)
{
	free(points->point);
	*points = (struct points){ .n = 0 };
}
