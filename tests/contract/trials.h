/* SPDX-License-Identifier: MIT */
/* Trials in the process of the test, short ones. */
#pragma once

#include "pools.h"
#include "trial/trial.h"

/* Cap of the pool: that of one message, as bench has it by default */
#define TRIAL_POOL_MAX	259
/* Slices of each pool, unless a test says otherwise */
#define TRIAL_SLICES	2

/* Find what all trials of this program share: the machine, its clock, CPUs. */
void trials_begin(void);

/*
 * Run one trial of the pools of these names, the first of which is the base.
 * Return: what trial_execute() made of it, valid until the next call. config:
 * scenario, burst, put and touch, slices and window if they matter; the rest is
 * filled in
 */
struct trial *trials_run_all(const struct trial_config *config,
			     const char *const *pools, unsigned int n);

/* The same of one pool, without a base */
struct trial *trials_run(const struct trial_config *config, const char *pool);

/* How many slices a subject had, with and without a figure */
unsigned int trials_all_slices(const struct trial *trial,
			       unsigned int subject);

/*
 * Run a trial of one pool that must succeed, or fail the test. Return: as
 * trials_run(); NULL where the machine left it no window: counted
 */
struct trial *trials_ok(const struct trial_config *config,
			const struct pool_ops *ops);

/*
 * Count a subject whose figures could be looked at. Fails the test where it
 * ended in something else than a figure. Return: false where the machine left
 * it no window
 */
bool trials_had_window(const struct trial *trial, unsigned int subject);

/*
 * trials_begin() and pools_run() of tests that are trials. Return: as
 * pools_run(); 77 where no trial had a window: nothing was shown
 */
int trials_pools_run(const char *group, const struct pool_test *tests,
		     size_t count);

/* Fail the test, with the point at which it failed and the condition's text */
void trials_expect(bool holds, const struct trial_config *config,
		   const char *text);

#define expect(condition, config)	\
	trials_expect((condition), (config), #condition)
