/* SPDX-License-Identifier: MIT */
/* Trials in the process of the test, short ones. */
#pragma once

#include "pools.h"
#include "trial/trial.h"

/* Cap of the pool: that of one message, as bench has it by default */
#define TRIAL_POOL_MAX	259
/* Slices of each pool, unless a test says otherwise */
#define TRIAL_SLICES	2

/*
 * What all trials of this program share. Finds the machine, the rate of its
 * clock and where threads can run.
 */
void trials_begin(void);

/*
 * Run one trial of several pools. Return: what trial_execute() made of it,
 * valid until the next call. config: scenario, burst, put and touch, slices and
 * window if they matter; the rest is filled in here; pools: names; the first is
 * the base where there are more; n: how many
 */
struct trial *trials_run_all(const struct trial_config *config,
			     const char *const *pools, unsigned int n);

/*
 * Run one trial of one pool, its only subject. Return: as trials_run_all().
 * config: as for trials_run_all(); pool: the pool's name
 */
struct trial *trials_run(const struct trial_config *config, const char *pool);

/*
 * How many slices a pool had, with and without a figure. trial: that has ended;
 * subject: index of the pool
 */
unsigned int trials_all_slices(const struct trial *trial,
			       unsigned int subject);

/*
 * Run a trial of one pool that must succeed. Fails the test that it does not.
 * Return: as trials_run(); NULL where the machine left it no window: counted.
 * config: as for trials_run_all(); ops: the pool
 */
struct trial *trials_ok(const struct trial_config *config,
			const struct pool_ops *ops);

/*
 * Count a subject whose figures could be looked at. Fails the test where it
 * ended in something else than a figure. Return: false where the machine left
 * it no window. trial: that has ended; subject: index of the pool
 */
bool trials_had_window(const struct trial *trial, unsigned int subject);

/*
 * Trials_begin() and pools_run() of tests that are trials. Return: as
 * pools_run(); 77 where no trial had a window: nothing was shown.
 */
int trials_pools_run(const char *group, const struct pool_test *tests,
		     size_t count);

/*
 * Fail the test with the point at which it failed. holds: what should hold;
 * config: of the trial; text: of the condition
 */
void trials_expect(bool holds, const struct trial_config *config,
		   const char *text);

#define expect(condition, config)	\
	trials_expect((condition), (config), #condition)
