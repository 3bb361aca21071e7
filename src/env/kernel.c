// SPDX-License-Identifier: MIT
/* The kernel's settings: one small file each, mostly. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/internal.h"

#define VULNERABILITIES	"/sys/devices/system/cpu/vulnerabilities"
/* Above this, the kernel refuses events to users; Debian's own value is 3. */
#define PARANOID_LIMIT	2

/**
 * struct setting - an item that is one small file
 * @name: of the item
 * @path: of the file
 * @choices: the file lists all choices, with the one in force in brackets
 * @suspect: whether the value earns @judgement; NULL never
 * @judgement: of a suspect value
 * @missing: why it matters that there is no such file
 */
struct setting {
	const char *name;
	const char *path;
	bool choices;
	bool (*suspect)(const char *value,
			const struct environment_source *source);
	struct environment_judgement judgement;
	const char *missing;
};

static bool is_always(const char *value,
		      const struct environment_source *source)
{
	(void)source;
	return strcmp(value, "always") == 0;
}

static bool moves_pages(const char *value,
			const struct environment_source *source)
{
	return atoi(value) != 0 && source->topology->nr_nodes > 1;
}

static bool is_zero(const char *value, const struct environment_source *source)
{
	(void)source;
	return strcmp(value, "0") == 0;
}

static bool refuses_events(const char *value,
			   const struct environment_source *source)
{
	(void)source;
	return atoi(value) > PARANOID_LIMIT;
}

static const struct setting settings[] = {
	{
		.name = "kernel",
		.path = "/proc/sys/kernel/osrelease",
		.missing = "scheduler and futex differ from kernel to kernel",
	}, {
		.name = "kernel_version",
		.path = "/proc/sys/kernel/version",
		.missing = "two builds of one release can differ",
	}, {
		.name = "transparent_huge_pages",
		.path = "/sys/kernel/mm/transparent_hugepage/enabled",
		.choices = true,
		.suspect = is_always,
		.judgement = {
			.verdict = ENVIRONMENT_WARNING,
			.why = "whether an allocator's memory lies in huge pages depends on what ran before",
			.remedy = "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
		},
		.missing = "huge pages change how often address translation misses",
	}, {
		.name = "numa_balancing",
		.path = "/proc/sys/kernel/numa_balancing",
		.suspect = moves_pages,
		.judgement = {
			.verdict = ENVIRONMENT_WARNING,
			.why = "the kernel unmaps pages to see who uses them, and moves them, in the midst of a run",
			.remedy = "sysctl kernel.numa_balancing=0",
		},
		.missing = "the kernel may move pages between nodes in the midst of a run",
	}, {
		.name = "aslr",
		.path = "/proc/sys/kernel/randomize_va_space",
		.suspect = is_zero,
		.judgement = {
			.verdict = ENVIRONMENT_WARNING,
			.why = "all processes have one layout, whose luck is then taken for a property of the code",
			.remedy = "sysctl kernel.randomize_va_space=2",
		},
		.missing = "a single layout's luck may be taken for a property of the code",
	}, {
		.name = "perf_event_paranoid",
		.path = "/proc/sys/kernel/perf_event_paranoid",
		.suspect = refuses_events,
		.judgement = {
			.verdict = ENVIRONMENT_WARNING,
			.why = "the kernel refuses hardware counters, which would explain the figures",
			.remedy = "sysctl kernel.perf_event_paranoid=2",
		},
		.missing = "without perf events there are no hardware counters to explain the figures",
	},
};

/* "always [madvise] never" becomes "madvise" */
static void take_bracketed(char *value)
{
	const char *start = strchr(value, '[');
	size_t length;

	if (!start)
		return;
	length = strcspn(++start, "]");
	memmove(value, start, length);
	value[length] = '\0';
}

static void add_setting(struct environment *environment,
			const struct environment_source *source,
			const struct setting *setting)
{
	const struct environment_judgement missing = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = setting->missing,
	};
	const struct environment_judgement *judgement = NULL;
	char value[512];

	environment_read(source, value, sizeof(value), "%s", setting->path);
	if (setting->choices)
		take_bracketed(value);
	if (!value[0])
		judgement = &missing;
	else if (setting->suspect && setting->suspect(value, source))
		judgement = &setting->judgement;
	environment_add(environment, setting->name, value, judgement);
}

/*
 * Parameters that can change a figure. The others are counted and not named:
 * results are sent to strangers, and a command line can name disks and hosts.
 */
