/* SPDX-License-Identifier: MIT */
/* The command line, for a result. */
#pragma once

#include <stdio.h>

/**
 * command_quote() - arguments as a shell takes them again
 * @arguments: NULL-terminated
 *
 * Return: one line with its newline, to be freed; NULL without memory.
 */
char *command_quote(char *const *arguments);

/**
 * command_print_resume() - how to go on with a run, as one types it
 * @out: where to
 * @folder: of its result
 */
void command_print_resume(FILE *out, const char *folder);
