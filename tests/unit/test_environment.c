// SPDX-License-Identifier: MIT
/* Made-up machines, as folders with the files of /proc and /sys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "made_up.h"

#include "env/internal.h"
#include "trial/trial.h"

#define CPU	"/sys/devices/system/cpu"
#define DMI	"/sys/class/dmi/id"
#define CLOCKSOURCE	"/sys/devices/system/clocksource/clocksource0"

static struct topology topology;
static struct environment_source source;
static struct environment *environment;

static void put_cpu(int cpu, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), CPU "/cpu%d/%s", cpu, name);
	put(path, text);
}

static void drop(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s", root, name);
	assert_int_equal(unlink(path), 0);
}

/* Lines of CPUs that are idle */
static void put_stat(const char *all)
{
	char text[1024];
	int used = snprintf(text, sizeof(text), "%s", all);

	for (int cpu = 0; cpu < 8; cpu++)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
				 "cpu%d 0 0 0 9 0 0 0 0 0 0\n", cpu);
	put("/proc/stat", text);
}

static void quiet_host(const struct environment_source *unused)
{
	(void)unused;
	put_stat("cpu  1010 0 1000 90000 0 0 0 0 0 0\n");
}

static void greedy_host(const struct environment_source *unused)
{
	(void)unused;
	put_stat("cpu  1006 0 1000 90000 0 0 0 5 0 0\n");
}

static void use_topology(const char *description)
{
	struct error error;

	topology_free(&topology);
	if (topology_load_synthetic(&topology, description, &error))
		fail_msg("%s", error.text);
}

static const char *const bare_metal[][2] = {
	{ "/proc/sys/kernel/hostname", "anvil\n" },
	{ "/proc/sys/kernel/osrelease", "6.12.9-amd64\n" },
	{ "/proc/sys/kernel/version", "#1 SMP Debian\n" },
	{ "/proc/sys/kernel/numa_balancing", "0\n" },
	{ "/proc/sys/kernel/randomize_va_space", "2\n" },
	{ "/proc/sys/kernel/perf_event_paranoid", "-1\n" },
	{ "/proc/cpuinfo",
	  "processor\t: 0\nvendor_id\t: GenuineIntel\n"
	  "model name\t: Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz\n"
	  "microcode\t: 0x5003604\n\nprocessor\t: 1\nmodel name\t: Other\n" },
	{ "/proc/cmdline", "root=/dev/sda1 isolcpus=0-7 -- --secret\n" },
	{ "/proc/loadavg", "0.08 0.03 0.01 1/99 4711\n" },
	{ CPU "/online", "0-7\n" },
	{ "/proc/self/cgroup", "0::/\n" },
	{ "/proc/self/mountinfo",
	  "30 22 0:24 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n" },
	{ "/sys/fs/cgroup/cgroup.procs", "1\n" },
	{ "/proc/meminfo",
	  "MemTotal:  8388608 kB\nMemFree:  1 kB\nMemAvailable: 4194304 kB\n"
	  "SwapCached: 7 kB\nSwapTotal:  0 kB\nSwapFree:  0 kB\n" },
	{ "/sys/kernel/mm/transparent_hugepage/enabled",
	  "always [madvise] never\n" },
	{ CLOCKSOURCE "/current_clocksource", "tsc\n" },
	{ CPU "/isolated", "0-7\n" },
	{ CPU "/nohz_full", "(null)\n" },
	{ CPU "/cpufreq/boost", "0\n" },
	{ CPU "/vulnerabilities/mds", "Mitigation: Clear CPU buffers; "
	  "SMT vulnerable\n" },
	{ CPU "/vulnerabilities/meltdown", "Not affected\n" },
	{ CPU "/vulnerabilities/spectre_v2", "Vulnerable; BHI: Not affected\n" },
	{ CPU "/vulnerabilities/itlb_multihit", "KVM: Mitigation: Split\n" },
	{ CPU "/vulnerabilities/srbds", "Unknown: Dependent on hypervisor\n" },
	{ CPU "/cpu0/cache/index0/level", "1\n" },
	{ CPU "/cpu0/cache/index0/type", "Data\n" },
	{ CPU "/cpu0/cache/index0/size", "32K\n" },
	{ CPU "/cpu0/cache/index0/shared_cpu_list", "0\n" },
	{ CPU "/cpu0/cache/index1/level", "3\n" },
	{ CPU "/cpu0/cache/index1/type", "Unified\n" },
	{ CPU "/cpu0/cache/index1/size", "16384K\n" },
	{ CPU "/cpu0/cache/index1/shared_cpu_list", "0-3\n" },
};

