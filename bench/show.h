/* SPDX-License-Identifier: MIT */
/* What --list and --plan print. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "plan/scenarios.h"

/**
 * show_quoted() - a text between quotes, for CSV
 */
void show_quoted(FILE *out, const char *text);

/**
 * show_scenario() - the scenario that plans are shown for
 *
 * Scenarios differ in where memory lies; the first that is asked for counts.
 */
enum scenario show_scenario(const struct options *options);

/**
 * show_list() - scenarios, pools, the machine and its placements, and why some
 *	cannot be had here
 * @out: where to
 * @options: format, and axes of the placements
 * @topology: the machine
 */
void show_list(FILE *out, const struct options *options,
	       const struct topology *topology);

/**
 * show_plan() - how long the run would take, unless as CSV, and each thread's
 *	CPU and node, for each placement asked for
 * @out: where to
 * @options: format, placements, producers, homes
 * @topology: the machine
 */
void show_plan(FILE *out, const struct options *options,
	       const struct topology *topology);

/**
 * show_environment() - the machine and the build, judged
 * @out: where to
 * @csv: as CSV; either way what is judged, worst first, then the facts
 * @environment: of this machine
 */
void show_environment(FILE *out, bool csv,
		      const struct environment *environment);
