/* SPDX-License-Identifier: MIT */
/*
 * The clock of the measured window: the CPU's own time-stamp counter, which
 * all CPUs share and which a thread reads without a system call.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"

/**
 * clock_ticks() - read the counter: ticks since an arbitrary start
 *
 * The read is not ordered against other instructions: where the counter is
 * used, work of hundreds of nanoseconds lies between two reads. A single call
 * of tens is timed by clock_stamp().
 */
static always_inline uint64_t clock_ticks(void)
{
#if defined(__x86_64__)
	/* __rdtsc(), without 42,000 lines of <x86intrin.h> in every file */
	return __builtin_ia32_rdtsc();
#else
	uint64_t ticks;

	__asm__ __volatile__("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
#endif
}

/**
 * clock_stamp() - read the counter between what comes before and after
 *
 * On x86-64 lfence waits until all earlier instructions have completed, loads
 * with their values, and holds back all later ones; rdtsc alone, and rdtscp at
 * its later end, may trade places with them. (On AMD Linux sets lfence to do
 * so.) What a fence does not wait for is an earlier store that is still on its
 * way to the cache: where that has to be part of what is timed, as of a put,
 * the locked instruction that publishes it waits.
 */
static always_inline uint64_t clock_stamp(void)
{
#if defined(__x86_64__)
	uint32_t low, high;

	__asm__ __volatile__("lfence\n\trdtsc\n\tlfence"
			     : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
#else
	uint64_t ticks;

	__asm__ __volatile__("isb\n\tmrs %0, cntvct_el0\n\tisb"
			     : "=r"(ticks) : : "memory");
	return ticks;
#endif
}

/**
 * clock_apart() - how far apart two readings are, one right after the other
 * @stamped: of clock_stamp(), else of clock_ticks()
 *
 * Return: ticks, the mean of a batch: a single pair of a slow counter would
 * show 0 or a whole tick, and neither is true.
 */
double clock_apart(bool stamped);

/**
 * clock_calibrate() - find how fast the counter runs
 * @ticks_per_ns: typically 1 to 4 on x86-64, 0.025 to 1 on arm64
 *
 * arm64 states its rate. On x86-64 it is measured against
 * CLOCK_MONOTONIC_RAW for about 50 ms.
 *
 * Return: 0, or -ENOTSUP where the counter stops or changes its rate.
 */
int clock_calibrate(double *ticks_per_ns, struct error *error);