/* Two nodes of four cores, with nothing to complain about. */
static int set_up(void **state)
{
	static const uint32_t distances[] = { 10, 21, 21, 10 };

	(void)state;
	make_root();
	for (size_t i = 0; i < ARRAY_SIZE(bare_metal); i++)
		put(bare_metal[i][0], bare_metal[i][1]);
	put_stat("cpu  1000 0 1000 90000 0 0 0 0 0 0\n");
	for (int cpu = 0; cpu < 8; cpu++) {
		put_cpu(cpu, "cpufreq/scaling_governor", "performance\n");
		put_cpu(cpu, "cpufreq/scaling_min_freq", "2100000\n");
		put_cpu(cpu, "cpufreq/scaling_max_freq", "2100000\n");
	}
	use_topology("pack:2 [numa(memory=2147483648)] core:4 pu:1");
	topology.distances = malloc(sizeof(distances));
	assert_non_null(topology.distances);
	memcpy(topology.distances, distances, sizeof(distances));
	source = (struct environment_source){
		.root = root,
		.topology = &topology,
		.cpuid = { .known = true },
		.build = {
			.version = "1.2.3",
			.compiler = "GNU 12.2.0",
			.type = "Release",
			.flags = "-O2",
			.sanitizer = "",
			.optimized = true,
			.commit = "0123abc",
		},
		.busy = quiet_host,
	};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	environment_free(environment);
	environment = NULL;
	topology_free(&topology);
	return remove_root();
}

static const struct environment_item *find(const char *name)
{
	const struct environment_item *items, *found = NULL;
	size_t count;

	items = environment_items(environment, &count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(items[i].name, name) != 0)
			continue;
		/* A second one of that name would replace it in the file. */
		assert_null(found);
		found = &items[i];
	}
	if (!found)
		fail_msg("no item %s", name);
	return found;
}

/* What holds of all items, whatever the machine. */
static void check_items(void)
{
	const struct environment_item *items;
	size_t count;

	items = environment_items(environment, &count);
	for (size_t i = 0; i < count; i++) {
		const struct environment_item *item = find(items[i].name);
		bool fine = item->verdict == ENVIRONMENT_FINE;
		bool unfit = item->verdict == ENVIRONMENT_UNFIT;

		if (fine != !item->why)
			fail_msg("%s: %s, but why?", item->name,
				 environment_verdict_names[item->verdict]);
		if (unfit != !!item->reason)
			fail_msg("%s: unfit needs a reason", item->name);
		if (!item->value[0] && item->verdict != ENVIRONMENT_UNKNOWN &&
		    !unfit)
			fail_msg("%s: no value, yet judged", item->name);
		if (item->value[0] && item->verdict == ENVIRONMENT_UNKNOWN &&
		    !strstr(item->value, "not stated"))
			fail_msg("%s: a value, yet unknown", item->name);
	}
}

static void collect(void)
{
	struct error error;

	environment_free(environment);
	environment = environment_collect_from(&source, &error);
	assert_non_null(environment);
	check_items();
}

static void expect(const char *name, const char *value,
		   enum environment_verdict verdict)
{
	const struct environment_item *item = find(name);

	if (strcmp(item->value, value) != 0 || item->verdict != verdict)
		fail_msg("%s: \"%s\" (%s) instead of \"%s\" (%s)", name,
			 item->value, environment_verdict_names[item->verdict],
			 value, environment_verdict_names[verdict]);
}

static void expect_unfit(const char *name, const char *value,
			 const char *reason)
{
	expect(name, value, ENVIRONMENT_UNFIT);
	assert_string_equal(find(name)->reason, reason);
}

static const struct {
	const char *name;
	const char *value;
} facts[] = {
	{ "cpu_model", "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz" },
	{ "cpu_vendor", "GenuineIntel" },
	{ "microcode", "0x5003604" },
	{ "cpus_online", "0-7" },
	{ "cpus_allowed", "0-7" },
	{ "packages", "2" },
	{ "cores", "8" },
	{ "smt", "not active: 1 thread per core" },
	{ "nodes", "2" },
	{ "node_distances", "0: 10 21; 1: 21 10" },
	{ "node_memory", "0: 2048 MiB; 1: 2048 MiB" },
	{ "caches", "L1d 32K (CPU 0), L3 16384K (CPU 0-3)" },
	{ "governor", "performance" },
	{ "boost", "off" },
	{ "frequency_limits", "2100000-2100000 kHz" },
	{ "kernel", "6.12.9-amd64" },
	{ "kernel_version", "#1 SMP Debian" },
	{ "kernel_command_line", "isolcpus=0-7 (1 others, not about performance)" },
	{ "cpus_isolated", "0-7" },
	{ "nohz_full", "none" },
	{ "mitigations", "vulnerable: spectre_v2; mitigated: itlb_multihit, mds; not stated: srbds; not affected: meltdown" },
	{ "transparent_huge_pages", "madvise" },
	{ "numa_balancing", "0" },
	{ "aslr", "2" },
	{ "hypervisor", "none" },
	{ "emulation", "none" },
	{ "clocksource", "tsc" },
	{ "perf_event_paranoid", "-1" },
	{ "load_average", "0.08 0.03 0.01" },
	{ "steal_since_boot", "0.00 %" },
	{ "steal_now", "0.00 %" },
	{ "memory_total", "8192 MiB" },
	{ "memory_available", "4096 MiB" },
	{ "swap", "none" },
	{ "cpu_quota", "none" },
	{ "memory_limit", "none" },
	{ "refused_calls", "none" },
	{ "version", "1.2.3" },
	{ "compiler", "GNU 12.2.0" },
	{ "build_type", "Release" },
	{ "build_flags", "-O2" },
	{ "sanitizer", "none" },
	{ "commit", "0123abc" },
	{ "dirty", "no" },
};

