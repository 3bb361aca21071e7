// SPDX-License-Identifier: MIT
/* Made-up machines, as folders with the files of /proc and /sys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "made_up.h"
#include "synthetic.h"

#include "base/small_file.h"
#include "env/internal.h"
#include "trial/trial.h"

#define DMI	"/sys/class/dmi/id"
#define CLOCKSOURCE	"/sys/devices/system/clocksource/clocksource0/"
#define HUGE_PAGES	"/sys/kernel/mm/transparent_hugepage/enabled"
#define GROUP	"/sys/fs/cgroup/"
#define SYSCTL	"/proc/sys/kernel/"
#define MEMINFO	"/proc/meminfo"
#define STAT	"/proc/stat"
#define BOOST	CPU_FOLDER "/cpufreq/boost"
#define NO_TURBO	CPU_FOLDER "/intel_pstate/no_turbo"
#define GOVERNOR(cpu)	CPU_FOLDER "/cpu" #cpu "/cpufreq/scaling_governor"
#define MITIGATIONS	"mds: Mitigation: Clear buffers; spectre_v2: Vulnerable"

static struct topology topology;
static struct environment_source source;
static struct environment *environment;

static void put_cpus(const char *name, const char *text)
{
	char path[256];

	for (int cpu = 0; cpu < 8; cpu++) {
		snprintf(path, sizeof(path), CPU_FOLDER "/cpu%d/%s", cpu, name);
		put(path, text);
	}
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
	put(STAT, text);
}

static void quiet_host(void)
{
	put_stat("cpu  1010 0 1000 90000 0 0 0 0 0 0\n");
}

static void greedy_host(void)
{
	put_stat("cpu  1006 0 1000 90000 0 0 0 5 0 0\n");
}

static void use_topology(const char *description)
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

/* What becomes of them, and of the rest of that machine */
static const struct found {
	const char *name, *value, *verdict;
} of_files[] = {
	{ "cpu_model", "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", "fact" },
	{ "cpu_vendor", "GenuineIntel", "fact" },
	{ "microcode", "0x5003604", "fact" },
	{ "cpus_online", "0-7", "fact" },
	{ "caches", "L1d 32K (CPU 0), L3 16384K (CPU 0-3)", "fact" },
	{ "governor", "performance", "fine" },
	{ "boost", "off", "fine" },
	{ "frequency_limits", "2100000-2100000 kHz", "fact" },
	{ "kernel", "6.12.9-amd64", "fact" },
	{ "kernel_version", "#1 SMP Debian", "fact" },
	{ "kernel_command_line",
	  "isolcpus=0-7 (1 others, not about performance)", "fact" },
	{ "mitigations", MITIGATIONS, "fine" },
	{ "transparent_huge_pages", "madvise", "fine" },
	{ "numa_balancing", "0", "fine" },
	{ "aslr", "2", "fine" },
	{ "perf_event_paranoid", "-1", "fine" },
	{ "clocksource", "tsc", "fine" },
	{ "cpus_isolated", "8 of 8 that are allowed, at boot: 0-7", "fine" },
	{ "nohz_full", "none", "fact" },
	{ "hypervisor", "none", "fine" },
	{ "emulation", "none", "fine" },
	{ "load_average", "0.08 0.03 0.01", "fine" },
	{ "steal_since_boot", "0.00 %", "fine" },
	{ "steal_now", "0.00 %", "fine" },
	{ "memory_total", "8388608 kB", "fact" },
	{ "memory_available", "4194304 kB", "fine" },
	{ "swap", "none", "fine" },
	{ "cpu_quota", "none", "fine" },
	{ "memory_limit", "none", "fine" },
}, of_program[] = {
	{ "cpus_allowed", "0-7", "fine" },
	{ "packages", "2", "fact" },
	{ "cores", "8", "fine" },
	{ "smt", "not active: 1 thread per core", "fact" },
	{ "nodes", "2", "fine" },
	{ "node_distances", "0: 10 21; 1: 21 10", "fact" },
	{ "node_memory", "0: 2048 MiB; 1: 2048 MiB", "fine" },
	{ "refused_calls", "none", "fine" },
	{ "build_type", "Release", "fine" },
	{ "build_flags", "-O2", "fact" },
	{ "sanitizer", "none", "fine" },
	{ "commit", "0123abc", "fine" },
	{ "dirty", "no", "fine" },
};

