/* SPDX-License-Identifier: MIT */
/* A result as a mail to a list of kernel developers. */
#pragma once

/**
 * mail_main() - `bench mail`
 * @argc: with the subcommand as argument 0
 * @argv: likewise; reordered
 *
 * Prints ASCII in at most 72 columns: question, machine, what makes the
 * figures unfit, figures with the verdicts of `bench compare`, limits, and the
 * command that repeats them. What is missing is said.
 *
 * Return: exit status: 0 where a mail was printed, 3 where the result has no
 * sample, 2 for bad usage and a result that cannot be read, 1 without memory
 * or where nothing can be printed.
 */
int mail_main(int argc, char **argv);
