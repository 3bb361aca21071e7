/* SPDX-License-Identifier: MIT */
/* Google Benchmark's flags on the command line of a run. */
#pragma once

#include "plan/options.h"

/*
 * Takes Google Benchmark's flags out of main's @argc and @argv and sets the
 * benchmark members of @options. Fails at a flag that would promise what trials
 * do not do.
 */
int benchmark_flags_take(struct options *options, int *argc, char **argv,
			 struct error *error);
