/* SPDX-License-Identifier: MIT */
/* Two results, or the pools of one, with a verdict for each point. */
#pragma once

/**
 * compare_main() - `bench compare`
 * @argc: with the subcommand as argument 0
 * @argv: likewise; reordered
 *
 * Of two results, points that both have are compared. Their runs were
 * separate, so their rounds are no pairs. Of one result, each pool is compared
 * with a base pool in the same setting, paired by round.
 *
 * Return: exit status: 0 where something was compared, 3 where nothing is in
 * common, 2 for bad usage, results that cannot be read and results that are
 * not comparable, 1 without memory or where nothing can be printed.
 */
int compare_main(int argc, char **argv);
