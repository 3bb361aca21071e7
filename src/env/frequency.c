// SPDX-License-Identifier: MIT
/* What may change the clock rate of the CPUs that threads can run on. */
#include <stdio.h>
#include <string.h>

#include "env/internal.h"

#define CPU_FOLDER	"/sys/devices/system/cpu"
#define MAX_DIFFERENT	8

/**
 * struct tally - the different values of a file that each CPU has
 * @count: how many of @values and @cpus are valid
 * @missing: CPUs without the file
 * @values: each of them
 * @cpus: how many CPUs have it
 */
struct tally {
	int count;
	int missing;
	char values[MAX_DIFFERENT][64];
	int cpus[MAX_DIFFERENT];
};

static void tally_add(struct tally *tally, const char *value)
{
	int i;

	for (i = 0; i < tally->count; i++) {
		if (strcmp(tally->values[i], value) == 0)
			break;
	}
	/* A machine with more different ones than that: the last stands in. */
	if (i == MAX_DIFFERENT)
		i--;
	if (i == tally->count) {
		tally->count++;
		snprintf(tally->values[i], sizeof(tally->values[i]), "%s",
			 value);
	}
	tally->cpus[i]++;
}

static bool read_governor(const struct environment_source *source, int cpu,
			  char *value, size_t size)
{
	return environment_read(source, value, size,
			CPU_FOLDER "/cpu%d/cpufreq/scaling_governor", cpu) &&
	       value[0];
}

static bool read_limits(const struct environment_source *source, int cpu,
			char *value, size_t size)
{
	char lowest[24], highest[24];

	if (!environment_read(source, lowest, sizeof(lowest),
			CPU_FOLDER "/cpu%d/cpufreq/scaling_min_freq", cpu) ||
	    !environment_read(source, highest, sizeof(highest),
			CPU_FOLDER "/cpu%d/cpufreq/scaling_max_freq", cpu))
		return false;
	snprintf(value, size, "%s-%s kHz", lowest, highest);
	return true;
}

static void tally_cpus(struct tally *tally,
		       const struct environment_source *source,
		       bool (*read)(const struct environment_source *source,
				    int cpu, char *value, size_t size))
{
	const struct topology *topology = source->topology;

	memset(tally, 0, sizeof(*tally));
	for (int i = 0; i < topology->nr_cpus; i++) {
		char value[64];

		if (!topology->cpus[i].allowed)
			continue;
		if (read(source, topology->cpus[i].cpu, value, sizeof(value)))
			tally_add(tally, value);
		else
			tally->missing++;
	}
}

static void tally_print(struct environment *environment,
			const struct tally *tally)
{
	bool alike = tally->count == 1 && !tally->missing;

	for (int i = 0; i < tally->count; i++) {
		environment_print(environment, "%s%s", i ? ", " : "",
				  tally->values[i]);
		if (!alike)
			environment_print(environment, " (%d CPUs)",
					  tally->cpus[i]);
	}
	if (tally->count && tally->missing)
		environment_print(environment, ", not stated (%d CPUs)",
				  tally->missing);
}

static void add_governor(struct environment *environment,
			 const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "the clock rate may change in the midst of a run, and nothing here tells",
		.remedy = "measure on bare metal with a cpufreq driver; in a guest, have the host's governor set to performance",
	};
	static const struct environment_judgement changing = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "the clock rate changes with the load, and with it every duration",
		.remedy = "cpupower frequency-set -g performance",
	};
	const char *other = NULL;
	struct tally tally;

	tally_cpus(&tally, source, read_governor);
	for (int i = 0; i < tally.count; i++) {
		if (strcmp(tally.values[i], "performance") != 0)
			other = tally.values[i];
	}
	tally_print(environment, &tally);
	if (!other) {
		environment_add_printed(environment, "governor",
			tally.count && !tally.missing ? NULL : &unstated);
		return;
	}
	environment_add_unfit(environment, "governor", environment->pending,
			      &changing, "frequency governor %s", other);
	environment_drop_printed(environment);
}

static void add_boost(struct environment *environment,
		      const struct environment_source *source)
{
	static const struct boost {
		const char *path;
		char on;
		struct environment_judgement judgement;
	} boosts[] = {
		{ CPU_FOLDER "/intel_pstate/no_turbo", '0', {
			.verdict = ENVIRONMENT_WARNING,
			.why = "the clock rate depends on temperature and on how many cores are busy",
			.remedy = "echo 1 > " CPU_FOLDER "/intel_pstate/no_turbo",
		} },
		{ CPU_FOLDER "/cpufreq/boost", '1', {
			.verdict = ENVIRONMENT_WARNING,
			.why = "the clock rate depends on temperature and on how many cores are busy",
			.remedy = "echo 0 > " CPU_FOLDER "/cpufreq/boost",
		} },
	};
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "a boosted clock rate depends on temperature and on how many cores are busy",
		.remedy = "switch boost off in the firmware's setup",
	};

	for (size_t i = 0; i < ARRAY_SIZE(boosts); i++) {
		char value[8];

		if (!environment_read(source, value, sizeof(value), "%s",
				      boosts[i].path) || !value[0])
			continue;
		if (value[0] == boosts[i].on)
			environment_add(environment, "boost", "on",
					&boosts[i].judgement);
		else
			environment_add(environment, "boost", "off", NULL);
		return;
	}
	environment_add(environment, "boost", NULL, &unstated);
}

static void add_limits(struct environment *environment,
		       const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "cycles cannot be told from nanoseconds without the clock rate",
	};
	struct tally tally;

	tally_cpus(&tally, source, read_limits);
	tally_print(environment, &tally);
	environment_add_printed(environment, "frequency_limits",
		tally.count && !tally.missing ? NULL : &unstated);
}

void environment_add_frequency(struct environment *environment,
			       const struct environment_source *source)
{
	add_governor(environment, source);
	add_boost(environment, source);
	add_limits(environment, source);
}
