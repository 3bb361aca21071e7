// SPDX-License-Identifier: MIT
/* What the CPU is, and the machine in one line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/internal.h"

/* arm64 states numbers only (MIDR_EL1); those of servers, and of emulators. */
static const struct arm_vendor {
	unsigned long implementer;
	const char *name;
} arm_vendors[] = {
	{ 0x00, "QEMU" },
	{ 0x41, "ARM" },
	{ 0x43, "Cavium" },
	{ 0x46, "Fujitsu" },
	{ 0x48, "HiSilicon" },
	{ 0x4e, "NVIDIA" },
	{ 0x51, "Qualcomm" },
	{ 0x61, "Apple" },
	{ 0x6d, "Microsoft" },
	{ 0xc0, "Ampere" },
};

static const struct arm_part {
	unsigned long implementer;
	unsigned long part;
	const char *name;
} arm_parts[] = {
	{ 0x00, 0x051, "QEMU TCG" },
	{ 0x41, 0xd08, "Cortex-A72" },
	{ 0x41, 0xd0c, "Neoverse-N1" },
	{ 0x41, 0xd40, "Neoverse-V1" },
	{ 0x41, 0xd49, "Neoverse-N2" },
	{ 0x41, 0xd4f, "Neoverse-V2" },
	{ 0x41, 0xd83, "Neoverse-V3AE" },
	{ 0x41, 0xd84, "Neoverse-V3" },
	{ 0x41, 0xd8e, "Neoverse-N3" },
	{ 0x43, 0x0af, "ThunderX2" },
	{ 0x46, 0x001, "A64FX" },
	{ 0x48, 0xd01, "Kunpeng-920" },
	{ 0xc0, 0xac3, "Ampere-1" },
	{ 0xc0, 0xac4, "Ampere-1a" },
};

static const struct environment_judgement unstated = {
	.verdict = ENVIRONMENT_UNKNOWN,
	.why = "results hold for one model of CPU; this machine does not say which it is",
};

static const struct environment_judgement unstated_microcode = {
	.verdict = ENVIRONMENT_UNKNOWN,
	.why = "microcode changes what atomic and serializing instructions cost",
};

static bool lookup_hex(const char *text, const char *key, unsigned long *value)
{
	char word[32];

	if (!environment_lookup(text, key, word, sizeof(word)))
		return false;
	*value = strtoul(word, NULL, 0);
	return true;
}

static void add_arm(struct environment *environment, const char *cpuinfo)
{
	unsigned long implementer = 0, part = 0, variant = 0, revision = 0;
	const char *vendor = NULL;
	const char *model = NULL;

	lookup_hex(cpuinfo, "CPU implementer", &implementer);
	lookup_hex(cpuinfo, "CPU part", &part);
	lookup_hex(cpuinfo, "CPU variant", &variant);
	lookup_hex(cpuinfo, "CPU revision", &revision);
	for (size_t i = 0; i < ARRAY_SIZE(arm_vendors); i++) {
		if (arm_vendors[i].implementer == implementer)
			vendor = arm_vendors[i].name;
	}
	for (size_t i = 0; i < ARRAY_SIZE(arm_parts); i++) {
		if (arm_parts[i].implementer == implementer &&
		    arm_parts[i].part == part)
			model = arm_parts[i].name;
	}
	if (model)
		environment_print(environment, "%s", model);
	else
		environment_print(environment, "implementer 0x%02lx part 0x%03lx",
				  implementer, part);
	environment_add_printed(environment, "cpu_model", NULL);
	if (vendor)
		environment_print(environment, "%s", vendor);
	else
		environment_print(environment, "0x%02lx", implementer);
	environment_add_printed(environment, "cpu_vendor", NULL);
	/* There is none that could be loaded: the stepping is all there is. */
	environment_print(environment, "r%lup%lu", variant, revision);
	environment_add_printed(environment, "microcode", NULL);
}

static void add_stated(struct environment *environment, const char *cpuinfo,
		       const char *key, const char *name,
		       const struct environment_judgement *missing)
{
	char value[256];
	bool found = environment_lookup(cpuinfo, key, value, sizeof(value));

	environment_add(environment, name, value, found ? NULL : missing);
}

void environment_add_cpu(struct environment *environment,
			 const struct environment_source *source)
{
	/* Enough for the first CPU, which comes first. */
	char cpuinfo[8192];
	unsigned long implementer;

	environment_read(source, cpuinfo, sizeof(cpuinfo), "/proc/cpuinfo");
	if (lookup_hex(cpuinfo, "CPU implementer", &implementer)) {
		add_arm(environment, cpuinfo);
	} else {
		add_stated(environment, cpuinfo, "model name", "cpu_model",
			   &unstated);
		add_stated(environment, cpuinfo, "vendor_id", "cpu_vendor",
			   &unstated);
		add_stated(environment, cpuinfo, "microcode", "microcode",
			   &unstated_microcode);
	}
#if defined(__x86_64__)
	environment_add(environment, "architecture", "x86-64", NULL);
#else
	environment_add(environment, "architecture", "arm64", NULL);
#endif
}

static void cut(char *text, const char *words)
{
	char *at = strstr(text, words);

	if (at)
		memmove(at, at + strlen(words), strlen(at + strlen(words)) + 1);
}

/* "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz" is "Intel Xeon Gold 6230" */
static void shorten_model(char *model)
{
	static const char *const idle[] = {
		"(R)", "(R)", "(TM)", "(tm)", " CPU", " Processor",
	};
	char *at = strstr(model, " @");

	if (at)
		*at = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(idle); i++)
		cut(model, idle[i]);
}

void environment_make_label(struct environment *environment,
			    const struct environment_source *source)
{
	const struct topology *topology = source->topology;
	const char *model = environment_value(environment, "cpu_model");
	const char *guest = environment_value(environment, "hypervisor");
	const char *kernel = environment_value(environment, "kernel");
	char short_model[256];
	int allowed = 0;

	snprintf(short_model, sizeof(short_model), "%s", model ? model : "");
	shorten_model(short_model);
	for (int i = 0; i < topology->nr_cpus; i++)
		allowed += topology->cpus[i].allowed;
	environment_print(environment, "%s, %d node%s, ",
			  short_model[0] ? short_model : "unknown CPU",
			  topology->nr_nodes,
			  topology->nr_nodes == 1 ? "" : "s");
	if (allowed < topology->nr_cpus)
		environment_print(environment, "%d of ", allowed);
	environment_print(environment, "%d CPU%s", topology->nr_cpus,
			  topology->nr_cpus == 1 ? "" : "s");
	if (guest && strcmp(guest, "none") != 0)
		environment_print(environment, ", %s guest", guest);
	if (kernel)
		environment_print(environment, ", Linux %.*s",
				  (int)strspn(kernel, "0123456789."), kernel);
	environment->label = environment->pending;
	environment->pending = NULL;
}
