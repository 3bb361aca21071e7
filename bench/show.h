/* SPDX-License-Identifier: MIT */
/* What --list and --plan print. */
#pragma once

#include <stdio.h>

#include "bench/scenarios.h"
#include "report/environment.h"

/**
 * show_list() - scenarios, pools and placements, and why some cannot run here
 * @out: where to
 * @options: format, and axes of the placements
 * @topology: the machine
 */
void show_list(FILE *out, const struct options *options,
	       const struct topology *topology);

/**
 * show_plan() - each thread's CPU and node, for each placement asked for
 * @out: where to
 * @options: format, placements, producers, homes
 * @topology: the machine
 */
void show_plan(FILE *out, const struct options *options,
	       const struct topology *topology);

/**
 * show_environment() - the machine and the build, judged
 * @out: where to
 * @csv: as CSV; else what is not fine, worst first, then the rest
 * @environment: of this machine
 */
void show_environment(FILE *out, bool csv,
		      const struct environment *environment);
