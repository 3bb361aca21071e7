// SPDX-License-Identifier: MIT
#include "plan/points.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/refused.h"
#include "plan/parse.h"
#include "plan/points_internal.h"

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

/* The values of an axis that are tried; one of 0 where it does not apply */
static struct number_list axis_values(const struct expansion *expansion,
				      int index, const struct setting *setting)
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

/* All pools, or all baselines, of one setting. */
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
				result = points_add(expansion, setting,
						   pool->name, pool, single);
		}
		return result;
	}
	for (size_t i = 0; i < expansion->floors.n && !result; i++) {
		const struct floor_ops *floor =
			&floors[expansion->floors.index[i]];

		if (!floor->producer == single)
			result = points_add(expansion, setting, floor->name,
					   NULL, single);
	}
	return result;
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

/* In a full run also one axis at a time: all multiplied would take weeks. */
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

static int expand_threads(struct expansion *expansion, enum scenario scenario)
{
	const struct options *options = expansion->options;
	struct plans plans;
	int result = points_make_plans(&plans, expansion->points, options,
				       expansion->topology, scenario);

	for (size_t i = 0; !result && i < plans.n; i++) {
		if (points_plan_is_wanted(&plans, i, options))
			result = add_all_settings(expansion,
				&plans.setting[i], false,
				points_plan_is_swept(&plans, i, options));
	}
	free(plans.setting);
	return result;
}

static int expand_single(struct expansion *expansion, enum scenario scenario)
{
	static struct placement_room room;
	struct placement_policy policy = scenarios_policy(expansion->options,
						scenario, PLACEMENT_LOCAL, 1);
	struct setting setting = {
		.scenario = scenario, .plan.room = &room,
	};
	struct placement_plan *plan = &setting.plan;

	/* the consumer's place is the same in every plan, and all it needs */
	policy.oversubscribe = true;
	placement_plan(plan, expansion->topology, &policy);
	plan->oversubscribed = false;
	if (points_keep_plan(expansion->points, plan))
		return -ENOMEM;
	plan->producers = 0;
	return add_all_settings(expansion, &setting, true, plan->available);
}

/* Of each two CPUs one direction: the way back is part of what is measured. */
static int expand_pairs(struct expansion *expansion)
{
	const struct topology *topology = expansion->topology;
	const size_t cpus = (size_t)topology_allowed_cpus(topology);
	struct placement_thread *thread = points_keep(expansion->points,
				cpus * (cpus - 1) / 2 * sizeof(*thread));
	struct setting setting = { .scenario = SCENARIO_FLOOR };
	int result = thread ? 0 : -ENOMEM;

	for (int a = 0; a < topology->nr_cpus; a++) {
		for (int b = a + 1; b < topology->nr_cpus && !result; b++) {
			struct point *point;

			if (!topology->cpus[a].allowed ||
			    !topology->cpus[b].allowed)
				continue;
			placement_pair(&setting.plan, thread++, topology, a, b);
			result = points_add(expansion, &setting,
					   "line_transfer", NULL, false);
			if (result)
				break;
			point = &expansion->points->point[
					expansion->points->n - 1];
			snprintf(point->pair, sizeof(point->pair),
				 "cpus:%d-%d", topology->cpus[a].cpu,
				 topology->cpus[b].cpu);
		}
	}
	return result;
}

/* Stand-ins only where they stand in, and extras only in a full run. */
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
	for (size_t i = 0; i < expansion->pools.n; i++) {
		const struct pool_ops *pool = pools[expansion->pools.index[i]];

		if (strcmp(pool->name, TRIAL_BASE_POOL) == 0)
			expansion->memory.base = pool;
	}
	expansion->floors = options->floors;
	if (floors_named || (pools_named && !options->scenarios.n))
		return;
	floor_list(&n);
	for (size_t i = 0; i < n; i++)
		expansion->floors.index[expansion->floors.n++] = i;
}

/* A share of the saturated rate, which only a warmup can show. */
static int check_loads(const struct points *points, struct error *error)
{
	for (size_t i = 0; i < points->n; i++) {
		const struct trial_config *config = &points->point[i].config;
		const enum scenario scenario = config->scenario;

		if (axis_applies(&axes[AXIS_LOAD], scenario) &&
		    config->load < 100 && !config->warmup_us)
			return error_set(error, EINVAL,
				"--warmup-us 0: load %u of scenario %s is a percentage of the rate that the warmup finds: give a longer warmup, or --load 100",
				config->load, scenario_names[scenario]);
	}
	return 0;
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

	*points = (struct points){ .copies = options->copies };
	result = scenarios_check(options, topology, error);
	if (result)
		return result;
	points_memory_find(&expansion.memory, topology, options->room);
	choose_subjects(&expansion);
	points->trial_bytes = expansion.memory.least;
	points->room = expansion.memory.room;
	expansion.pins_refused = !topology->foreign &&
				 call_is_refused("sched_setaffinity");
	expansion.nodes_unproven = !topology->foreign &&
				   topology->nr_nodes > 1 &&
				   call_is_refused("move_pages");
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
	return check_loads(points, error);
}

struct points_memory {
	struct points_memory *next;
	max_align_t memory[];
};

void *points_keep(struct points *points, size_t bytes)
{
	struct points_memory *memory = calloc(1, sizeof(*memory) + bytes);

	if (!memory)
		return NULL;
	memory->next = points->memory;
	points->memory = memory;
	return memory->memory;
}

void points_free(struct points *points)
{
	while (points->memory) {
		struct points_memory *memory = points->memory;

		points->memory = memory->next;
		free(memory);
	}
	free(points->point);
	*points = (struct points){ .n = 0 };
}
