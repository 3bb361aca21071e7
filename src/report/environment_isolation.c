// SPDX-License-Identifier: MIT
/* Whether other threads and the tick stay away from the measured CPUs. */
#include <string.h>

#include "report/environment_internal.h"

static bool covers_allowed(const char *list, const struct topology *topology)
{
	for (int i = 0; i < topology->nr_cpus; i++) {
		if (topology->cpus[i].allowed &&
		    !environment_list_has(list, topology->cpus[i].cpu))
			return false;
	}
	return true;
}

/* An empty file, and "(null)" of older kernels, are an empty list. */
static bool read_list(const struct environment_source *source, char *list,
		      size_t size, const char *path)
{
	if (!environment_read(source, list, size, "%s", path))
		return false;
	if (strcmp(list, "(null)") == 0)
		list[0] = '\0';
	return true;
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
		.remedy = "boot with isolcpus=, and start on these CPUs with taskset",
	};
	const struct environment_judgement *judgement = NULL;
	char list[1024];
	bool known = read_list(source, list, sizeof(list),
			       "/sys/devices/system/cpu/isolated");

	if (!known)
		judgement = &unstated;
	else if (!covers_allowed(list, source->topology))
		judgement = &shared;
	environment_add(environment, "cpus_isolated",
			known ? list[0] ? list : "none" : NULL, judgement);
}

/* No judgement: the tick costs a run about a thousandth of its time. */
static void add_nohz(struct environment *environment,
		     const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "the kernel does not say on which CPUs it stops the timer tick; probably on none",
	};
	char list[1024];
	bool known = read_list(source, list, sizeof(list),
			       "/sys/devices/system/cpu/nohz_full");

	environment_add(environment, "cpus_without_tick",
			known ? list[0] ? list : "none" : NULL,
			known ? NULL : &unstated);
}

void environment_add_isolation(struct environment *environment,
			       const struct environment_source *source)
{
	add_isolated(environment, source);
	add_nohz(environment, source);
}