/* Two nodes of four cores, with nothing to complain about. */
static int set_up(void **state)
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

static int tear_down(void **state)
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
static void check_items(void)
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

static void collect(void)
{
	environment_free(environment);
	environment = environment_collect_from(&source, NULL);
	assert_non_null(environment);
	check_items();
}

/* @verdict: "fine", or with a reason, "unfit: debug build" */
static void expect(const char *name, const char *value, const char *verdict)
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

static void expect_all(const struct found *found, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(found[i].name, found[i].value, found[i].verdict);
}

static void test_bare_metal_is_fit(void **state)
{
	collect();
	expect_all(of_files, ARRAY_SIZE(of_files));
	expect_all(of_program, ARRAY_SIZE(of_program));
	assert_string_equal(environment_label(environment),
		"Intel Xeon Gold 6230, 2 nodes, 8 CPUs, Linux 6.12.9");
}

/* The facts of the running program are left; none of the machine's are. */
static void test_nothing_readable_is_unknown(void **state)
{
	source.root = "/nonexistent";
	source.cpuid = false;
	for (int i = 0; i < topology.nr_cpus; i++)
		topology.cpus[i].isolated = false;
	collect();
	for (size_t i = 0; i < ARRAY_SIZE(of_files); i++)
		expect(of_files[i].name, "", strcmp(of_files[i].verdict,
						    "fact") ?
		       "unknown" : "fact");
	assert_string_equal(environment_label(environment),
			    "unknown CPU, 2 nodes, 8 CPUs");
}

/* Files that are written one after the other, and an item after each */
static void test_files(void **state)
{
	static const struct {
		const char *path, *text;
		struct found found;
	} cases[] = {
		{ GOVERNOR(6), "powersave\n",
		  { "governor", "performance, powersave",
		    "unfit: frequency governor performance, powersave" } },
		{ GOVERNOR(6), "",
		  { "governor", "performance, not stated", "unknown" } },
		{ BOOST, "1\n", { "boost", "on", "warning" } },
		/* only a list may be empty */
		{ BOOST, "", { "boost", "", "unknown" } },
		{ NO_TURBO, "1\n", { "boost", "off", "fine" } },
		{ NO_TURBO, "0\n", { "boost", "on", "warning" } },
		{ HUGE_PAGES, "[always] madvise never\n",
		  { "transparent_huge_pages", "always", "warning" } },
		{ SYSCTL "numa_balancing", "1\n",
		  { "numa_balancing", "1", "warning" } },
		{ SYSCTL "randomize_va_space", "0\n",
		  { "aslr", "0", "warning" } },
		{ SYSCTL "perf_event_paranoid", "2\n",
		  { "perf_event_paranoid", "2", "fine" } },
		{ SYSCTL "perf_event_paranoid", "3\n",
		  { "perf_event_paranoid", "3", "warning" } },
		{ "/proc/loadavg", "0.50 0 0 1/2 3\n",
		  { "load_average", "0.50 0 0", "fine" } },
		{ "/proc/loadavg", "0.51 0 0 1/2 3\n",
		  { "load_average", "0.51 0 0", "warning" } },
		{ MEMINFO, "MemAvailable: 1048575 kB\n",
		  { "memory_available", "1048575 kB", "warning" } },
		{ MEMINFO, "SwapTotal: 2048 kB\nSwapFree: 2048 kB\n",
		  { "swap", "2 MiB, 0 kB used", "fine" } },
		{ MEMINFO, "SwapTotal: 2048 kB\nSwapFree: 2044 kB\n",
		  { "swap", "2 MiB, 4 kB used", "warning" } },
		{ CMDLINE, "quiet mitigations=off\n",
		  { "mitigations", MITIGATIONS, "warning" } },
		{ CMDLINE, "quiet tsc=reliable cpufreq.off=1\n",
		  { "kernel_command_line",
		    "tsc=reliable cpufreq.off=1 (1 others, not about performance)",
		    "fact" } },
		/* arm64 */
		{ CPUINFO, "CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n",
		  { "cpu_model", "Neoverse-N1", "fact" } },
		{ CPUINFO, "CPU implementer\t: 0x41\nCPU variant\t: 0x3\n",
		  { "cpu_vendor", "0x41", "fact" } },
		{ CPUINFO, "CPU implementer\t: 0x41\nCPU part\t: 0xfff\n",
		  { "cpu_model", "implementer 0x41 part 0xfff", "fact" } },
		{ CPUINFO, "CPU implementer\t: 0x00\nCPU part\t: 0x051\n",
		  { "emulation", "QEMU TCG", "unfit: software emulation" } },
		/* a share of what was wanted: idle time does not thin it */
		{ STAT, "cpu  500 100 200 900000 9000 50 50 100 300 0\n",
		  { "steal_since_boot", "10.00 %", "warning" } },
		{ STAT, "cpu  1000 0 1000 90000 0 0 0 1 0 0\n",
		  { "steal_since_boot", "0.05 %", "fine" } },
		{ STAT, "cpu  1000 0 1000 90000 0 0 0 1 0 0\n",
		  { "steal_now", "40.00 %", "warning" } },
		/* counted backwards */
		{ STAT, "cpu  1000 0 2000 90000 0 0 0 1 0 0\n",
		  { "steal_now", "", "unknown" } },
		/* renumbered, as in a container: whose time it is nobody knows */
		{ CPU_FOLDER "/online", "8-15\n",
		  { "steal_since_boot", "", "unknown" } },
		{ CPU_FOLDER "/online", "8-15\n",
		  { "steal_now", "", "unknown" } },
		{ GROUP "cpu.max", "150000 100000\n",
		  { "cpu_quota", "1.50 CPUs", "unfit: CPU quota of 1.50 CPUs" } },
		{ GROUP "memory.max", "2147483648\n",
		  { "memory_limit", "2048 MiB", "fine" } },
		{ GROUP "memory.current", "2146435072\n",
		  { "memory_limit", "2048 MiB", "warning" } },
	};

	source.busy = greedy_host;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (strcmp(cases[i].path, STAT) == 0)
			put_stat(cases[i].text);
		else
			put(cases[i].path, cases[i].text);
		collect();
		expect_all(&cases[i].found, 1);
	}
	/* how it is switched off depends on which file there is */
	assert_non_null(strstr(find("boost")->remedy, NO_TURBO));
	/* an older kernel */
	put(CMDLINE, "mitigations=off\n");
	drop(CPU_FOLDER "/vulnerabilities/mds");
	drop(CPU_FOLDER "/vulnerabilities/meltdown");
	drop(CPU_FOLDER "/vulnerabilities/spectre_v2");
	collect();
	expect("mitigations", "mitigations=off", "warning");
}

