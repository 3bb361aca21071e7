/* SPDX-License-Identifier: MIT */
/* What the benchmarks in C and their twins in C++ share. */
#ifndef TWINS_H
#define TWINS_H

#include <stdint.h>

/* A power of two: its sums are exact however they are added. */
#define TICK (1.0 / (1 << 20))

/* A few cycles, not to be left out, vectorised or unrolled. */
static inline uint64_t loop_body(uint64_t x)
{
	x = x * 6364136223846793005u + 1442695040888963407u;
	__asm__ volatile("" : "+r"(x));
	return x;
}

#endif /* TWINS_H */
