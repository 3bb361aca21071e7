/* SPDX-License-Identifier: MIT */
/* Whether this process may have what its largest trial needs. */
#pragma once

#include "run/trials.h"

/**
 * probe_limits() - start as many threads at once as the largest trial has, and
 *	map as much memory
 * @trials: of the run
 * @points: of the run
 * @error: what there is too little of, and which limit that is
 *
 * What is refused here would be refused in each trial, one line after the
 * other.
 *
 * Return: 0 or a negative errno.
 */
int probe_limits(const struct trials *trials, const struct points *points,
		 struct error *error);
