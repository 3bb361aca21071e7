/* SPDX-License-Identifier: MIT */
/* How points are made, for points*.c only. */
#pragma once

#include <stddef.h>

#include "plan/points.h"

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

/**
 * struct memory_room - memory that a point may use, in bytes
 * @topology: the machine
 * @half: of the machine's memory
 * @cgroup: what is left of the limit of the process's cgroups; UINT64_MAX: no
 *	limit, or it is not known
 * @node: of each of the topology's nodes; UINT64_MAX: not known
 * @least: of all these: who needs no more needs no other look
 * @base: svc_page_pool, which takes turns with every pool; NULL: it was not
 *	chosen
 */
struct memory_room {
	const struct topology *topology;
	uint64_t half;
	uint64_t cgroup;
	uint64_t node[TOPOLOGY_MAX_NODES];
	uint64_t least;
	const struct pool_ops *base;
};

/* While points are made */
struct expansion {
	struct points *points;
	const struct options *options;
	const struct topology *topology;
	struct memory_room memory;
	bool pins_refused;
	bool nodes_unproven;
	double ticks_per_ns;
	size_t room;
	struct choice_list pools;
	struct choice_list floors;
	bool pools_named;
};

/* A plan for each placement and number of producers that is to be tried. */
struct plans {
	struct setting *setting;
	struct placement_plan *plan;
	size_t n;
};

/**
 * points_keep() - memory that lasts as long as the points
 * @points: points_free() frees it
 * @bytes: how much
 *
 * Return: zeroed memory; NULL: there is none.
 */
void *points_keep(struct points *points, size_t bytes);

/**
 * points_keep_plan() - a plan leaves the room that it was made in
 * @points: has the plan's threads and its reason from then on
 * @plan: changed to point there
 *
 * Return: 0 or -ENOMEM.
 */
int points_keep_plan(struct points *points, struct placement_plan *plan);

/**
 * points_add() - one more point
 * @expansion: its points grow
 * @setting: axes and threads
 * @subject: name of the pool or baseline
 * @pool: the pool; NULL for a baseline
 * @single: one thread does everything
 *
 * One that cannot be measured is added with the reason.
 *
 * Return: 0 or -ENOMEM.
 */
int points_add(struct expansion *expansion, const struct setting *setting,
	       const char *subject, const struct pool_ops *pool, bool single);

/**
 * points_memory_find() - how much memory there is for points
 * @room: filled, except its base
 * @topology: the machine; a file's has no cgroups
 * @folder: of a run that goes on: what there was as it began decides, or other
 *	trials would follow from what is free now; NULL: a new run
 * @error: why not
 *
 * Return: 0, -EINVAL where the folder's POINTS_MEMORY_FILE is damaged.
 */
int points_memory_find(struct memory_room *room,
		       const struct topology *topology, const char *folder,
		       struct error *error);

/**
 * points_memory_text() - what POINTS_MEMORY_FILE is to hold
 * @room: from points_memory_find()
 * @points: has the text from then on
 *
 * Return: the text; NULL without memory.
 */
const char *points_memory_text(const struct memory_room *room,
			       struct points *points);

/**
 * points_memory_suffices() - whether a point's memory fits, the base beside it
 * @room: from points_memory_find()
 * @point: the point
 * @pool: what is measured
 * @reason: set where it does not
 * @size: of @reason
 */
bool points_memory_suffices(const struct memory_room *room,
			    const struct point *point,
			    const struct pool_ops *pool, char *reason,
			    size_t size);

/**
 * points_make_plans() - where threads would run
 * @plans: filled; freed by points_free_plans(), also after an error
 * @points: has the plans' threads
 * @options: what the user asked for
 * @topology: this machine
 * @scenario: that has threads
 *
 * Return: 0 or -ENOMEM.
 */
int points_make_plans(struct plans *plans, struct points *points,
		      const struct options *options,
		      const struct topology *topology, enum scenario scenario);

/**
 * points_free_plans() - free what points_make_plans() allocated
 */
void points_free_plans(struct plans *plans);

/**
 * points_plan_is_wanted() - whether a plan is measured at all
 * @plans: all of the scenario
 * @index: of the plan
 * @options: what the user asked for
 */
bool points_plan_is_wanted(const struct plans *plans, size_t index,
			   const struct options *options);

/**
 * points_plan_is_swept() - whether a full run varies further axes from it
 * @plans: all of the scenario
 * @index: of the plan
 * @options: what the user asked for
 */
bool points_plan_is_swept(const struct plans *plans, size_t index,
			  const struct options *options);
