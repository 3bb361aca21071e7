/* SPDX-License-Identifier: MIT */
/* What --list and --plan print. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "plan/scenarios.h"

/* That plans are shown for, as memory lies differently: the first asked for */
enum scenario show_scenario(const struct options *options);

/* Scenarios, pools, machine and placements; why some cannot be had here */
void show_list(FILE *out, const struct options *options,
	       const struct topology *topology);

/* How long the run would take, unless as CSV; each thread's CPU and node */
void show_plan(FILE *out, const struct options *options,
	       const struct topology *topology);

/* The machine and the build: what is judged, worst first, then the facts */
void show_environment(FILE *out, bool csv,
		      const struct environment *environment);