static void test_bare_metal_is_fit(void **state)
{
	const struct environment_item *items;
	size_t count;

	(void)state;
	collect();
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		expect(facts[i].name, facts[i].value, ENVIRONMENT_FINE);
	items = environment_items(environment, &count);
	for (size_t i = 0; i < count; i++) {
		if (items[i].verdict == ENVIRONMENT_UNFIT)
			fail_msg("%s is unfit: %s", items[i].name,
				 items[i].reason);
	}
	assert_string_equal(environment_label(environment),
		"Intel Xeon Gold 6230, 2 nodes, 8 CPUs, Linux 6.12.9");
}

/* The facts of the running program are left; none of the machine's are. */
static void test_nothing_readable_is_unknown(void **state)
{
	static const char *const of_files[] = {
		"cpu_model", "cpu_vendor", "microcode", "caches", "governor",
		"boost", "frequency_limits", "kernel", "kernel_version",
		"transparent_huge_pages", "numa_balancing", "aslr",
		"clocksource", "perf_event_paranoid", "kernel_command_line",
		"mitigations", "cpus_isolated", "nohz_full", "hypervisor",
		"emulation", "load_average", "steal_since_boot", "steal_now",
		"memory_total", "memory_available", "swap", "cpu_quota",
		"memory_limit",
	};

	(void)state;
	source.root = "/nonexistent";
	source.cpuid.known = false;
	collect();
	for (size_t i = 0; i < ARRAY_SIZE(of_files); i++)
		expect(of_files[i], "", ENVIRONMENT_UNKNOWN);
	assert_string_equal(environment_label(environment),
			    "unknown CPU, 2 nodes, 8 CPUs");
}

static void test_governor(void **state)
{
	(void)state;
	put_cpu(6, "cpufreq/scaling_governor", "powersave\n");
	collect();
	expect_unfit("governor", "performance (7 CPUs), powersave (1 CPUs)",
		     "frequency governor powersave");

	/* A CPU that no thread can run on does not matter. */
	for (int i = 0; i < topology.nr_cpus; i++)
		topology.cpus[i].allowed = topology.cpus[i].cpu != 6;
	collect();
	expect("governor", "performance", ENVIRONMENT_FINE);

	drop(CPU "/cpu0/cpufreq/scaling_governor");
	collect();
	expect("governor", "performance (6 CPUs), not stated (1 CPUs)",
	       ENVIRONMENT_UNKNOWN);

	for (int cpu = 1; cpu < 8; cpu++)
		put_cpu(cpu, "cpufreq/scaling_governor", "");
	collect();
	expect("governor", "", ENVIRONMENT_UNKNOWN);
}

static void test_boost(void **state)
{
	(void)state;
	put(CPU "/cpufreq/boost", "1\n");
	collect();
	expect("boost", "on", ENVIRONMENT_WARNING);
	put(CPU "/intel_pstate/no_turbo", "1\n");
	collect();
	expect("boost", "off", ENVIRONMENT_FINE);
	put(CPU "/intel_pstate/no_turbo", "0\n");
	collect();
	expect("boost", "on", ENVIRONMENT_WARNING);
	assert_non_null(strstr(find("boost")->remedy, "no_turbo"));
}

