/* SPDX-License-Identifier: MIT */
/* Google Benchmark's flags on the command line of a run. */
#pragma once

#include "plan/options.h"

/**
 * benchmark_flags_take() - move Google Benchmark's flags out of a command line
 * @options: its benchmark members are set
 * @argc: of main; becomes the number of arguments that are left
 * @argv: of main; the flags are taken out
 * @error: a flag that would promise what trials do not do
 *
 * Return: 0 or a negative errno.
 */
int benchmark_flags_take(struct options *options, int *argc, char **argv,
			 struct error *error);
