/* SPDX-License-Identifier: MIT */
/* A run from its points to its table: what `bench` does by default. */
#pragma once

#include "plan/options.h"
#include "run/resume.h"

/* Exit status of the program; 0 is success */
enum {
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NOTHING = 3,
	EXIT_INTERRUPTED = 130,
};

/**
 * run_main() - measure, write the results, print the table
 * @options: replaced by those of the run that --resume names
 * @arguments: the command line as main() had it, for the result
 *
 * Return: exit status; what is wrong has been said on standard error.
 */
int run_main(struct options *options, options_reader *read_options,
	     char *const *arguments);
