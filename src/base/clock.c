// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* Readings of one mean */
#define BATCH	64

double clock_apart(bool stamped)
{
	const uint64_t began = stamped ? clock_stamp() : clock_ticks();
	uint64_t ended = began;

	for (int i = 0; i < BATCH; i++)
		ended = stamped ? clock_stamp() : clock_ticks();
	return (double)(ended - began) / BATCH;
}

#if defined(__x86_64__)
#include <cpuid.h>

#include "base/small_file.h"

/* Intel SDM volume 3, 18.17.1, AMD APM volume 3, Fn8000_0007: EDX bit 8. */
static bool cpu_says_invariant(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & (1u << 8));
}

/* The kernel keeps time by the counter only after it has watched it. */
static bool kernel_trusts_counter(void)
{
	char name[32];

	small_file_read(name, sizeof(name),
			"/sys/devices/system/clocksource/clocksource0/current_clocksource");
	return strcmp(name, "tsc") == 0;
}

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/*
 * Both clocks as of one moment: of several tries the one with the shortest
 * gap between two counter reads was not interrupted in between.
 */
static void read_both(uint64_t *ticks, uint64_t *ns)
{
	uint64_t best = 0;

	for (int i = 0; i < 16; i++) {
		uint64_t before = clock_ticks();
		uint64_t now = monotonic_ns();
		uint64_t gap = clock_ticks() - before;

		if (i == 0 || gap < best) {
			best = gap;
			*ticks = before + gap / 2;
			*ns = now;
		}
	}
}

int clock_calibrate(double *ticks_per_ns, struct error *error)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
	uint64_t ticks0, ticks1, ns0, ns1;

	if (!cpu_says_invariant() && !kernel_trusts_counter())
		return error_set(error, ENOTSUP,
			"this CPU's time-stamp counter is not invariant (no constant_tsc, nonstop_tsc in /proc/cpuinfo): its ticks are not time");
	read_both(&ticks0, &ns0);
	nanosleep(&pause, NULL);
	read_both(&ticks1, &ns1);
	*ticks_per_ns = (double)(ticks1 - ticks0) / (double)(ns1 - ns0);
	return 0;
}
#else
int clock_calibrate(double *ticks_per_ns, struct error *error)
{
	uint64_t hz;

	__asm__ __volatile__("mrs %0, cntfrq_el0" : "=r"(hz));
	*ticks_per_ns = (double)hz / 1e9;
	return 0;
}
#endif
