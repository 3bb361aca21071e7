/* SPDX-License-Identifier: MIT */
/* The command line, for a result. */
#pragma once

/**
 * command_quote() - arguments as a shell takes them again
 * @arguments: NULL-terminated
 *
 * Return: one line with its newline, to be freed; NULL without memory.
 */
char *command_quote(char *const *arguments);