static void test_settings(void **state)
{
	static const struct {
		const char *path, *text, *name, *value;
		enum environment_verdict verdict;
	} cases[] = {
		{ "/sys/kernel/mm/transparent_hugepage/enabled",
		  "[always] madvise never\n", "transparent_huge_pages",
		  "always", ENVIRONMENT_WARNING },
		{ "/sys/kernel/mm/transparent_hugepage/enabled",
		  "always madvise [never]\n", "transparent_huge_pages",
		  "never", ENVIRONMENT_FINE },
		{ "/proc/sys/kernel/numa_balancing", "1\n", "numa_balancing",
		  "1", ENVIRONMENT_WARNING },
		{ "/proc/sys/kernel/randomize_va_space", "0\n", "aslr", "0",
		  ENVIRONMENT_WARNING },
		{ "/proc/sys/kernel/perf_event_paranoid", "2\n",
		  "perf_event_paranoid", "2", ENVIRONMENT_FINE },
		{ "/proc/sys/kernel/perf_event_paranoid", "3\n",
		  "perf_event_paranoid", "3", ENVIRONMENT_WARNING },
		{ "/proc/loadavg", "0.50 0 0 1/2 3\n", "load_average",
		  "0.50 0 0", ENVIRONMENT_FINE },
		{ "/proc/loadavg", "0.51 0 0 1/2 3\n", "load_average",
		  "0.51 0 0", ENVIRONMENT_WARNING },
		{ "/proc/meminfo", "MemAvailable: 1048575 kB\n",
		  "memory_available", "1023 MiB", ENVIRONMENT_WARNING },
		{ "/proc/meminfo", "SwapTotal: 2048 kB\nSwapFree: 2048 kB\n",
		  "swap", "2 MiB, 0 kB used", ENVIRONMENT_FINE },
		{ "/proc/meminfo", "SwapTotal: 2048 kB\nSwapFree: 2044 kB\n",
		  "swap", "2 MiB, 4 kB used", ENVIRONMENT_WARNING },
		{ CPU "/isolated", "\n", "cpus_isolated", "none",
		  ENVIRONMENT_WARNING },
		{ CPU "/isolated", "0-3,5-7\n", "cpus_isolated", "0-3,5-7",
		  ENVIRONMENT_WARNING },
		{ CPU "/isolated", "0,1-6,7\n", "cpus_isolated", "0,1-6,7",
		  ENVIRONMENT_FINE },
		{ "/proc/cmdline", "quiet mitigations=off\n", "mitigations",
		  "vulnerable: spectre_v2; mitigated: itlb_multihit, mds; not stated: srbds; not affected: meltdown",
		  ENVIRONMENT_WARNING },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		put(cases[i].path, cases[i].text);
		collect();
		expect(cases[i].name, cases[i].value, cases[i].verdict);
	}
}

/* Twice the last-level cache, however large, and never less than 64 MiB. */
static void test_cold_source(void **state)
{
	static const struct {
		uint64_t mib;
		const char *value;
	} cases[] = {
		{ 8, "64 MiB for a last-level cache of 8192 KiB" },
		{ 33, "66 MiB for a last-level cache of 33792 KiB" },
		{ 114, "228 MiB for a last-level cache of 116736 KiB" },
		{ 384, "768 MiB for a last-level cache of 393216 KiB" },
		{ 1152, "2304 MiB for a last-level cache of 1179648 KiB" },
	};

	(void)state;
	topology.cache_bytes = 0;
	collect();
	expect("cold_source", "64 MiB, last-level cache not stated",
	       ENVIRONMENT_UNKNOWN);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		topology.cache_bytes = cases[i].mib << 20;
		collect();
		expect("cold_source", cases[i].value, ENVIRONMENT_FINE);
		assert_int_equal(trial_cold_bytes(topology.cache_bytes),
				 (uint64_t)atoi(cases[i].value) << 20);
	}
	topology.cache_bytes = 0;
}

#define GOOD_FLAGS	"fpu tsc constant_tsc rep_good nonstop_tsc cpuid"

