/* SPDX-License-Identifier: MIT */
/* Whether this process may have what its largest trial needs. */
#pragma once

#include "plan/points.h"

/**
 * probe_limits() - start as many threads at once as the largest trial has, and
 *	map as much memory
 * @points: of the run
 * @selected: for each, whether it takes part; NULL: all do
 * @error: what there is too little of, and which limit that is
 *
 * What is refused here would be refused in each trial, one line after the
 * other.
 *
 * Return: 0 or a negative errno.
 */
int probe_limits(const struct points *points, const bool *selected,
		 struct error *error);
