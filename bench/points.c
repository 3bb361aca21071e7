// SPDX-License-Identifier: MIT
#include "bench/points.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/parse.h"

/*
 * One combination of the axes that a scenario's loops share; of the default
 * ones, or of those that a sweep goes through.
 */
struct setting {
	enum scenario scenario;
	enum placement placement;
	const struct placement_plan *plan;
	const struct scenario_sweep *sweep;
	unsigned int axis[AXES];
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
	bool pools_named;
};

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
	if (scenarios_refuse(pool, &point->config, point->reason,
			     sizeof(point->reason)))
		return false;
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
			.warmup_ms = options->warmup_ms,
			.window_ms = options->window_ms,
			.ticks_per_ns = expansion->ticks_per_ns,
			.nodes = expansion->topology->nr_nodes,
		},
		.placement = setting->placement,
		.single = single,
		.available = setting->plan->available,
	};
	for (int i = 0; i < AXES; i++)
		axis_set(&axes[i], &point->config, setting->axis[i]);
	snprintf(point->config.pool, sizeof(point->config.pool), "%s",
		 subject);
	if (single)
		point->config.plan.producers = 0;
	set_nodes(point, options);
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

			/* a pool that is no part of a scenario is no news */
			if (expansion->pools_named ||
			    scenarios_has_pool(setting->scenario, pool))
				result = add_point(expansion, setting,
						   pool->name, pool, single);
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

static bool has_value(const struct number_list *list, unsigned int value)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->value[i] == value)
			return true;
	}
	return false;
}

/* The values of an axis that the user does not name. */
static struct number_list unnamed_values(const struct expansion *expansion,
					 int index,
					 const struct setting *setting)
{
	const struct scenario_sweep *sweep = setting->sweep;
	struct number_list usual = { .n = 0 }, all = { .n = 0 };
	struct number_list further = { .n = 0 };
	struct error unused;

	/* the tables' own texts are values */
	parse_axis(axis_default(&axes[index], setting->scenario,
				expansion->options->quick),
		   &axes[index], &usual, &unused);
	if (!sweep)
		return usual;
	if (index != (int)sweep->axis) {
		usual.n = 1;
		if (index == AXIS_TOUCH)
			usual.value[0] = sweep->touch;
		return usual;
	}
	parse_axis(sweep->values, &axes[index], &all, &unused);
	for (size_t i = 0; i < all.n; i++) {
		if (!has_value(&usual, all.value[i]))
			further.value[further.n++] = all.value[i];
	}
	return further;
}

/* The values of an axis that are to be tried in a scenario. */
static struct number_list axis_values(const struct expansion *expansion,
				      int index,
				      const struct setting *setting)
{
	const struct options *options = expansion->options;
	const enum scenario scenario = setting->scenario;
	struct number_list list, kept = { .n = 0 };

	if (!axis_applies(&axes[index], scenario))
		return (struct number_list){ .n = 1, .value = { 0 } };
	if (!options->axes[index].n)
		return unnamed_values(expansion, index, setting);
	list = options->axes[index];
	for (size_t i = 0; i < list.n; i++) {
		/* a mix of sizes is scenario rpc's alone */
		if (index != AXIS_BURST || list.value[i] ||
		    scenario == SCENARIO_RPC)
			kept.value[kept.n++] = list.value[i];
	}
	return kept;
}

/* All settings of one scenario and plan: one axis after the other. */
static int add_settings(struct expansion *expansion, struct setting *setting,
			int index, bool single)
{
	struct number_list values;
	int result = 0;

	if (index == AXES)
		return add_subjects(expansion, setting, single);
	values = axis_values(expansion, index, setting);
	for (size_t i = 0; i < values.n && !result; i++) {
		setting->axis[index] = values.value[i];
		result = add_settings(expansion, setting, index + 1, single);
	}
	return result;
}

/*
 * The default axes multiplied; in a full run also one axis at a time: all of
 * them multiplied would last for weeks.
 */
