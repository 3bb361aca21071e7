/* SPDX-License-Identifier: MIT */
/* What is swept: the axes of every scenario, and their defaults. */
#pragma once

#include "plan/options.h"

/**
 * struct scenario_info - one scenario, for people and for the sweep
 * @description: one line
 * @threads: it has producers, and so placements
 * @floors: its subjects are baselines instead of pools
 * @full: by default it is part of a full run only
 * @slices: turns of each pool in a trial
 * @window_us: of each of them
 * @warmup_us: before each window
 */
struct scenario_info {
	const char *description;
	bool threads;
	bool floors;
	bool full;
	unsigned int slices;
	unsigned int window_us;
	unsigned int warmup_us;
};

/* In the order of enum scenario */
extern const struct scenario_info scenario_infos[SCENARIO_COUNT];

/**
 * struct placement_info - one placement, for people and for the sweep
 * @description: one line
 * @full: by default it is part of a full run only
 */
struct placement_info {
	const char *description;
	bool full;
};

/* In the order of enum placement */
extern const struct placement_info placement_infos[PLACEMENT_COUNT];

/**
 * scenarios_has_pool() - whether a pool can be part of a scenario at all
 */
bool scenarios_has_pool(enum scenario scenario, const struct pool_ops *pool);

/**
 * scenarios_has_axes() - whether a scenario has each axis that the user named
 */
bool scenarios_has_axes(enum scenario scenario, const struct options *options);

/**
 * scenarios_refuse() - why a pool cannot be measured at a point
 * @pool: what is measured
 * @config: of the point
 * @reason: filled where it cannot
 * @size: of @reason
 *
 * Return: whether it is refused.
 */
bool scenarios_refuse(const struct pool_ops *pool,
		      const struct trial_config *config, char *reason,
		      size_t size);

/**
 * scenarios_lengths() - slices, windows and warmups of a point
 * @options: what the user asked for
 * @config: with its scenario; they are set
 */
void scenarios_lengths(const struct options *options,
		       struct trial_config *config);

/**
 * scenarios_policy() - what the options say of a placement
 * @options: what the user asked for
 * @scenario: what is measured
 * @placement: where producers run
 * @producers: how many
 */
struct placement_policy scenarios_policy(const struct options *options,
					 enum scenario scenario,
					 enum placement placement,
					 unsigned int producers);

/**
 * scenarios_producers() - numbers of producers to try
 * @options: what the user asked for
 * @topology: bounds the default, which is powers of two, and in a full run
 *	all CPUs but the consumer's
 * @scenario: what is measured
 */
struct number_list scenarios_producers(const struct options *options,
				       const struct topology *topology,
				       enum scenario scenario);

/**
 * struct scenario_sweep - an axis that a full run tries further values of
 * @axis: that is varied, all others being what they are by default
 * @values: as its option's argument; the default ones are measured anyway
 * @touch: of enum touch: which memory is used meanwhile, unless --touch says
 */
struct scenario_sweep {
	enum axis_index axis;
	const char *values;
	enum touch touch;
};

/**
 * scenarios_sweeps() - what a full run tries besides the default axes
 * @options: what the user asked for
 * @scenario: what is measured
 * @n: how many sweeps; 0 where there is none
 *
 * Return: the sweeps. Those whose axis the user names are not to be tried.
 */
const struct scenario_sweep *scenarios_sweeps(const struct options *options,
					      enum scenario scenario,
					      size_t *n);

/**
 * scenarios_placements() - placements to try
 * @options: what the user asked for; by default all
 */
struct choice_list scenarios_placements(const struct options *options);

/**
 * scenarios_check_nodes() - whether this machine has the nodes that are named
 * @options: what the user asked for
 * @topology: the machine
 * @error: a node that does not exist
 *
 * Return: 0 or -EINVAL.
 */
int scenarios_check_nodes(const struct options *options,
			  const struct topology *topology,
			  struct error *error);

/**
 * scenarios_check() - whether this machine has what the options name
 * @options: what the user asked for
 * @topology: the machine
 * @error: a node that does not exist, more threads than CPUs, an axis that no
 *	chosen scenario has
 *
 * Return: 0 or -EINVAL.
 */
int scenarios_check(const struct options *options,
		    const struct topology *topology, struct error *error);
