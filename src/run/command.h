/* SPDX-License-Identifier: MIT */
/* The command line, for a result. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "run/results.h"

/**
 * command_write_origin() - where a result comes from: command.txt and
 *	environment.json
 * @results: of the run
 * @environment: of this machine
 * @arguments: NULL-terminated
 * @seed: of the run
 * @error: why they cannot be written
 *
 * Return: 0 or a negative errno.
 */
int command_write_origin(const struct results *results,
			 const struct environment *environment,
			 char *const *arguments, uint64_t seed,
			 struct error *error);

/**
 * command_print_resume() - how to go on with a run, as one types it
 * @out: where to
 * @folder: of its result
 */
void command_print_resume(FILE *out, const char *folder);
