/* SPDX-License-Identifier: MIT */
/* What is swept: the axes of every scenario, and their defaults. */
#pragma once

#include "plan/options.h"

struct scenario_info {
	const char *description;
	bool threads;	/* It has producers, and so placements */
	bool floors;	/* Its subjects are baselines instead of pools */
	bool full;	/* By default it is part of a full run only */
	unsigned int slices;	/* Turns of each pool in a trial */
	unsigned int window_us;	/* Of each of them */
	unsigned int warmup_us;	/* Before each window */
};

extern const struct scenario_info scenario_infos[SCENARIO_COUNT];

struct placement_info {
	const char *description;
	bool full;	/* By default it is part of a full run only */
};

extern const struct placement_info placement_infos[PLACEMENT_COUNT];

/** scenarios_has_pool() - whether a pool can be part of a scenario at all */
bool scenarios_has_pool(enum scenario scenario, const struct pool_ops *pool);

/** scenarios_has_axes() - whether a scenario has each axis that was named */
bool scenarios_has_axes(enum scenario scenario, const struct options *options);

/** scenarios_refuse() - whether a pool cannot be measured; @reason says why */
bool scenarios_refuse(const struct pool_ops *pool,
		      const struct trial_config *config, char *reason,
		      size_t size);

/** scenarios_lengths() - sets slices, windows and warmups by the scenario */
void scenarios_lengths(const struct options *options,
		       struct trial_config *config);

/** scenarios_policy() - what the options say of a placement */
struct placement_policy scenarios_policy(const struct options *options,
					 enum scenario scenario,
					 enum placement placement,
					 unsigned int producers);

/**
 * scenarios_producers() - numbers of producers to try
 * @topology: bounds the default, which is powers of two, and in a full run
 *	all CPUs but the consumer's
 */
struct number_list scenarios_producers(const struct options *options,
				       const struct topology *topology,
				       enum scenario scenario);

/* An axis that a full run tries further values of */
struct scenario_sweep {
	enum axis_index axis;	/* That is varied, all others by default */
	/* As its option's argument; the default ones are measured anyway */
	const char *values;
	enum touch touch;	/* Meanwhile, unless --touch says */
};

/**
 * scenarios_sweeps() - what a full run tries besides the default axes
 *
 * One whose axis the user names is not to be tried.
 */
const struct scenario_sweep *scenarios_sweeps(const struct options *options,
					      enum scenario scenario,
					      size_t *n);

/** scenarios_placements() - placements to try; by default all */
struct choice_list scenarios_placements(const struct options *options);

/** scenarios_check_nodes() - whether the machine has the named nodes */
int scenarios_check_nodes(const struct options *options,
			  const struct topology *topology,
			  struct error *error);

/**
 * scenarios_check() - whether this machine has what the options name
 * @error: a node that does not exist, more threads than CPUs, an axis that no
 *	chosen scenario has
 */
int scenarios_check(const struct options *options,
		    const struct topology *topology, struct error *error);
