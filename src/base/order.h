/* SPDX-License-Identifier: MIT */
/* An order that follows from a seed. */
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
void order_shuffle(size_t *order, size_t n, uint64_t *random);

/** order_draw() - the indexes 0 to @n - 1 in a random order */
void order_draw(size_t *order, size_t n, uint64_t *random);
