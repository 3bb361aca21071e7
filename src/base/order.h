/* SPDX-License-Identifier: MIT */
/* An order that follows from a seed; the kernel module uses it, too. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/**
 * order_shuffle() - put indexes into a random order
 * @random: state of the generator: any number, a seed at first; moved on
 *
 * Fisher and Yates, by splitmix64 (Steele, Lea, Flood, OOPSLA 2014): small, and
 * the same on every machine, so that a seed means the same order everywhere.
 * The modulo's bias is below 2^-50.
 */
static inline void order_shuffle(size_t *order, size_t n, uint64_t *random)
{
	for (size_t i = n; i > 1; i--) {
		const size_t kept = order[i - 1];
		uint64_t z = *random += 0x9e3779b97f4a7c15;
		size_t other;

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
		z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
		other = (z ^ (z >> 31)) % i;
		order[i - 1] = order[other];
		order[other] = kept;
	}
}

/** order_draw() - the indexes 0 to @n - 1 in a random order */
static inline void order_draw(size_t *order, size_t n, uint64_t *random)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	order_shuffle(order, n, random);
}
