/* SPDX-License-Identifier: MIT */
/* The command line of a run, with Google Benchmark's flags. */
#pragma once

#include "base/error.h"
#include "plan/options.h"

/*
 * @options: valid as long as @argv, which is reordered. Bad usage gets one line
 * and ends the program with status 2, --help and --version end it with 0: that
 * is argp's way, and this is main's first act.
 */
void options_parse(struct options *options, int argc, char **argv);

/*
 * For options_parse(): takes Google Benchmark's flags out of main's @argc and
 * @argv and sets the benchmark members of @options. Fails at a flag that would
 * promise what trials do not do.
 */
int benchmark_flags_take(struct options *options, int *argc, char **argv,
			 struct error *error);
