/* SPDX-License-Identifier: MIT */
/* Where the time of each CPU went, by /proc/stat. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Time since boot, in clock ticks (10 ms as a rule) */
struct cpu_time {
	int cpu;		/* the system's number; -1: all CPUs together */
	uint64_t wanted;	/* something was to be run */
	uint64_t stolen;	/* of that, the host ran something else */
};

/**
 * cpu_time_read() - all CPUs together, and each
 *
 * A container's own /proc/stat (lxcfs) counts its CPUs from 0, whichever they
 * are. Lines that are not those of the CPUs that are online describe no CPU.
 *
 * Return: the first for all, to be freed; NULL where it is not known.
 */
struct cpu_time *cpu_time_read(size_t *n);
