/* SPDX-License-Identifier: MIT */
/* The command line of a run. */
#pragma once

#include "base/error.h"
#include "plan/options.h"

/**
 * options_parse() - read the command line
 * @options: filled; valid as long as @argv is
 * @argc: of main
 * @argv: of main; reordered
 *
 * Bad usage gets one line and ends the program with status 2, --help and
 * --version end it with 0: that is argp's way, and this is main's first act.
 */
void options_parse(struct options *options, int argc, char **argv);
