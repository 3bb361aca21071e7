// SPDX-License-Identifier: MIT
#include "env/environment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "base/refused.h"
#include "env/internal.h"

#define BUSY_NS		100000000

const char *const environment_verdict_names[ENVIRONMENT_VERDICT_COUNT] = {
	[ENVIRONMENT_FINE] = "fine",
	[ENVIRONMENT_WARNING] = "warning",
	[ENVIRONMENT_UNFIT] = "unfit",
	[ENVIRONMENT_UNKNOWN] = "unknown",
};

static void (*const groups[])(struct environment *environment,
			      const struct environment_source *source) = {
	environment_add_cpu,
	environment_add_machine,
	environment_add_frequency,
	environment_add_kernel,
	environment_add_clock,
	environment_add_isolation,
	environment_add_virtual,
	environment_add_load,
	environment_add_build,
};

static void busy(const struct environment_source *source)
{
	struct timespec start, now;

	(void)source;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000000000L +
		 now.tv_nsec - start.tv_nsec < BUSY_NS);
}

static void ask_cpuid(struct environment_cpuid *cpuid)
{
	memset(cpuid, 0, sizeof(*cpuid));
#if defined(__x86_64__)
	unsigned int eax, ebx, ecx, edx;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx))
		return;
	cpuid->known = true;
	cpuid->hypervisor = ecx >> 31;
	if (!cpuid->hypervisor)
		return;
	__cpuid(0x40000000, eax, ebx, ecx, edx);
	memcpy(cpuid->vendor, &ebx, 4);
	memcpy(cpuid->vendor + 4, &ecx, 4);
	memcpy(cpuid->vendor + 8, &edx, 4);
#endif
}

void environment_source_this(struct environment_source *source,
			     const struct topology *topology)
{
	source->root = "";
	source->topology = topology;
	source->busy = busy;
	ask_cpuid(&source->cpuid);
	refused_calls(source->refused, sizeof(source->refused));
	environment_build_this(&source->build);
}

static void set_date(struct environment *environment)
{
	time_t now = time(NULL);
	struct tm utc;

	if (gmtime_r(&now, &utc))
		strftime(environment->date, sizeof(environment->date),
			 "%Y-%m-%dT%H:%M:%SZ", &utc);
}

struct environment *
environment_collect_from(const struct environment_source *source,
			 struct error *error)
{
	struct environment *environment = calloc(1, sizeof(*environment));

	if (!environment)
		goto out_no_memory;
	set_date(environment);
	environment_read(source, environment->host, sizeof(environment->host),
			 "/proc/sys/kernel/hostname");
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		groups[i](environment, source);
	environment_make_label(environment, source);
	if (environment->no_memory)
		goto out_no_memory;
	return environment;

out_no_memory:
	environment_free(environment);
	error_set(error, ENOMEM, "no memory for the facts of this machine");
	return NULL;
}

struct environment *environment_collect(const struct topology *topology,
					struct error *error)
{
	struct environment_source source;

	environment_source_this(&source, topology);
	return environment_collect_from(&source, error);
}

void environment_free(struct environment *environment)
{
	if (!environment)
		return;
	for (size_t i = 0; i < environment->count; i++) {
		free(environment->items[i].value);
		free(environment->items[i].reason);
	}
	free(environment->items);
	free(environment->label);
	free(environment->pending);
	free(environment);
}

const struct environment_item *
environment_items(const struct environment *environment, size_t *count)
{
	*count = environment->count;
	return environment->items;
}

const char *environment_label(const struct environment *environment)
{
	return environment->label;
}