/* Twice the last-level cache, however large, and never less than 64 MiB. */
static void test_cold_source(void **state)
{
	static const struct {
		uint64_t mib;
		const char *value, *verdict;
	} cases[] = {
		{ 0, "64 MiB, last-level cache not stated", "unknown" },
		{ 8, "64 MiB for a last-level cache of 8192 KiB", "fine" },
		{ 33, "66 MiB for a last-level cache of 33792 KiB", "fine" },
		{ 1152, "2304 MiB for a last-level cache of 1179648 KiB",
		  "fine" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		topology.cache_bytes = cases[i].mib << 20;
		collect();
		expect("cold_source", cases[i].value, cases[i].verdict);
		assert_int_equal(trial_cold_bytes(topology.cache_bytes),
				 (uint64_t)atoi(cases[i].value) << 20);
	}
}

#define GOOD	"flags\t\t: fpu tsc constant_tsc rep_good nonstop_tsc cpuid\n"
#define FAULT	"unfit: time-stamp counter: "

/* A counter that the kernel has given up makes all times worthless. */
static void test_clock(void **state)
{
	static const char *const cases[][5] = {
		/* current, available, command line, flags */
		{ "tsc", "tsc hpet acpi_pm \n", "quiet", GOOD, "fine" },
		{ "kvm-clock", "kvm-clock tsc acpi_pm \n", "", GOOD, "fine" },
		{ "xen", "xen tsc hpet \n", "", GOOD, "fine" },
		{ "hyperv_clocksource_tsc_page",
		  "hyperv_clocksource_tsc_page tsc\n", "", GOOD, "fine" },
		{ "arch_sys_counter", "arch_sys_counter \n", "", "", "fine" },
		{ "tsc", "tsc \n", "tsc=reliable", GOOD, "fine" },
		{ "hpet", "hpet acpi_pm \n", "", GOOD,
		  FAULT "the kernel has given it up" },
		{ "kvm-clock", "kvm-clock acpi_pm \n", "", GOOD,
		  FAULT "the kernel has given it up" },
		{ "kvm-clock", "kvm-clock acpi_pm \n", "x tsc=unstable y",
		  GOOD, FAULT "tsc=unstable" },
		{ "hpet", "tsc hpet \n", "clocksource=hpet", GOOD,
		  FAULT "the kernel uses another clock" },
		{ "tsc", "tsc \n", "", "flags : fpu tsc nonstop_tsc",
		  FAULT "no constant_tsc" },
		{ "kvm-clock", "kvm-clock tsc\n", "",
		  "flags : fpu constant_tsc nonstop_tsc_s3",
		  FAULT "no nonstop_tsc" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		put(CLOCKSOURCE "current_clocksource", cases[i][0]);
		put(CLOCKSOURCE "available_clocksource", cases[i][1]);
		put(CMDLINE, cases[i][2]);
		put(CPUINFO, cases[i][3]);
		collect();
		expect("clocksource", cases[i][0], cases[i][4]);
	}
}

/* By the CPU's signature, and by what firmware says */
static void test_hypervisor(void **state)
{
	static const struct {
		bool cpuid;
		const char *signature, *vendor, *product, *name, *emulation;
	} cases[] = {
		{ true, "KVMKVMKVM", "", "", "KVM", "none" },
		{ true, "Microsoft Hv", "", "", "Hyper-V", "none" },
		{ true, "VMwareVMware", "", "", "VMware", "none" },
		{ true, "SomethingNew", "", "", "SomethingNew", "none" },
		{ true, "", "", "", "unnamed hypervisor", "none" },
		{ true, "TCGTCGTCGTCG", "", "", "QEMU TCG", "QEMU TCG" },
		{ true, NULL, "Google", "Google Compute Engine", "none",
		  "none" },
		{ true, NULL, "QEMU", "Standard PC", "QEMU", "none" },
		{ false, NULL, "Dell Inc.", "R650", "none", "none" },
		{ false, NULL, "Amazon EC2", "m7g.large", "Amazon Nitro",
		  "none" },
		{ false, NULL, "Amazon EC2", "m7g.metal", "none", "none" },
		{ false, NULL, "QEMU", "KVM Virtual Machine", "KVM", "none" },
		{ false, NULL, "QEMU", "QEMU Virtual Machine", "QEMU", "" },
		{ false, NULL, "Microsoft Corporation", "Virtual Machine",
		  "Hyper-V", "none" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *name = cases[i].name, *played = cases[i].emulation;
		char verdict[64];

		source.cpuid = cases[i].cpuid;
		source.hypervisor = cases[i].signature;
		strcpy(source.signature,
		       cases[i].signature ? cases[i].signature : "");
		put(DMI "/sys_vendor", cases[i].vendor);
		put(DMI "/product_name", cases[i].product);
		collect();
		snprintf(verdict, sizeof(verdict), "unfit: virtual machine (%s)",
			 name);
		expect("hypervisor", name,
		       strcmp(name, "none") ? verdict : "fine");
		expect("emulation", played, !played[0] ? "unknown" :
		       played[0] == 'Q' ? "unfit: software emulation" : "fine");
	}
	assert_string_equal(environment_label(environment),
		"Intel Xeon Gold 6230, 2 nodes, 8 CPUs, Hyper-V guest, Linux 6.12.9");
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

static void test_allowed_cpus(void **state)
{
	/* What no thread can run on does not matter. */
	put(GOVERNOR(6), "powersave\n");
	topology.cpus[6].isolated = false;
	allow_only(4);
	collect();
	expect("cpus_allowed", "0-1,4-5", "fine");
	expect("governor", "performance", "fine");
	expect("cpus_isolated", "4 of 4 that are allowed, at boot: 0-7", "fine");
	assert_non_null(strstr(environment_label(environment), "4 of 8 CPUs"));
	allow_only(3);
	collect();
	expect("cpus_allowed", "0-1,4", "unfit: 3 CPUs: two producers at most");
	allow_only(2);
	topology.cpus[4].isolated = false;
	put(CPU_FOLDER "/isolated", "\n");
	strcpy(source.refused, "mbind, move_pages");
	collect();
	expect("cpus_allowed", "0,4", "unfit: 2 CPUs: one producer at most");
	expect("nodes", "2", "fine");
	expect("refused_calls", "mbind, move_pages", "warning");
	expect("cpus_isolated", "1 of 2 that are allowed, at boot: none",
	       "warning");
	allow_only(1);
	topology.cpus[0].isolated = false;
	collect();
	expect("cpus_allowed", "0",
	       "unfit: 1 CPU: no producer beside the consumer");
	expect("nodes", "2", "unfit: CPUs of one NUMA node: nothing remote");
	expect("cpus_isolated", "none", "warning");
}

static void test_nodes(void **state)
{
	use_topology("pack:1 [numa(memory=1073741824)] core:4 pu:2");
	put(SYSCTL "numa_balancing", "1\n");
	collect();
	expect("nodes", "1", "unfit: one NUMA node: nothing remote");
	expect("node_distances", "0: 10", "fact");
	expect("numa_balancing", "1", "fine");
	expect("smt", "active: 2 threads per core", "fact");

	use_topology("pack:2 [numa(memory=1073741824)] core:4 pu:1");
	free(topology.distances);
	topology.distances = NULL;
	topology.nodes[1].memory_bytes = 0;
	topology.nr_kinds = 2;
	collect();
	expect("node_distances", "", "unknown");
	expect("node_memory", "0: 1024 MiB; 1: 0 MiB (its CPUs' is on 0)",
	       "warning");
	assert_non_null(strstr(find("node_memory")->remedy, "cpuset.mems"));
	expect("cores", "8 of 2 kinds", "warning");
}

static void test_build(void **state)
{
	const struct environment_source good = source;

	source.build_type = "Debug";
	source.sanitizer = "address";
	source.dirty = true;
	collect();
	expect("build_type", "Debug", "unfit: debug build");
	expect("sanitizer", "address", "unfit: sanitizer build (address)");
	expect("commit", "0123abc", "fine");
	expect("dirty", "yes", "unfit: uncommitted changes");
	source = good;
	source.optimized = false;
	source.flags = "-O2 -fsanitize=thread";
	source.commit = "unknown";
	collect();
	expect("build_type", "Release", "unfit: debug build");
	expect("sanitizer", "by flags", "unfit: sanitizer build");
	expect("commit", "", "unfit: unknown commit");
	assert_string_equal(find("commit")->why, source.no_commit);
	expect("dirty", "", "unknown");
	source = good;
	source.build_type = "";
	source.flags = "";
	collect();
	expect("build_type", "none", "warning");
	expect("build_flags", "none", "fact");
}

/* The file */

static int write_file(const char *name, const char *command, uint64_t seed,
		      struct error *error)
{
	const struct environment_run run = { "run-1", command, NULL, seed };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return environment_write(environment, path, &run, error);
}

static struct json_object *write_and_parse(const char *command, uint64_t seed)
{
	struct json_object *object;
	char path[PATH_MAX];

	assert_int_equal(write_file("environment.json", command, seed, NULL),
			 0);
	snprintf(path, sizeof(path), "%s/environment.json", root);
	object = json_object_from_file(path);
	assert_non_null(object);
	return object;
}

/* NULL: present, and null */
static void expect_text(struct json_object *object, const char *key,
			const char *text)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		fail_msg("no key %s", key);
	assert_int_equal(json_object_get_type(value),
			 text ? json_type_string : json_type_null);
	if (text)
		assert_string_equal(json_object_get_string(value), text);
}

static void expect_json(struct json_object *object, const char *key,
			const char *json)
{
	assert_string_equal(json_object_to_json_string(
		json_object_object_get(object, key)), json);
}

static void test_file_layout(void **state)
{
	struct json_object *object, *items;
	const struct environment_item *found;
	size_t count;

	put(GOVERNOR(3), "powersave\n");
	drop(BOOST);
	drop(SYSCTL "hostname");
	source.dirty = true;
	collect();
	object = write_and_parse("bench --out \"a/b\"", 42);
	expect_json(object, "schema", "1");
	expect_json(object, "arguments", "[ ]");
	expect_json(object, "unfit",
		"[ \"frequency governor performance, powersave\", \"uncommitted changes\" ]");
	expect_text(object, "run", "run-1");
	expect_text(object, "host", NULL);
	expect_text(object, "label", environment_label(environment));
	expect_text(object, "command", "bench --out \"a/b\"");
	assert_int_equal(strlen(environment->date),
			 strlen("2000-01-01T00:00:00Z"));
	expect_text(object, "date", environment->date);
	items = json_object_object_get(object, "items");
	found = environment_items(environment, &count);
	assert_int_equal(json_object_object_length(items), count);
	for (size_t i = 0; i < count; i++) {
		struct json_object *item = json_object_object_get(items,
							found[i].name);

		assert_int_equal(json_object_object_length(item), 4);
		expect_text(item, "verdict",
			    environment_verdict_names[found[i].verdict]);
		expect_text(item, "value",
			    found[i].value[0] ? found[i].value : NULL);
		expect_text(item, "why", found[i].why);
		expect_text(item, "remedy", found[i].remedy);
	}
	json_object_put(object);
}

static void test_seeds_survive(void **state)
{
	static const struct {
		uint64_t seed;
		const char *json;
	} cases[] = {
		{ 0, "0" },
		{ UINT64_C(1) << 53, "9007199254740992" },
		{ (UINT64_C(1) << 53) + 1, "\"9007199254740993\"" },
		{ UINT64_MAX, "\"18446744073709551615\"" },
	};

	collect();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct json_object *object = write_and_parse("x",
							     cases[i].seed);

		expect_json(object, "seed", cases[i].json);
		json_object_put(object);
	}
}

#define BAD	"\xef\xbf\xbd"

static void test_any_bytes_become_utf8(void **state)
{
	static const char *const cases[][2] = {
		{ NULL, NULL },
		{ "plain \t \x01 \\ \"", "plain \t \x01 \\ \"" },
		{ "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
		  "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "\xff" "a", BAD "a" },
		{ "\xc3", BAD },
		{ "\xe2\x82", BAD BAD },
		{ "\xc0\xaf", BAD BAD },		/* overlong */
		{ "\xe0\x9f\xbf", BAD BAD BAD },
		{ "\xf0\x8f\xbf\xbf", BAD BAD BAD BAD },
		{ "\xed\xa0\x80", BAD BAD BAD },	/* surrogate */
		{ "\xf4\x90\x80\x80", BAD BAD BAD BAD },
	};

	collect();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct json_object *object = write_and_parse(cases[i][0], 1);

		expect_text(object, "command", cases[i][1]);
		json_object_put(object);
	}
}

static void expect_failure(const char *name, int number, const char *reason)
{
	struct error error = { "" };
	char expected[PATH_MAX], pattern[PATH_MAX];
	glob_t found;

	assert_int_equal(write_file(name, "c", 1, &error), -number);
	snprintf(expected, sizeof(expected), "cannot write %s/%s: %s", root,
		 name, reason);
	assert_string_equal(error.text, expected);
	/* nothing is left behind */
	snprintf(pattern, sizeof(pattern), "%s/environment.json?*", root);
	assert_int_equal(glob(pattern, 0, NULL, &found), GLOB_NOMATCH);
}

/* A limit on the size of files fails as a full disk does: midway. */
static void test_failure_keeps_old_file(void **state)
{
	struct rlimit before, small;
	char path[PATH_MAX], text[16] = "";

	collect();
	expect_failure("none/x", ENOENT, "No such file or directory");
	put("/environment.json", "old");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	expect_failure("environment.json", EFBIG,
		       "File too large (limited by ulimit -f)");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_true(small_file_read(root, text, sizeof(text),
				    "/environment.json"));
	assert_string_equal(text, "old");

	/* A folder cannot be replaced by a file. */
	drop("/environment.json");
	snprintf(path, sizeof(path), "%s/environment.json", root);
	assert_int_equal(mkdir(path, 0777), 0);
	expect_failure("environment.json", EISDIR, "Is a directory");
}

static void test_this_machine(void **state)
{
	static const char *const stated[] = {
		"kernel", "libc", "compiler", "rseq", "scheduling",
	};
	struct topology here;

	assert_int_equal(topology_load_this(&here, NULL), 0);
	environment = environment_collect(&here, NULL);
	assert_non_null(environment);
	check_items();
	for (size_t i = 0; i < ARRAY_SIZE(stated); i++)
		assert_true(find(stated[i])->value[0]);
	topology_free(&here);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_bare_metal_is_fit),
		TEST(test_nothing_readable_is_unknown),
		TEST(test_files),
		TEST(test_cold_source),
		TEST(test_clock),
		TEST(test_hypervisor),
		TEST(test_allowed_cpus),
		TEST(test_nodes),
		TEST(test_build),
		TEST(test_file_layout),
		TEST(test_seeds_survive),
		TEST(test_any_bytes_become_utf8),
		TEST(test_failure_keeps_old_file),
		TEST(test_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
