/* SPDX-License-Identifier: MIT */
/* base/clock.h for code that the model runs: the role's time, in ps. */
#pragma once

#define clock_ticks	clock_ticks_of_cpu
#define clock_stamp	clock_stamp_of_cpu
#include_next "base/clock.h"
#undef clock_ticks
#undef clock_stamp

uint64_t lines_clock(void);

static inline uint64_t clock_ticks(void)
{
	return lines_clock();
}

static inline uint64_t clock_stamp(void)
{
	return lines_clock();
}