/* A counter that the kernel has given up makes all times worthless. */
static void test_clock(void **state)
{
	static const struct {
		const char *current, *available, *line, *flags, *fault;
	} cases[] = {
		{ "tsc", "tsc hpet acpi_pm \n", "quiet", GOOD_FLAGS, NULL },
		{ "kvm-clock", "kvm-clock tsc acpi_pm \n", "", GOOD_FLAGS,
		  NULL },
		{ "xen", "xen tsc hpet \n", "", GOOD_FLAGS, NULL },
		{ "hyperv_clocksource_tsc_page",
		  "hyperv_clocksource_tsc_page tsc acpi_pm\n", "",
		  GOOD_FLAGS, NULL },
		{ "arch_sys_counter", "arch_sys_counter \n", "", NULL, NULL },
		{ "tsc", "tsc \n", "tsc=reliable", GOOD_FLAGS, NULL },
		{ "hpet", "hpet acpi_pm \n", "", GOOD_FLAGS,
		  "the kernel has given it up" },
		{ "kvm-clock", "kvm-clock acpi_pm \n", "", GOOD_FLAGS,
		  "the kernel has given it up" },
		{ "kvm-clock", "kvm-clock acpi_pm \n", "x tsc=unstable y",
		  GOOD_FLAGS, "tsc=unstable" },
		{ "hpet", "tsc hpet \n", "clocksource=hpet", GOOD_FLAGS,
		  "the kernel uses another clock" },
		{ "tsc", "tsc \n", "", "fpu tsc nonstop_tsc",
		  "no constant_tsc" },
		{ "kvm-clock", "kvm-clock tsc\n", "",
		  "fpu constant_tsc nonstop_tsc_s3", "no nonstop_tsc" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[256];

		put(CLOCKSOURCE "/current_clocksource", cases[i].current);
		put(CLOCKSOURCE "/available_clocksource", cases[i].available);
		put("/proc/cmdline", cases[i].line);
		snprintf(text, sizeof(text), "processor\t: 0\n%s%s\n\n",
			 cases[i].flags ? "flags\t\t: " : "",
			 cases[i].flags ? cases[i].flags : "");
		put("/proc/cpuinfo", text);
		collect();
		if (!cases[i].fault) {
			expect("clocksource", cases[i].current,
			       ENVIRONMENT_FINE);
			continue;
		}
		snprintf(text, sizeof(text), "time-stamp counter: %s",
			 cases[i].fault);
		expect_unfit("clocksource", cases[i].current, text);
	}
}

static void test_steal(void **state)
{
	(void)state;
	/* A share of what was wanted: idle time does not thin it. */
	put_stat("cpu  500 100 200 900000 9000 50 50 100 300 0\n");
	source.busy = quiet_host;
	collect();
	expect("steal_since_boot", "10.00 %", ENVIRONMENT_WARNING);
	/* Counted backwards: no share can be told. */
	expect("steal_now", "", ENVIRONMENT_UNKNOWN);

	put_stat("cpu  1000 0 1000 90000 0 0 0 1 0 0\n");
	source.busy = greedy_host;
	collect();
	expect("steal_since_boot", "0.05 %", ENVIRONMENT_FINE);
	expect("steal_now", "40.00 %", ENVIRONMENT_WARNING);
}

/* Renumbered, as in a container: whose time it is nobody knows. */
static void test_steal_of_other_cpus(void **state)
{
	(void)state;
	put(CPU "/online", "8-15\n");
	collect();
	expect("steal_since_boot", "", ENVIRONMENT_UNKNOWN);
	expect("steal_now", "", ENVIRONMENT_UNKNOWN);
}

static void test_limits_of_a_container(void **state)
{
	(void)state;
	put("/sys/fs/cgroup/cpu.max", "150000 100000\n");
	put("/sys/fs/cgroup/memory.max", "2147483648\n");
	put("/sys/fs/cgroup/memory.current", "1048576\n");
	put("/sys/fs/cgroup/cpuset.cpus.partition", "isolated\n");
	put("/sys/fs/cgroup/cpuset.cpus.effective", "0-7\n");
	put(CPU "/isolated", "\n");
	strcpy(source.refused, "mbind, move_pages");
	collect();
	expect_unfit("cpu_quota", "1.50 CPUs", "CPU quota of 1.50 CPUs");
	expect("memory_limit", "2048 MiB", ENVIRONMENT_FINE);
	expect("cpus_isolated", "0-7 (cpuset), at boot: none",
	       ENVIRONMENT_FINE);
	expect("refused_calls", "mbind, move_pages", ENVIRONMENT_WARNING);

	put("/sys/fs/cgroup/memory.current", "2146435072\n");
	put("/sys/fs/cgroup/cpuset.cpus.effective", "0-6\n");
	collect();
	expect("memory_limit", "2048 MiB", ENVIRONMENT_WARNING);
	expect("cpus_isolated", "0-6 (cpuset), at boot: none",
	       ENVIRONMENT_WARNING);
}

static void test_hypervisor_by_cpuid(void **state)
{
	static const struct {
		const char *vendor, *name, *reason;
	} cases[] = {
		{ "KVMKVMKVM", "KVM", "virtual machine (KVM)" },
		{ "Microsoft Hv", "Hyper-V", "virtual machine (Hyper-V)" },
		{ "VMwareVMware", "VMware", "virtual machine (VMware)" },
		{ "SomethingNew", "SomethingNew",
		  "virtual machine (SomethingNew)" },
		{ "", "unnamed hypervisor",
		  "virtual machine (unnamed hypervisor)" },
	};

	(void)state;
	source.cpuid.hypervisor = true;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		strcpy(source.cpuid.vendor, cases[i].vendor);
		collect();
		expect_unfit("hypervisor", cases[i].name, cases[i].reason);
		expect("emulation", "none", ENVIRONMENT_FINE);
	}
	strcpy(source.cpuid.vendor, "KVMKVMKVM");
	collect();
	assert_string_equal(environment_label(environment),
		"Intel Xeon Gold 6230, 2 nodes, 8 CPUs, KVM guest, Linux 6.12.9");
}

