/* SPDX-License-Identifier: MIT */
/* Trials in the process of the test, short ones. */
#pragma once

#include "trial/trial.h"

/* Cap of the pool: that of one message, as bench has it by default */
#define TRIAL_POOL_MAX	259
/* Slices of each pool, unless a test says otherwise */
#define TRIAL_SLICES	2

/**
 * trials_begin() - what all trials of this program share
 *
 * Finds the machine, the rate of its clock and where threads can run.
 */
void trials_begin(void);

/**
 * trials_run_all() - run one trial of several pools
 * @config: scenario, burst, put and touch, slices and window if they matter;
 *	the rest is filled in here
 * @pools: names; the first is the base where there are more
 * @n: how many
 *
 * Return: what trial_execute() made of it, valid until the next call.
 */
struct trial *trials_run_all(const struct trial_config *config,
			     const char *const *pools, unsigned int n);

/**
 * trials_run() - run one trial of one pool, its only subject
 * @config: as for trials_run_all()
 * @pool: the pool's name
 *
 * Return: as trials_run_all().
 */
struct trial *trials_run(const struct trial_config *config, const char *pool);

/**
 * trials_all_slices() - how many slices a pool had, with and without a figure
 * @trial: that has ended
 * @subject: index of the pool
 */
unsigned int trials_all_slices(const struct trial *trial,
			       unsigned int subject);
