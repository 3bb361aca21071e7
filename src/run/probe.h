/* SPDX-License-Identifier: MIT */
/* Whether this process may have what its largest trial needs. */
#pragma once

#include "run/trials.h"

/**
 * probe_limits() - start as many threads at once as the largest trial has, and
 *	map as much memory
 *
 * What is refused here would be refused in each trial, one line after the
 * other.
 */
int probe_limits(const struct trials *trials, const struct points *points,
		 struct error *error);
