/* SPDX-License-Identifier: MIT */
/* How points are made, for points*.c only. */
#pragma once

#include <stddef.h>

#include "plan/points.h"

/* One combination of a scenario's axes; @sweep: NULL: of the default ones */
struct setting {
	enum scenario scenario;
	enum placement placement;
	struct placement_plan plan;
	const struct scenario_sweep *sweep;
	unsigned int axis[AXES];
};

/* What a point's memory is measured by */
struct memory {
	const struct topology *topology;
	struct memory_room room;
	uint64_t least;	/* Of all that: who needs no more fits */
	const struct pool_ops *base;	/* TRIAL_BASE_POOL; NULL: not chosen */
};

/* While points are made */
struct expansion {
	struct points *points;
	const struct options *options;
	const struct topology *topology;
	struct memory memory;
	bool pins_refused;
	bool nodes_unproven;
	double ticks_per_ns;
	size_t room;
	struct choice_list pools;
	struct choice_list floors;
	bool pools_named;
};

/* One for each placement and number of producers that is to be tried. */
struct plans {
	struct setting *setting;
	size_t n;
};

/* Zeroed memory that points_free() frees; NULL: there is none. */
void *points_keep(struct points *points, size_t bytes);

/* Moves a plan's threads and reason from the room of the plan to @points. */
int points_keep_plan(struct points *points, struct placement_plan *plan);

/*
 * @pool: NULL for a baseline. @single: one thread does everything. A point that
 * cannot be measured is added with the reason.
 */
int points_add(struct expansion *expansion, const struct setting *setting,
	       const char *subject, const struct pool_ops *pool, bool single);

/*
 * Fills all of @memory but its base. A topology that is a file's has no
 * cgroups. @kept: of a run that goes on, or other trials would follow from what
 * is free now; NULL: a new run.
 */
void points_memory_find(struct memory *memory, const struct topology *topology,
			const struct memory_room *kept);

/* Whether a point's memory fits, the base's beside it; else with a @reason. */
bool points_memory_suffices(const struct memory *memory,
			    const struct point *point,
			    const struct pool_ops *pool, char *reason,
			    size_t size);

/* @plans: its settings are freed by the caller, also after an error. */
int points_make_plans(struct plans *plans, struct points *points,
		      const struct options *options,
		      const struct topology *topology, enum scenario scenario);

/* Whether a plan is measured at all */
bool points_plan_is_wanted(const struct plans *plans, size_t index,
			   const struct options *options);

/* Whether a full run varies further axes from it */
bool points_plan_is_swept(const struct plans *plans, size_t index,
			  const struct options *options);