static void test_hypervisor_by_firmware(void **state)
{
	static const struct {
		const char *vendor, *product;
		bool cpuid;
		const char *name;
		enum environment_verdict emulation;
	} cases[] = {
		{ "Dell Inc.", "R650", false, "none", ENVIRONMENT_FINE },
		{ "Amazon EC2", "m7g.large", false, "Amazon Nitro",
		  ENVIRONMENT_FINE },
		{ "Amazon EC2", "m7g.metal", false, "none", ENVIRONMENT_FINE },
		{ "Google", "Google Compute Engine", true, "none",
		  ENVIRONMENT_FINE },
		{ "QEMU", "KVM Virtual Machine", false, "KVM",
		  ENVIRONMENT_FINE },
		{ "QEMU", "QEMU Virtual Machine", false, "QEMU",
		  ENVIRONMENT_UNKNOWN },
		{ "QEMU", "Standard PC", true, "QEMU", ENVIRONMENT_FINE },
		{ "Microsoft Corporation", "Virtual Machine", false, "Hyper-V",
		  ENVIRONMENT_FINE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool real = strcmp(cases[i].name, "none") == 0;

		put(DMI "/sys_vendor", cases[i].vendor);
		put(DMI "/product_name", cases[i].product);
		source.cpuid.known = cases[i].cpuid;
		collect();
		expect("hypervisor", cases[i].name,
		       real ? ENVIRONMENT_FINE : ENVIRONMENT_UNFIT);
		assert_int_equal(find("emulation")->verdict,
				 cases[i].emulation);
	}
}

static void test_software_emulation(void **state)
{
	(void)state;
	source.cpuid.hypervisor = true;
	strcpy(source.cpuid.vendor, "TCGTCGTCGTCG");
	collect();
	expect_unfit("emulation", "QEMU TCG", "software emulation");
	expect_unfit("hypervisor", "QEMU TCG", "virtual machine (QEMU TCG)");

	/* arm64: the CPU that QEMU makes up */
	memset(&source.cpuid, 0, sizeof(source.cpuid));
	put("/proc/cpuinfo",
	    "CPU implementer\t: 0x00\nCPU variant\t: 0x0\n"
	    "CPU part\t: 0x051\nCPU revision\t: 0\n");
	collect();
	expect_unfit("emulation", "QEMU TCG", "software emulation");
}

static void test_arm_cpu(void **state)
{
	(void)state;
	put("/proc/cpuinfo",
	    "processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\n"
	    "CPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1\n");
	collect();
	expect("cpu_model", "Neoverse-N1", ENVIRONMENT_FINE);
	expect("cpu_vendor", "ARM", ENVIRONMENT_FINE);
	expect("microcode", "r3p1", ENVIRONMENT_FINE);

	put("/proc/cpuinfo",
	    "CPU implementer\t: 0x41\nCPU part\t: 0xfff\n");
	collect();
	expect("cpu_model", "implementer 0x41 part 0xfff", ENVIRONMENT_FINE);
}

static void allow_only(int cpus)
{
	/* Of both nodes in turn, so that only their number is judged. */
	static const int order[] = { 0, 4, 1, 5, 2, 6, 3, 7 };

	for (int i = 0; i < topology.nr_cpus; i++) {
		topology.cpus[i].allowed = false;
		for (int j = 0; j < cpus; j++)
			topology.cpus[i].allowed |=
				topology.cpus[i].cpu == order[j];
	}
}

static void test_few_cpus(void **state)
{
	(void)state;
	allow_only(4);
	collect();
	expect("cpus_allowed", "0-1,4-5", ENVIRONMENT_FINE);
	expect("cpus_online", "0-7", ENVIRONMENT_FINE);
	assert_non_null(strstr(environment_label(environment), "4 of 8 CPUs"));
	allow_only(3);
	collect();
	expect_unfit("cpus_allowed", "0-1,4", "3 CPUs: two producers at most");
	allow_only(2);
	collect();
	expect_unfit("cpus_allowed", "0,4", "2 CPUs: one producer at most");
	expect("nodes", "2", ENVIRONMENT_FINE);
	allow_only(1);
	collect();
	expect_unfit("cpus_allowed", "0",
		     "1 CPU: no producer beside the consumer");
	expect_unfit("nodes", "2", "CPUs of one NUMA node: nothing remote");
}

static void test_one_node(void **state)
{
	(void)state;
	use_topology("pack:1 [numa(memory=1073741824)] core:4 pu:2");
	put("/proc/sys/kernel/numa_balancing", "1\n");
	collect();
	expect_unfit("nodes", "1", "one NUMA node: nothing remote");
	expect("node_distances", "0: 10", ENVIRONMENT_FINE);
	expect("numa_balancing", "1", ENVIRONMENT_FINE);
	expect("smt", "active: 2 threads per core", ENVIRONMENT_FINE);

	use_topology("pack:2 [numa(memory=1073741824)] core:4 pu:1");
	free(topology.distances);
	topology.distances = NULL;
	topology.nodes[1].memory_bytes = 0;
	topology.nr_kinds = 2;
	collect();
	expect("node_distances", "", ENVIRONMENT_UNKNOWN);
	expect("node_memory", "0: 1024 MiB; 1: 0 MiB (its CPUs' is on 0)",
	       ENVIRONMENT_WARNING);
	expect("cores", "8 of 2 kinds", ENVIRONMENT_WARNING);
}

static void test_build(void **state)
{
	const struct environment_build good = source.build;

	(void)state;
	source.build.type = "Debug";
	collect();
	expect_unfit("build_type", "Debug", "debug build");
	source.build = good;
	source.build.optimized = false;
	collect();
	expect_unfit("build_type", "Release", "debug build");
	source.build = good;
	source.build.type = "MinSizeRel";
	collect();
	expect("build_type", "MinSizeRel", ENVIRONMENT_WARNING);
	source.build.type = "";
	source.build.flags = "";
	collect();
	expect("build_type", "none", ENVIRONMENT_WARNING);
	expect("build_flags", "none", ENVIRONMENT_FINE);
	source.build = good;
	source.build.sanitizer = "address";
	collect();
	expect_unfit("sanitizer", "address", "sanitizer build (address)");
	source.build = good;
	source.build.flags = "-O2 -fsanitize=thread";
	collect();
	expect_unfit("sanitizer", "by flags", "sanitizer build");
	source.build = good;
	source.build.dirty = true;
	collect();
	expect("commit", "0123abc", ENVIRONMENT_FINE);
	expect_unfit("dirty", "yes", "uncommitted changes");
	source.build.commit = "unknown";
	source.build.no_commit = "nobody can rebuild it: git's reason";
	collect();
	expect_unfit("commit", "", "unknown commit");
	assert_string_equal(find("commit")->why,
			    "nobody can rebuild it: git's reason");
	expect("dirty", "", ENVIRONMENT_UNKNOWN);
}

/* The file */

static void path_of(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/%s", root, name);
}

static struct json_object *write_and_parse(const char *command, uint64_t seed)
{
	struct json_object *object;
	struct error error = { "" };
	char path[PATH_MAX];

	path_of(path, sizeof(path), "environment.json");
	if (environment_write(environment, path,
		&(struct environment_run){ "run-1", command, NULL, seed },
			      &error))
		fail_msg("%s", error.text);
	object = json_object_from_file(path);
	assert_non_null(object);
	return object;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	/* Present, though it may be null. */
	if (!json_object_object_get_ex(object, key, &value))
		fail_msg("no key %s", key);
	return value;
}

static void expect_text(struct json_object *object, const char *key,
			const char *text)
{
	struct json_object *value = member(object, key);

	assert_true(json_object_is_type(value, json_type_string));
	assert_string_equal(json_object_get_string(value), text);
}

static int count_temporary_files(void)
{
	char pattern[PATH_MAX];
	glob_t found;
	int count;

	path_of(pattern, sizeof(pattern), "environment.json?*");
	count = glob(pattern, 0, NULL, &found) ? 0 : (int)found.gl_pathc;
	globfree(&found);
	return count;
}

static void test_file_layout(void **state)
{
	struct json_object *object, *items, *unfit, *item;
	const struct environment_item *facts_found;
	size_t count;

	(void)state;
	put_cpu(3, "cpufreq/scaling_governor", "powersave\n");
	drop(CPU "/cpufreq/boost");
	source.build.dirty = true;
	collect();
	object = write_and_parse("bench run --out \"a/b\"", 42);
	assert_int_equal(json_object_get_int(member(object, "schema")), 1);
	expect_text(object, "run", "run-1");
	expect_text(object, "host", "anvil");
	expect_text(object, "label", environment_label(environment));
	expect_text(object, "command", "bench run --out \"a/b\"");
	assert_true(json_object_is_type(member(object, "seed"),
					json_type_int));
	assert_int_equal(json_object_get_int64(member(object, "seed")), 42);
	assert_int_equal(strlen(json_object_get_string(
		member(object, "date"))), strlen("2000-01-01T00:00:00Z"));

	unfit = member(object, "unfit");
	assert_int_equal(json_object_array_length(unfit), 2);
	assert_string_equal(json_object_get_string(
		json_object_array_get_idx(unfit, 0)),
		"frequency governor powersave");
	assert_string_equal(json_object_get_string(
		json_object_array_get_idx(unfit, 1)), "uncommitted changes");

	items = member(object, "items");
	facts_found = environment_items(environment, &count);
	assert_int_equal(json_object_object_length(items), count);
	for (size_t i = 0; i < count; i++) {
		item = member(items, facts_found[i].name);
		assert_int_equal(json_object_object_length(item), 4);
		expect_text(item, "verdict",
			environment_verdict_names[facts_found[i].verdict]);
		if (facts_found[i].value[0])
			expect_text(item, "value", facts_found[i].value);
		else
			assert_null(member(item, "value"));
	}
	item = member(items, "boost");
	assert_null(member(item, "value"));
	expect_text(item, "verdict", "unknown");
	item = member(items, "kernel");
	assert_null(member(item, "why"));
	assert_null(member(item, "remedy"));
	json_object_put(object);
	assert_int_equal(count_temporary_files(), 0);
}

static void test_seeds_survive(void **state)
{
	static const struct {
		uint64_t seed;
		enum json_type type;
		const char *text;
	} cases[] = {
		{ 0, json_type_int, "0" },
		{ UINT64_C(1) << 53, json_type_int, "9007199254740992" },
		{ (UINT64_C(1) << 53) + 1, json_type_string,
		  "9007199254740993" },
		{ UINT64_MAX, json_type_string, "18446744073709551615" },
	};

	(void)state;
	collect();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct json_object *object = write_and_parse("x",
							     cases[i].seed);
		struct json_object *seed = member(object, "seed");

		assert_int_equal(json_object_get_type(seed), cases[i].type);
		assert_string_equal(json_object_get_string(seed),
				    cases[i].text);
		json_object_put(object);
	}
}

