/* SPDX-License-Identifier: MIT */
/* The body of both loops whose cost is compared: a few cycles, not to be
 * optimised away, vectorised or unrolled into something else.
 */
#ifndef LOOP_BODY_H
#define LOOP_BODY_H

#include <stdint.h>

static inline uint64_t loop_body(uint64_t x)
{
	x = x * 6364136223846793005u + 1442695040888963407u;
	__asm__ volatile("" : "+r"(x));
	return x;
}

#endif /* LOOP_BODY_H */
