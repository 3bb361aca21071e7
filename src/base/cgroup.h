/* SPDX-License-Identifier: MIT */
/*
 * Limits of the cgroups that this process is in, of either version. Those above
 * its own count, too; a container does not see all of them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cgroup_limit {
	CGROUP_UNLIMITED,	/* no group has one */
	CGROUP_LIMITED,		/* some group has one */
	CGROUP_UNKNOWN,		/* none that can be seen, but not all can */
};

/** cgroup_cpu_quota() - the least quota of CPU time, in CPUs */
enum cgroup_limit cgroup_cpu_quota(double *cpus);

/**
 * cgroup_memory() - memory that may be used
 * @limit: set to the limit that leaves least, in bytes
 * @left: set to what it leaves: nobody uses it, or it can be reclaimed
 */
enum cgroup_limit cgroup_memory(uint64_t *limit, uint64_t *left);

/**
 * cgroup_throttled() - a sum of times and counts that grows with each stop by a
 *	CPU quota; 0 where nothing is known
 */
uint64_t cgroup_throttled(void);

/**
 * cgroup_unbalanced_cpus() - CPUs between which no thread is moved: of isolated
 *	partitions (version 2), or of a process without load balancing (1)
 * @list: "2-7"; "" for none, and where it is not known
 */
void cgroup_unbalanced_cpus(char *list, size_t size);
