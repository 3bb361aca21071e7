/* SPDX-License-Identifier: MIT */
/* A made-up machine with nothing to complain about, and its environment. */
#pragma once

#include <string.h>

#include "made_up.h"
#include "synthetic.h"

#include "env/internal.h"

#define CLOCKSOURCE	"/sys/devices/system/clocksource/clocksource0/"
#define HUGE_PAGES	"/sys/kernel/mm/transparent_hugepage/enabled"
#define GROUP	"/sys/fs/cgroup/"
#define SYSCTL	"/proc/sys/kernel/"
#define MEMINFO	"/proc/meminfo"
#define STAT	"/proc/stat"
#define BOOST	CPU_FOLDER "/cpufreq/boost"
#define GOVERNOR(cpu)	CPU_FOLDER "/cpu" #cpu "/cpufreq/scaling_governor"

static struct topology topology;
static struct environment_source source;
static struct environment *environment;

static inline void put_cpus(const char *name, const char *text)
{
	char path[256];

	for (int cpu = 0; cpu < 8; cpu++) {
		snprintf(path, sizeof(path), CPU_FOLDER "/cpu%d/%s", cpu, name);
		put(path, text);
	}
}

static inline void drop(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s", root, name);
	assert_int_equal(unlink(path), 0);
}

/* Lines of CPUs that are idle */
static inline void put_stat(const char *all)
{
	char text[1024];
	int used = snprintf(text, sizeof(text), "%s", all);

	for (int cpu = 0; cpu < 8; cpu++)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
				 "cpu%d 0 0 0 9 0 0 0 0 0 0\n", cpu);
	put(STAT, text);
}

static inline void quiet_host(void)
{
	put_stat("cpu  1010 0 1000 90000 0 0 0 0 0 0\n");
}

static inline void use_topology(const char *description)
{
	topology_free(&topology);
	assert_int_equal(topology_load_synthetic(&topology, description, NULL),
			 0);
	for (int i = 0; i < topology.nr_cpus; i++)
		topology.cpus[i].isolated = true;
}

/* Files of a machine with nothing to complain about */
static const char *const bare_metal[][2] = {
	{ CPUINFO, "processor\t: 0\nvendor_id\t: GenuineIntel\n"
	  "model name\t: Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz\n"
	  "microcode\t: 0x5003604\n\nprocessor\t: 1\nmodel name\t: Other\n" },
	{ CPU_FOLDER "/online", "0-7\n" },
	{ CPU_FOLDER "/cpu0/cache/index0/level", "1\n" },
	{ CPU_FOLDER "/cpu0/cache/index0/type", "Data\n" },
	{ CPU_FOLDER "/cpu0/cache/index0/size", "32K\n" },
	{ CPU_FOLDER "/cpu0/cache/index0/shared_cpu_list", "0\n" },
	{ CPU_FOLDER "/cpu0/cache/index1/level", "3\n" },
	{ CPU_FOLDER "/cpu0/cache/index1/type", "Unified\n" },
	{ CPU_FOLDER "/cpu0/cache/index1/size", "16384K\n" },
	{ CPU_FOLDER "/cpu0/cache/index1/shared_cpu_list", "0-3\n" },
	{ CPU_FOLDER "/cpufreq/boost", "0\n" },
	{ CPU_FOLDER "/isolated", "0-7\n" },
	{ CPU_FOLDER "/nohz_full", "(null)\n" },
	{ CPU_FOLDER "/vulnerabilities/mds", "Mitigation: Clear buffers\n" },
	{ CPU_FOLDER "/vulnerabilities/meltdown", "Not affected\n" },
	{ CPU_FOLDER "/vulnerabilities/spectre_v2", "Vulnerable\n" },
	{ SYSCTL "hostname", "anvil\n" },
	{ SYSCTL "osrelease", "6.12.9-amd64\n" },
	{ SYSCTL "version", "#1 SMP Debian\n" },
	{ SYSCTL "numa_balancing", "0\n" },
	{ SYSCTL "randomize_va_space", "2\n" },
	{ SYSCTL "perf_event_paranoid", "-1\n" },
	{ CMDLINE, "root=/dev/sda1 isolcpus=0-7 -- --secret\n" },
	{ HUGE_PAGES, "always [madvise] never\n" },
	{ CLOCKSOURCE "current_clocksource", "tsc\n" },
	{ "/proc/loadavg", "0.08 0.03 0.01 1/99 4711\n" },
	{ MEMINFO, "MemTotal:  8388608 kB\nMemAvailable: 4194304 kB\n"
	  "SwapCached: 7 kB\nSwapTotal:  0 kB\nSwapFree:  0 kB\n" },
	{ "/proc/self/cgroup", "0::/\n" },
	{ "/proc/self/mountinfo", "3 2 0:2 / " GROUP " rw - cgroup2 x rw\n" },
	{ GROUP "cgroup.procs", "1\n" },
};

