// SPDX-License-Identifier: MIT
/* What else the machine does, and what it has left. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cgroup.h"
#include "base/cpu_time.h"
#include "env/internal.h"

/* Runnable threads besides this one: more than now and then a daemon. */
#define LOAD_LIMIT		0.5
/* The effects to be told apart are of a few percent. */
#define STEAL_LIMIT_PERCENT	1.0
/* What the largest run of one command maps, generously. */
#define MEMORY_LIMIT_KB		(1024 * 1024)

static bool read_cpu_time(struct cpu_time *time,
			  const struct environment_source *source)
{
	size_t n;
	struct cpu_time *times = cpu_time_read(source->root, &n);

	if (times)
		*time = times[0];
	free(times);
	return times;
}

static void add_steal_item(struct environment *environment, const char *name,
			   bool known, uint64_t stolen, uint64_t wanted)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "time that the host gives to others is counted as the pool's, and no trial is marked for it: /proc/stat is not of this machine's CPUs",
	};
	static const struct environment_judgement much = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "the host gave the CPUs to others in the midst of work: durations include that",
		.remedy = "measure on bare metal, or on a host that is not shared",
	};
	char value[32];
	double percent;

	if (!known || !wanted || stolen > wanted) {
		environment_add(environment, name, NULL, &unstated);
		return;
	}
	percent = 100.0 * (double)stolen / (double)wanted;
	snprintf(value, sizeof(value), "%.2f %%", percent);
	environment_add(environment, name, value,
			percent >= STEAL_LIMIT_PERCENT ? &much : NULL);
}

/* Shares of the time that was wanted: nothing is stolen from an idle CPU. */
static void add_steal(struct environment *environment,
		      const struct environment_source *source)
{
	struct cpu_time before = { 0 }, after = { 0 };
	bool known = read_cpu_time(&before, source);

	add_steal_item(environment, "steal_since_boot", known, before.stolen,
		       before.wanted);
	if (known)
		source->busy(source);
	known = known && read_cpu_time(&after, source) &&
		after.wanted >= before.wanted && after.stolen >= before.stolen;
	add_steal_item(environment, "steal_now", known,
		       after.stolen - before.stolen,
		       after.wanted - before.wanted);
}

static void add_load_average(struct environment *environment,
			     const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "other programs take caches, memory bandwidth and CPUs",
	};
	static const struct environment_judgement busy = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "before the run began, other programs used caches, memory bandwidth and CPUs",
		.remedy = "stop them, or wait until the load average has fallen",
	};
	const struct environment_judgement *judgement = NULL;
	char text[64];
	double average;

	environment_read(source, text, sizeof(text), "/proc/loadavg");
	/* Runnable threads and process numbers of this moment follow. */
	for (int field = 0, i = 0; text[i]; i++) {
		if (text[i] == ' ' && ++field == 3)
			text[i--] = '\0';
	}
	if (sscanf(text, "%lf", &average) != 1)
		judgement = &unstated;
	else if (average > LOAD_LIMIT)
		judgement = &busy;
	environment_add(environment, "load_average", text, judgement);
}

static bool lookup_kb(const char *meminfo, const char *key, uint64_t *kb)
{
	char value[32];

	return environment_lookup(meminfo, key, value, sizeof(value)) &&
	       sscanf(value, "%" SCNu64, kb) == 1;
}

static void add_memory_item(struct environment *environment, const char *name,
			    const char *meminfo, const char *key,
			    uint64_t limit)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "a run must not be short of memory",
	};
	static const struct environment_judgement scarce = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "the kernel may reclaim memory in the midst of a run",
		.remedy = "stop what uses the memory",
	};
	uint64_t kb;

	if (!lookup_kb(meminfo, key, &kb)) {
		environment_add(environment, name, NULL, &unstated);
		return;
	}
	environment_print(environment, "%" PRIu64 " MiB", kb / 1024);
	environment_add_printed(environment, name,
				kb < limit ? &scarce : NULL);
}

static void add_swap(struct environment *environment, const char *meminfo)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "a page that was swapped out costs milliseconds to touch",
	};
	static const struct environment_judgement used = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "the machine was short of memory: a page that was swapped out costs milliseconds to touch",
		.remedy = "swapoff -a",
	};
	uint64_t total, unused;

	if (!lookup_kb(meminfo, "SwapTotal", &total) ||
	    !lookup_kb(meminfo, "SwapFree", &unused) || unused > total) {
		environment_add(environment, "swap", NULL, &unstated);
	} else if (!total) {
		environment_add(environment, "swap", "none", NULL);
	} else {
		environment_print(environment,
				  "%" PRIu64 " MiB, %" PRIu64 " kB used",
				  total / 1024, total - unused);
		environment_add_printed(environment, "swap",
					unused < total ? &used : NULL);
	}
}

/* A group that has used its quota up stands still until the period is over. */
static void add_cpu_quota(struct environment *environment,
			  const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "not all cgroups that this process is in can be seen: under a CPU quota all its threads are stopped at times",
		.remedy = "see the cgroups on the host, or measure outside of the container",
	};
	static const struct environment_judgement limited = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "the kernel stops all threads when the quota of a period is used up",
		.remedy = "measure without a CPU limit (docker without --cpus, Kubernetes without limits.cpu)",
	};
	char value[64];
	double cpus;

	switch (cgroup_cpu_quota(source->root, &cpus)) {
	case CGROUP_UNLIMITED:
		environment_add(environment, "cpu_quota", "none", NULL);
		break;
	case CGROUP_LIMITED:
		snprintf(value, sizeof(value), "%.2f CPUs", cpus);
		environment_add_unfit(environment, "cpu_quota", value,
				      &limited, "CPU quota of %s", value);
		break;
	case CGROUP_UNKNOWN:
		environment_add(environment, "cpu_quota", NULL, &unstated);
		break;
	}
}

static void add_memory_limit(struct environment *environment,
			     const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "not all cgroups that this process is in can be seen: one without memory left kills a trial, or this program",
	};
	static const struct environment_judgement scarce = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "points that need more are unavailable",
		.remedy = "allow the cgroup (container) more memory",
	};
	uint64_t limit, left;

	switch (cgroup_memory(source->root, &limit, &left)) {
	case CGROUP_UNLIMITED:
		environment_add(environment, "memory_limit", "none", NULL);
		break;
	case CGROUP_LIMITED:
		environment_print(environment, "%" PRIu64 " MiB", limit >> 20);
		environment_add_printed(environment, "memory_limit",
			left / 1024 < MEMORY_LIMIT_KB ? &scarce : NULL);
		break;
	case CGROUP_UNKNOWN:
		environment_add(environment, "memory_limit", NULL, &unstated);
		break;
	}
}

void environment_add_load(struct environment *environment,
			  const struct environment_source *source)
{
	char meminfo[8192];

	/* Before this program itself makes a CPU busy. */
	add_load_average(environment, source);
	add_steal(environment, source);
	add_cpu_quota(environment, source);
	environment_read(source, meminfo, sizeof(meminfo), "/proc/meminfo");
	add_memory_item(environment, "memory_total", meminfo, "MemTotal", 0);
	add_memory_item(environment, "memory_available", meminfo,
			"MemAvailable", MEMORY_LIMIT_KB);
	add_memory_limit(environment, source);
	add_swap(environment, meminfo);
}
