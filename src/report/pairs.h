/* SPDX-License-Identifier: MIT */
#ifndef REPORT_PAIRS_H
#define REPORT_PAIRS_H

#include <stddef.h>

/*
 * Two trials whose line transfers differ by more than this factor ran on two
 * machines, in effect: a hypervisor had moved a CPU to another core. On one
 * that stays the same, the figure repeats within some percent.
 */
#define PAIRS_LIKE	1.5

/**
 * struct pair_sample - what decides which sample is compared with which
 * @round: in which it was measured; of several attempts, a number for each
 * @line_ns: the way of one line between its CPUs at that time; NAN: unknown,
 *	or no such way. With several producers the mean: one that is far can
 *	hide in it
 */
struct pair_sample {
	double round;
	double line_ns;
};

/**
 * struct pair - indices of two samples that are compared
 * @base: of the base
 * @change: of what is compared with it
 */
struct pair {
	size_t base;
	size_t change;
};

/**
 * pairs_match() - which samples of two points are compared
 * @base: one per round, by rounds
 * @bases: how many
 * @change: one per round, by rounds
 * @changes: how many
 * @pairs: where to; room for the smaller number of both
 *
 * Samples of one round are a pair, if the line transfer was alike (or is not
 * known) in both. Two rounds in which it was not exchange partners where that
 * makes two pairs that are alike; what is left over is no pair. Only the line
 * transfer decides, which was measured before the trial and is not the pool's
 * doing.
 *
 * Return: number of pairs, by rounds of @change.
 */
size_t pairs_match(const struct pair_sample *base, size_t bases,
		   const struct pair_sample *change, size_t changes,
		   struct pair *pairs);

#endif
