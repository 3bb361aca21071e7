/* SPDX-License-Identifier: MIT */
/* What --list and --plan print. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "plan/scenarios.h"

/*
 * The scenario that plans are shown for. Scenarios differ in where memory lies;
 * the first that is asked for counts.
 */
enum scenario show_scenario(const struct options *options);

/*
 * Scenarios, pools, the machine and its placements, and why some cannot be had
 * here
 */
void show_list(FILE *out, const struct options *options,
	       const struct topology *topology);

/*
 * How long the run would take, unless as CSV, and each thread's CPU and node,
 * for each placement asked for
 */
void show_plan(FILE *out, const struct options *options,
	       const struct topology *topology);

/* The machine and the build: what is judged, worst first, then the facts */
void show_environment(FILE *out, bool csv,
		      const struct environment *environment);
