/* SPDX-License-Identifier: MIT */
/* What is swept: the axes of every scenario, and their defaults. */
#pragma once

#include "bench/options.h"
#include "report/point.h"

/**
 * struct scenario_info - one scenario, for people and for the sweep
 * @description: one line
 * @threads: it has producers, and so placements
 * @floors: its subjects are floors instead of pools
 */
struct scenario_info {
	const char *description;
	bool threads;
	bool floors;
};

/* In the order of enum scenario */
extern const struct scenario_info scenario_infos[SCENARIO_COUNT];

/* One line for each placement, in the order of enum placement */
extern const char *const placement_descriptions[PLACEMENT_COUNT];

/**
 * struct points - all points of a run
 * @point: the points; those of one setting follow each other
 * @n: how many
 */
struct points {
	struct point *point;
	size_t n;
};

/**
 * points_expand() - the options' axes, multiplied
 * @points: filled; freed by points_free()
 * @options: what the user asked for; axes that it leaves open get defaults
 * @topology: this machine
 * @ticks_per_ns: rate of the time-stamp counter
 * @error: why not
 *
 * A point that this machine cannot give is in the list, with the reason. By
 * default, placements that come out as the same threads on the same CPUs are
 * measured once, and numbers of producers stop where the CPUs do.
 *
 * Return: 0, -EINVAL where what was asked for cannot be meant.
 */
int points_expand(struct points *points, const struct options *options,
		  const struct topology *topology, double ticks_per_ns,
		  struct error *error);

/**
 * points_free() - free what points_expand() allocated
 */
void points_free(struct points *points);

/**
 * scenarios_policy() - what the options say of a placement
 * @options: what the user asked for
 * @placement: where producers run
 * @producers: how many
 */
struct placement_policy scenarios_policy(const struct options *options,
					 enum placement placement,
					 unsigned int producers);

/**
 * scenarios_producers() - numbers of producers to try
 * @options: what the user asked for
 * @topology: bounds the default, which is powers of two
 */
struct number_list scenarios_producers(const struct options *options,
				       const struct topology *topology);

/**
 * scenarios_placements() - placements to try
 * @options: what the user asked for; by default all
 */
struct choice_list scenarios_placements(const struct options *options);
