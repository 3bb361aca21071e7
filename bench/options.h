/* SPDX-License-Identifier: MIT */
/* The command line of a run. */
#pragma once

#include "base/error.h"
#include "plan/options.h"

/*
 * @options: valid as long as @argv, which is reordered. Bad usage gets one line
 * and ends the program with status 2, --help and --version end it with 0: that
 * is argp's way, and this is main's first act.
 */
void options_parse(struct options *options, int argc, char **argv);
