/* SPDX-License-Identifier: MIT */
/*
 * The clock of the measured window: the CPU's own time-stamp counter, which
 * all CPUs share and which a thread reads without a system call.
 */
#pragma once

#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

/**
 * clock_ticks() - read the time-stamp counter
 *
 * The read is not ordered against other instructions: where the counter is
 * used, work of hundreds of nanoseconds lies between two reads.
 *
 * Return: ticks since an arbitrary start, the same for all CPUs.
 */
static always_inline uint64_t clock_ticks(void)
{
#if defined(__x86_64__)
	return __rdtsc();
#else
	uint64_t ticks;

	__asm__ __volatile__("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
#endif
}

/**
 * clock_calibrate() - find how fast the counter runs
 * @ticks_per_ns: set to the rate; typically 1 to 4 on x86-64, 0.025 to 1 on
 *	arm64
 * @error: why not
 *
 * arm64 states its rate. On x86-64 it is measured against
 * CLOCK_MONOTONIC_RAW for about 50 ms.
 *
 * Return: 0, or -ENOTSUP where the counter stops or changes its rate.
 */
int clock_calibrate(double *ticks_per_ns, struct error *error);