static bool is_about_performance(const char *parameter)
{
	static const char *const names[] = {
		"amd_pstate", "clocksource", "cpufreq.", "default_hugepagesz",
		"hugepages", "idle", "init_on_alloc", "init_on_free",
		"intel_idle.", "intel_pstate", "isolcpus", "kvm-clock",
		"maxcpus", "mitigations", "movable_node", "nmi_watchdog",
		"no-kvmclock", "nohz", "nohz_full", "nopti", "norandmaps",
		"nosmt", "nr_cpus", "nospectre", "numa", "numa_balancing",
		"preempt", "processor.max_cstate", "pti", "rcu_nocbs",
		"retbleed", "rseq", "skew_tick", "slab_nomerge", "slub_debug",
		"spec_store_bypass_disable", "spectre_v2", "srso",
		"transparent_hugepage", "tsc", "tsx",
	};
	const size_t length = strcspn(parameter, "=");

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const size_t prefix = strlen(names[i]);
		const bool family = names[i][prefix - 1] == '.';

		if (strncmp(parameter, names[i], prefix) == 0 &&
		    (family || prefix == length))
			return true;
	}
	return false;
}

static void add_command_line(struct environment *environment,
			     const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "the kernel's command line can isolate CPUs or drop mitigations",
	};
	char text[4097], value[4200] = "", *rest = text, *parameter;
	unsigned int others = 0;
	size_t used = 0;

	environment_read(source, text, sizeof(text), "/proc/cmdline");
	while ((parameter = strsep(&rest, " \n"))) {
		/* What follows is for the first process, not the kernel. */
		if (strcmp(parameter, "--") == 0)
			break;
		if (is_about_performance(parameter))
			used += (size_t)sprintf(value + used, "%s ",
						parameter);
		else
			others += *parameter != '\0';
	}
	if (others)
		sprintf(value + used, "(%u others, not about performance)",
			others);
	else if (used)
		value[used - 1] = '\0';
	environment_add(environment, "kernel_command_line", value,
			value[0] ? NULL : &unstated);
}

enum { VULNERABLE, MITIGATED, UNSTATED, NOT_AFFECTED, KINDS };

static int kind_of(const char *text)
{
	/* Says of which module it is true. */
	if (strncmp(text, "KVM: ", 5) == 0)
		text += 5;
	if (strncmp(text, "Vulnerable", 10) == 0)
		return VULNERABLE;
	if (strncmp(text, "Mitigation", 10) == 0)
		return MITIGATED;
	if (strncmp(text, "Not affected", 12) == 0)
		return NOT_AFFECTED;
	return UNSTATED;
}

static int in_name_order(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void print_kind(struct environment *environment,
		       const struct environment_source *source,
		       struct dirent **files, int count, int kind)
{
	static const char *const titles[KINDS] = {
		[VULNERABLE] = "vulnerable",
		[MITIGATED] = "mitigated",
		[UNSTATED] = "not stated",
		[NOT_AFFECTED] = "not affected",
	};
	bool first = true;

	for (int i = 0; i < count; i++) {
		char text[512];

		environment_read(source, text, sizeof(text),
				 VULNERABILITIES "/%s", files[i]->d_name);
		if (kind_of(text) != kind)
			continue;
		if (first)
			environment_print(environment, "%s%s:",
					  environment->pending ? "; " : "",
					  titles[kind]);
		environment_print(environment, "%s %s", first ? "" : ",",
				  files[i]->d_name);
		first = false;
	}
}

static void add_mitigations(struct environment *environment,
			    const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "mitigations make system calls and indirect branches slower",
	};
	static const struct environment_judgement off = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "system calls and indirect branches cost less than on machines in production",
		.remedy = "boot without mitigations=off",
	};
	const char *line = environment_value(environment,
					     "kernel_command_line");
	struct dirent **files = NULL;
	char *folder = NULL;
	int count = -1;

	if (asprintf(&folder, "%s" VULNERABILITIES, source->root) >= 0) {
		count = scandir(folder, &files, is_visible, in_name_order);
		free(folder);
	}
	for (int kind = 0; kind < KINDS; kind++)
		print_kind(environment, source, files, count, kind);
	for (int i = 0; i < count; i++)
		free(files[i]);
	free(files);
	if (line && strstr(line, "mitigations=off"))
		environment_add_printed(environment, "mitigations", &off);
	else
		environment_add_printed(environment, "mitigations",
			environment->pending ? NULL : &unstated);
}

static void add_refused(struct environment *environment,
			const struct environment_source *source)
{
	static const struct environment_judgement refused = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "the kernel, or a container's filter, refuses these system calls: without mbind and move_pages nobody knows on which node memory lies, without perf_event_open nothing is counted, without sched_setaffinity no thread is pinned, without rseq there are no per-CPU pools",
		.remedy = "docker run --security-opt seccomp=unconfined, or --cap-add SYS_NICE --cap-add PERFMON",
	};
	const bool any = source->refused[0];

	environment_add(environment, "refused_calls",
			any ? source->refused : "none", any ? &refused : NULL);
}

void environment_add_kernel(struct environment *environment,
			    const struct environment_source *source)
{
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		add_setting(environment, source, &settings[i]);
	add_command_line(environment, source);
	add_mitigations(environment, source);
	add_refused(environment, source);
}
