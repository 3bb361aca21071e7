/* SPDX-License-Identifier: MIT */
/* Trials in the process of the test, short ones. */
#pragma once

#include "trial/trial.h"

/* Cap of the pool: that of one message, as bench has it by default */
#define TRIAL_POOL_MAX	259

/**
 * trials_begin() - what all trials of this program share
 *
 * Finds the machine, the rate of its clock and where threads can run.
 */
void trials_begin(void);

/**
 * trials_run() - run one trial
 * @config: scenario, burst, put and touch, and the window if it matters; the
 *	rest is filled in here
 * @pool: the pool's name
 *
 * Return: what trial_execute() made of it, valid until the next call.
 */
const struct trial *trials_run(const struct trial_config *config,
			       const char *pool);
