/* SPDX-License-Identifier: MIT */
/*
 * Counting what became of each buffer, per thread, beside the measured line.
 * The CMake option BENCH_ACCOUNTING=OFF leaves it out, so that its own cost
 * can be measured: scripts/accounting-cost does.
 */
#pragma once

#include <stdbool.h>

#ifdef BENCH_NO_ACCOUNTING
#define ACCOUNTING	false
#else
#define ACCOUNTING	true
#endif

/** account() - add to a counter; @n is not evaluated where that is left out */
#define account(counter, n)						\
	do {								\
		if (ACCOUNTING)						\
			(counter) += (n);				\
	} while (0)

/** account_range() - keep the lowest and the highest value seen */
#define account_range(lowest, highest, value)				\
	do {								\
		if (ACCOUNTING && (value) < (lowest))			\
			(lowest) = (value);				\
		if (ACCOUNTING && (value) > (highest))			\
			(highest) = (value);				\
	} while (0)