#define BAD	"\xef\xbf\xbd"

static void test_any_bytes_become_utf8(void **state)
{
	static const char *const cases[][2] = {
		{ "plain \t \x01", "plain \t \x01" },
		{ "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
		  "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "\xff" "a", BAD "a" },
		{ "\xc3", BAD },
		{ "\xe2\x82", BAD BAD },
		{ "\xc0\xaf", BAD BAD },		/* overlong */
		{ "\xed\xa0\x80", BAD BAD BAD },	/* surrogate */
		{ "\xf4\x90\x80\x80", BAD BAD BAD BAD },
	};

	(void)state;
	collect();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct json_object *object = write_and_parse(cases[i][0], 1);

		expect_text(object, "command", cases[i][1]);
		json_object_put(object);
	}
}

static void test_absent_is_null(void **state)
{
	struct json_object *object;

	(void)state;
	drop("/proc/sys/kernel/hostname");
	collect();
	object = write_and_parse(NULL, 1);
	assert_null(member(object, "command"));
	assert_null(member(object, "host"));
	assert_int_equal(json_object_array_length(member(object, "unfit")), 0);
	json_object_put(object);
}

static void test_unwritable(void **state)
{
	char path[PATH_MAX], expected[PATH_MAX + 64];
	struct error error = { "" };

	(void)state;
	collect();
	path_of(path, sizeof(path), "none/environment.json");
	assert_int_equal(environment_write(environment, path,
		&(struct environment_run){ "r", "c", NULL, 1 }, &error), -ENOENT);
	snprintf(expected, sizeof(expected),
		 "cannot write %s: No such file or directory", path);
	assert_string_equal(error.text, expected);
	assert_int_equal(environment_write(environment, path,
		&(struct environment_run){ "r", "c", NULL, 1 },
					   NULL), -ENOENT);
	/* A folder cannot be replaced by a file; nothing may be left behind. */
	path_of(path, sizeof(path), "environment.json");
	assert_int_equal(mkdir(path, 0777), 0);
	assert_int_equal(environment_write(environment, path,
		&(struct environment_run){ "r", "c", NULL, 1 }, &error), -EISDIR);
	assert_int_equal(count_temporary_files(), 0);
}