/* Two nodes of four cores, with nothing to complain about. */
static inline int set_up(void **state)
{
	static const uint32_t distances[] = { 10, 21, 21, 10 };

	make_root();
	for (size_t i = 0; i < ARRAY_SIZE(bare_metal); i++)
		put(bare_metal[i][0], bare_metal[i][1]);
	put_stat("cpu  1000 0 1000 90000 0 0 0 0 0 0\n");
	put_cpus("cpufreq/scaling_governor", "performance\n");
	put_cpus("cpufreq/scaling_min_freq", "2100000\n");
	put_cpus("cpufreq/scaling_max_freq", "2100000\n");
	use_topology("pack:2 [numa(memory=2147483648)] core:4 pu:1");
	topology.distances = malloc(sizeof(distances));
	assert_non_null(topology.distances);
	memcpy(topology.distances, distances, sizeof(distances));
	source = (struct environment_source){
		.root = root,
		.topology = &topology,
		.cpuid = true,
		.build_type = "Release",
		.flags = "-O2",
		.sanitizer = "",
		.optimized = true,
		.commit = "0123abc",
		.no_commit = "nobody can rebuild it: git's reason",
		.busy = quiet_host,
	};
	return 0;
}

static inline int tear_down(void **state)
{
	environment_free(environment);
	environment = NULL;
	topology_free(&topology);
	return remove_root();
}

static const struct environment_item *find(const char *name)
{
	const struct environment_item *found = NULL;

	for (size_t i = 0; i < environment->count; i++) {
		if (strcmp(environment->items[i].name, name) != 0)
			continue;
		/* A second one of that name would replace it in the file. */
		assert_null(found);
		found = &environment->items[i];
	}
	if (!found)
		fail_msg("no item %s", name);
	return found;
}

/* What holds of all items, whatever the machine. */
static inline void check_items(void)
{
	for (size_t i = 0; i < environment->count; i++) {
		const struct environment_item *item =
			find(environment->items[i].name);
		const bool unknown = item->verdict == ENVIRONMENT_UNKNOWN;
		const bool unfit = item->verdict == ENVIRONMENT_UNFIT;
		const bool told = unknown || unfit ||
				  item->verdict == ENVIRONMENT_WARNING;

		if (told != !!item->why || (!told && item->remedy))
			fail_msg("%s: why?", item->name);
		if (unfit != !!item->reason)
			fail_msg("%s: unfit needs a reason", item->name);
		if (!item->value[0] && !unknown && !unfit &&
		    item->verdict != ENVIRONMENT_FACT)
			fail_msg("%s: no value, yet judged", item->name);
		if (item->value[0] && unknown &&
		    !strstr(item->value, "not stated"))
			fail_msg("%s: a value, yet unknown", item->name);
	}
}

static inline void collect(void)
{
	environment_free(environment);
	environment = environment_collect_from(&source, NULL);
	assert_non_null(environment);
	check_items();
}

/* @verdict: "fine", or with a reason, "unfit: debug build" */
static inline void expect(const char *name, const char *value,
			  const char *verdict)
{
	const struct environment_item *item = find(name);
	char found[256];

	snprintf(found, sizeof(found), "%s%s%s",
		 environment_verdict_names[item->verdict],
		 item->reason ? ": " : "", item->reason ? item->reason : "");
	if (strcmp(item->value, value) != 0 || strcmp(found, verdict) != 0)
		fail_msg("%s: \"%s\" (%s) instead of \"%s\" (%s)", name,
			 item->value, found, value, verdict);
}

/* A test that finds this machine */
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
