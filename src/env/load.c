// SPDX-License-Identifier: MIT
/* What else the machine does, and what it has left. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cgroup.h"
#include "base/cpu_time.h"
#include "base/small_file.h"
#include "env/internal.h"

#define MEMINFO			"/proc/meminfo"
/* Runnable threads besides this one: more than now and then a daemon. */
#define LOAD_LIMIT		0.5
/* The effects to be told apart are of a few percent. */
#define STEAL_LIMIT_PERCENT	1.0
/* What the largest run of one command maps, generously. */
#define MEMORY_LIMIT_KB		(1024 * 1024)

static enum environment_verdict judge_load(struct look *look)
{
	int length = 0;

	/* Runnable threads and process numbers of this moment follow. */
	sscanf(look->text, "%*f %*f %*f%n", &length);
	look->text[length] = '\0';
	return environment_warn_if(atof(look->text) > LOAD_LIMIT);
}

static bool read_cpu_time(struct cpu_time *time)
{
	size_t n;
	struct cpu_time *times = cpu_time_read(&n);

	if (times)
		*time = times[0];
	free(times);
	return times;
}

/* A share of the time that was wanted: nothing is stolen from an idle CPU. */
static enum environment_verdict judge_steal(struct look *look,
					    const struct cpu_time *before)
{
	struct cpu_time now;
	double percent;

	if (!read_cpu_time(&now) ||
	    now.wanted <= before->wanted || now.stolen < before->stolen)
		return ENVIRONMENT_UNKNOWN;
	percent = 100.0 * (double)(now.stolen - before->stolen) /
		  (double)(now.wanted - before->wanted);
	fprintf(look->value, "%.2f %%", percent);
	return environment_warn_if(percent >= STEAL_LIMIT_PERCENT);
}

static enum environment_verdict judge_steal_since_boot(struct look *look)
{
	return judge_steal(look, &(struct cpu_time){ 0 });
}

static enum environment_verdict judge_steal_now(struct look *look)
{
	struct cpu_time before;

	if (!read_cpu_time(&before))
		return ENVIRONMENT_UNKNOWN;
	look->source->busy();
	return judge_steal(look, &before);
}

static enum environment_verdict no_limit(struct look *look,
					 enum cgroup_limit known)
{
	return known == CGROUP_UNKNOWN ? ENVIRONMENT_UNKNOWN :
	       environment_say(look, ENVIRONMENT_FINE, "none");
}

/* A group that has used its quota up stands still until the period is over. */
static enum environment_verdict judge_quota(struct look *look)
{
	double cpus;
	const enum cgroup_limit known = cgroup_cpu_quota(&cpus);

	if (known != CGROUP_LIMITED)
		return no_limit(look, known);
	fprintf(look->value, "%.2f CPUs", cpus);
	return environment_unfit(look, "CPU quota of %.2f CPUs", cpus);
}

static enum environment_verdict judge_memory_limit(struct look *look)
{
	uint64_t limit, left;
	const enum cgroup_limit known = cgroup_memory(&limit, &left);

	if (known != CGROUP_LIMITED)
		return no_limit(look, known);
	fprintf(look->value, "%" PRIu64 " MiB", limit >> 20);
	return environment_warn_if(left / 1024 < MEMORY_LIMIT_KB);
}

static enum environment_verdict judge_swap(struct look *look)
{
	long long total, unused;

	if (sscanf(look->text, "%lld", &total) != 1 ||
	    !small_file_line(look->text, sizeof(look->text), "SwapFree",
			     MEMINFO))
		return ENVIRONMENT_UNKNOWN;
	unused = atoll(look->text);
	if (!total)
		return environment_say(look, ENVIRONMENT_FINE, "none");
	fprintf(look->value, "%lld MiB, %lld kB used", total / 1024,
		total - unused);
	return environment_warn_if(unused < total);
}

#define WHY_STEAL	"the host gave the CPUs to others during the run: durations include that"
#define LESS_STEAL	"measure on bare metal, or on a host that is not shared"
#define NO_STEAL	"time that the host gives to others is counted as the pool's, and no trial is marked for it: /proc/stat is not of this machine's CPUs"

const struct environment_row environment_load_rows[] = {
	/* Before this program itself makes a CPU busy. */
	{ .name = "load_average", .path = "/proc/loadavg", .judge = judge_load,
	  .why = "before the run began, other programs used caches, memory bandwidth and CPUs",
	  .remedy = "stop them, or wait until the load average has fallen",
	  .missing = "other programs take caches, memory bandwidth and CPUs" },
	{ .name = "steal_since_boot", .judge = judge_steal_since_boot,
	  .why = WHY_STEAL, .remedy = LESS_STEAL, .missing = NO_STEAL },
	{ .name = "steal_now", .judge = judge_steal_now,
	  .why = WHY_STEAL, .remedy = LESS_STEAL, .missing = NO_STEAL },
	{ .name = "cpu_quota", .judge = judge_quota,
	  .why = "the kernel stops all threads when the quota of a period is used up",
	  .remedy = "measure without a CPU limit (docker without --cpus, Kubernetes without limits.cpu)",
	  .missing = "not all cgroups that this process is in can be seen: under a CPU quota all its threads are stopped at times",
	  .missing_remedy = "see the cgroups on the host, or measure outside of the container" },
	{ .name = "memory_total", .path = MEMINFO, .key = "MemTotal" },
	{ .name = "memory_available", .path = MEMINFO, .key = "MemAvailable",
	  .least = MEMORY_LIMIT_KB,
	  .why = "the kernel may reclaim memory during a run",
	  .remedy = "stop what uses the memory",
	  .missing = "a run must not be short of memory" },
	{ .name = "memory_limit", .judge = judge_memory_limit,
	  .why = "points that need more are unavailable",
	  .remedy = "allow the cgroup (container) more memory",
	  .missing = "not all cgroups that this process is in can be seen: one without memory left kills a trial, or this program" },
	{ .name = "swap", .path = MEMINFO, .key = "SwapTotal",
	  .judge = judge_swap,
	  .why = "the machine was short of memory: a page that was swapped out costs milliseconds to touch",
	  .remedy = "swapoff -a",
	  .missing = "a page that was swapped out costs milliseconds to touch" },
	{ .name = NULL },
};
