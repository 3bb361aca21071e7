/* SPDX-License-Identifier: MIT */
/* Limits of the cgroups that this process is in, as far as it can see them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Both versions of cgroups are read, whichever has the controller. The group of
 * the process and those above it count; a container does not see all of these.
 */

/* Whether there is a limit */
enum cgroup_limit {
	CGROUP_UNLIMITED,	/* no group has one */
	CGROUP_LIMITED,		/* some group has one */
	CGROUP_UNKNOWN,		/* none that can be seen, but not all can */
};

/**
 * cgroup_cpu_quota() - CPU time that may be used
 * @cpus: set to the least quota, in CPUs
 */
enum cgroup_limit cgroup_cpu_quota(double *cpus);

/**
 * cgroup_memory() - memory that may be used
 * @limit: set to the limit that leaves least, in bytes
 * @left: set to what it leaves: nobody uses it, or it can be reclaimed
 */
enum cgroup_limit cgroup_memory(uint64_t *limit, uint64_t *left);

/**
 * cgroup_throttled() - what CPU quotas have stopped so far
 *
 * Return: a sum of times and counts that grows with each stop; 0 where
 * nothing is known.
 */
uint64_t cgroup_throttled(void);

/**
 * cgroup_unbalanced_cpus() - CPUs between which no thread is moved
 * @list: filled: "2-7"; "" for none, and where it is not known
 *
 * Those of isolated partitions (version 2), and those of the process where
 * load balancing is off (version 1).
 */
void cgroup_unbalanced_cpus(char *list, size_t size);