static int add_all_settings(struct expansion *expansion,
			    struct setting *setting, bool single, bool sweep)
{
	const struct options *options = expansion->options;
	size_t n;
	const struct scenario_sweep *sweeps = scenarios_sweeps(options,
						setting->scenario, &n);
	int result = add_settings(expansion, setting, 0, single);

	for (size_t i = 0; sweep && i < n && !result; i++) {
		if (options->axes[sweeps[i].axis].n)
			continue;
		setting->sweep = &sweeps[i];
		result = add_settings(expansion, setting, 0, single);
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
		      const struct topology *topology, enum scenario scenario)
{
	const struct choice_list placements = scenarios_placements(options);
	const struct number_list producers = scenarios_producers(options,
							topology, scenario);
	const size_t n = placements.n * producers.n;

	plans->n = 0;
	plans->setting = calloc(n, sizeof(*plans->setting));
	plans->plan = calloc(n, sizeof(*plans->plan));
	if (!plans->setting || !plans->plan)
		return -ENOMEM;
	for (size_t l = 0; l < placements.n; l++) {
		for (size_t p = 0; p < producers.n; p++) {
			struct placement_policy policy = scenarios_policy(
				options, scenario,
				(enum placement)placements.index[l],
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

/*
 * Sweeps start from each placement with the fewest producers that it can have,
 * or with each number of them that the user names.
 */
static bool is_swept(const struct plans *plans, size_t index,
		     const struct options *options)
{
	bool least = true;

	for (size_t i = 0; i < index; i++)
		least &= !plans->plan[i].available ||
			 plans->setting[i].placement !=
			 plans->setting[index].placement;
	return plans->plan[index].available &&
	       (least || options->producers.n);
}

static int expand_threads(struct expansion *expansion, enum scenario scenario)
{
	const struct options *options = expansion->options;
	struct plans plans;
	int result = make_plans(&plans, options, expansion->topology,
				scenario);

	for (size_t i = 0; !result && i < plans.n; i++) {
		plans.setting[i].scenario = scenario;
		if (is_wanted(&plans, i, options))
			result = add_all_settings(expansion,
						  &plans.setting[i], false,
						  is_swept(&plans, i,
							   options));
	}
	free(plans.setting);
	free(plans.plan);
	return result;
}

static int expand_single(struct expansion *expansion, enum scenario scenario)
{
	static struct placement_plan plan;
	struct placement_policy policy = scenarios_policy(expansion->options,
						scenario, PLACEMENT_LOCAL, 1);
	struct setting setting = { .scenario = scenario, .plan = &plan };

	/* the consumer's place is the same in every plan, and all it needs */
	policy.oversubscribe = true;
	placement_plan(&plan, expansion->topology, &policy);
	plan.oversubscribed = false;
	return add_all_settings(expansion, &setting, true, plan.available);
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
		.scenario = SCENARIO_FLOOR, .plan = &plan,
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

/* Pools to measure by default: stand-ins only where they stand in, and extras
 * only in a full run.
 */
static bool is_default(const struct pool_ops *pool, bool full)
{
	const struct pool_ops *other = pool->stands_in_for ?
				       pool_find(pool->stands_in_for) : NULL;

	return (full || !(pool->capabilities & POOL_EXTRA)) &&
	       (!other || pool_available(other, NULL));
}

static void choose_subjects(struct expansion *expansion)
{
	const struct options *options = expansion->options;
	const bool pools_named = options->pools.n > 0;
	const bool floors_named = options->floors.n > 0;
	size_t n;
	const struct pool_ops *const *pools = pool_registry(&n);

	expansion->pools = options->pools;
	expansion->pools_named = pools_named;
	for (size_t i = 0; !pools_named && !floors_named && i < n; i++) {
		if (is_default(pools[i], options->full))
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
		bool chosen = !options->scenarios.n &&
			      (options->full || !scenario_infos[i].full) &&
			      scenarios_has_axes((enum scenario)i, options);

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