/* A limit on the size of files fails as a full disk does: midway. */
static void test_full_disk_keeps_old_file(void **state)
{
	struct rlimit before, small;
	struct error error = { "" };
	char path[PATH_MAX], text[16] = "";
	FILE *file;
	int ret;

	(void)state;
	put("/environment.json", "old");
	collect();
	path_of(path, sizeof(path), "environment.json");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	ret = environment_write(environment, path,
		&(struct environment_run){ "r", "c", NULL, 1 }, &error);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(ret, -EFBIG);
	assert_non_null(strstr(error.text, "File too large"));
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	assert_string_equal(text, "old");
	assert_int_equal(count_temporary_files(), 0);
}

static void test_this_machine(void **state)
{
	struct topology here;
	struct error error = { "" };

	(void)state;
	if (topology_load_this(&here, &error))
		fail_msg("%s", error.text);
	environment_free(environment);
	environment = environment_collect(&here, &error);
	assert_non_null(environment);
	check_items();
	assert_true(find("kernel")->value[0]);
	assert_true(find("libc")->value[0]);
	assert_true(find("compiler")->value[0]);
	assert_true(find("rseq")->value[0]);
	topology_free(&here);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_bare_metal_is_fit),
		TEST(test_nothing_readable_is_unknown),
		TEST(test_governor),
		TEST(test_boost),
		TEST(test_settings),
		TEST(test_clock),
		TEST(test_cold_source),
		TEST(test_steal),
		TEST(test_steal_of_other_cpus),
		TEST(test_limits_of_a_container),
		TEST(test_hypervisor_by_cpuid),
		TEST(test_hypervisor_by_firmware),
		TEST(test_software_emulation),
		TEST(test_arm_cpu),
		TEST(test_few_cpus),
		TEST(test_one_node),
		TEST(test_build),
		TEST(test_file_layout),
		TEST(test_seeds_survive),
		TEST(test_any_bytes_become_utf8),
		TEST(test_absent_is_null),
		TEST(test_unwritable),
		TEST(test_full_disk_keeps_old_file),
		TEST(test_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
