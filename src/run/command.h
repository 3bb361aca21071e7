/* SPDX-License-Identifier: MIT */
/* The command line, for a result. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "run/results.h"

/**
 * command_write_origin() - where a result comes from: command.txt and
 *	environment.json
 * @arguments: NULL-terminated
 */
int command_write_origin(const struct results *results,
			 const struct environment *environment,
			 char *const *arguments, uint64_t seed,
			 struct error *error);

/** command_print_resume() - how to go on with a run, as one types it */
void command_print_resume(FILE *out, const char *folder);
