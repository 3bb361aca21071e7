// SPDX-License-Identifier: MIT
/* What else the machine does, and what it has left. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/environment_internal.h"

/* Runnable threads besides this one: more than now and then a daemon. */
#define LOAD_LIMIT		0.5
/* The effects to be told apart are of a few percent. */
#define STEAL_LIMIT_PERCENT	1.0
/* What the largest run of one command maps, generously. */
#define MEMORY_LIMIT_KB		(1024 * 1024)

/**
 * struct cpu_time - where the time of all CPUs went, in clock ticks
 * @wanted: something was to be run
 * @stolen: of that, the host ran something else
 */
struct cpu_time {
	uint64_t wanted;
	uint64_t stolen;
};

static bool read_cpu_time(struct cpu_time *time,
			  const struct environment_source *source)
{
	/* guest and guest_nice, which follow, are part of user and nice. */
	uint64_t user, nice, system, idle, iowait, irq, softirq;
	char text[1024];

	if (!environment_read(source, text, sizeof(text), "/proc/stat") ||
	    sscanf(text, "cpu %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
			 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
		   &user, &nice, &system, &idle, &iowait, &irq, &softirq,
		   &time->stolen) != 8)
		return false;
	time->wanted = user + nice + system + irq + softirq + time->stolen;
	return true;
}

static void add_steal_item(struct environment *environment, const char *name,
			   bool known, uint64_t stolen, uint64_t wanted)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "time that the host gives to others is counted as the pool's",
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
	struct cpu_time before = { 0, 0 };
	struct cpu_time after = { 0, 0 };
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

void environment_add_load(struct environment *environment,
			  const struct environment_source *source)
{
	char meminfo[8192];

	/* Before this program itself makes a CPU busy. */
	add_load_average(environment, source);
	add_steal(environment, source);
	environment_read(source, meminfo, sizeof(meminfo), "/proc/meminfo");
	add_memory_item(environment, "memory_total", meminfo, "MemTotal", 0);
	add_memory_item(environment, "memory_available", meminfo,
			"MemAvailable", MEMORY_LIMIT_KB);
	add_swap(environment, meminfo);
}
