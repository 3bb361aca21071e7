// SPDX-License-Identifier: MIT
/* Whether other threads and the tick stay away from the measured CPUs. */
#include <stdio.h>
#include <string.h>

#include "base/cgroup.h"
#include "base/small_file.h"
#include "env/internal.h"

static bool covers_allowed(const char *list, const struct topology *topology)
{
	for (int i = 0; i < topology->nr_cpus; i++) {
		if (topology->cpus[i].allowed &&
		    !cpu_list_has(list, topology->cpus[i].cpu))
			return false;
	}
	return true;
}

/*
 * An empty file, and "(null)" of older kernels, are an empty list.
 *
 * Return: the list, "none", or NULL where it cannot be had
 */
static const char *read_list(const struct environment_source *source,
			     char *list, size_t size, const char *path)
{
	if (!environment_read(source, list, size, "%s", path))
		return NULL;
	return list[0] && strcmp(list, "(null)") != 0 ? list : "none";
}

static void add_isolated(struct environment *environment,
			 const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "other threads may be scheduled onto the measured CPUs",
	};
	static const struct environment_judgement shared = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "other threads may be scheduled onto the measured CPUs in the midst of a run",
		.remedy = "make an isolated cpuset partition, or boot with isolcpus= and start on these CPUs with taskset",
	};
	const struct environment_judgement *judgement = NULL;
	char booted[1024], partition[1024], both[2100];
	const char *list = read_list(source, booted, sizeof(booted),
				     "/sys/devices/system/cpu/isolated");

	cgroup_unbalanced_cpus(source->root, partition, sizeof(partition));
	if (partition[0]) {
		snprintf(both, sizeof(both), "%s (cpuset)%s%s", partition,
			 list ? ", at boot: " : "", list ? list : "");
		list = both;
	}
	if (!list)
		judgement = &unstated;
	else if (!covers_allowed(partition[0] ? partition : list,
				 source->topology))
		judgement = &shared;
	environment_add(environment, "cpus_isolated", list, judgement);
}

/* No judgement: the tick costs a run about a thousandth of its time. */
static void add_nohz(struct environment *environment,
		     const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "the kernel does not say on which CPUs it stops the timer tick; probably on none",
	};
	char buffer[1024];
	const char *list = read_list(source, buffer, sizeof(buffer),
				     "/sys/devices/system/cpu/nohz_full");

	environment_add(environment, "nohz_full", list,
			list ? NULL : &unstated);
}

/* Figures under chrt are others than without: no judgement, but told. */
static void add_scheduling(struct environment *environment,
			   const struct environment_source *source)
{
	static const char *const policies[] = {
		"other", "fifo", "rr", "batch", NULL, "idle", "deadline",
	};
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "under chrt or nice other work disturbs a trial less",
	};
	char text[1024];
	const char *fields;
	unsigned int priority, policy;
	long nice;

	/* proc(5): 19 nice, 40 rt_priority, 41 policy; 3 follows the name */
	if (!environment_read(source, text, sizeof(text), "/proc/self/stat") ||
	    !(fields = strrchr(text, ')')) ||
	    sscanf(fields + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u"
		   " %*u %*u %*d %*d %*d %ld %*d %*d %*u %*u %*d %*u %*u %*u"
		   " %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*d %*d %u %u",
		   &nice, &priority, &policy) != 3 ||
	    policy >= ARRAY_SIZE(policies) || !policies[policy]) {
		environment_add(environment, "scheduling", NULL, &unstated);
		return;
	}
	environment_print(environment, "%s", policies[policy]);
	if (priority)
		environment_print(environment, " %u", priority);
	else
		environment_print(environment, ", nice %ld", nice);
	environment_add_printed(environment, "scheduling", NULL);
}

void environment_add_isolation(struct environment *environment,
			       const struct environment_source *source)
{
	add_isolated(environment, source);
	add_nohz(environment, source);
	add_scheduling(environment, source);
}
