// SPDX-License-Identifier: MIT
/* The kernel: its settings, what it keeps off the CPUs, its clock. */
#include <glob.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/small_file.h"
#include "env/internal.h"

#define CLOCKSOURCE	"/sys/devices/system/clocksource/clocksource0"
#define HUGE_PAGES	"/sys/kernel/mm/transparent_hugepage/enabled"
/* Above this, the kernel refuses events to users; Debian's own value is 3. */
#define PARANOID_LIMIT	2

/* "always [madvise] never": the choice in force */
static enum environment_verdict judge_huge_pages(struct look *look)
{
	char choice[32] = "";

	sscanf(strchrnul(look->text, '['), "[%31[^]]", choice);
	strcpy(look->text, choice);
	return environment_warn_if(strcmp(choice, "always") == 0);
}

static enum environment_verdict judge_balancing(struct look *look)
{
	return environment_warn_if(atoi(look->text) &&
				   look->source->topology->nr_nodes > 1);
}

static bool has(const char *list, const char *word)
{
	return text_has_word(list, word, strlen(word));
}

/*
 * Parameters that can change a figure. The others are counted and not named:
 * results are sent to strangers, and a command line can name disks and hosts.
 */
static enum environment_verdict judge_command_line(struct look *look)
{
	static const char names[] =
		"amd_pstate clocksource default_hugepagesz hugepages idle "
		"init_on_alloc init_on_free intel_pstate isolcpus kvm-clock "
		"maxcpus mitigations movable_node nmi_watchdog no-kvmclock "
		"nohz nohz_full nopti norandmaps nosmt nr_cpus nospectre numa "
		"numa_balancing preempt processor.max_cstate pti rcu_nocbs "
		"retbleed rseq skew_tick slab_nomerge slub_debug "
		"spec_store_bypass_disable spectre_v2 srso "
		"transparent_hugepage tsc tsx";
	char *rest = look->text, *parameter;
	unsigned int others = 0;

	while ((parameter = strsep(&rest, " \n"))) {
		/* What follows is for the first process, not the kernel. */
		if (strcmp(parameter, "--") == 0)
			break;
		/* modules "cpufreq" and "intel_idle" as a whole */
		if (text_has_word(names, parameter, strcspn(parameter, "=")) ||
		    text_has_word("cpufreq intel_idle", parameter,
				  strcspn(parameter, ".")))
			environment_append(look, " ", "%s", parameter);
		else
			others += *parameter != '\0';
	}
	if (others)
		environment_append(look, " ",
				   "(%u others, not about performance)",
				   others);
	return ENVIRONMENT_FACT;
}

/* In the kernel's words, of what concerns this CPU */
static enum environment_verdict judge_mitigations(struct look *look)
{
	const bool off = has(look->text, "mitigations=off");
	char text[512];
	glob_t found;

	snprintf(text, sizeof(text), "%s" CPU_FOLDER "/vulnerabilities/*",
		 small_file_root);
	/* not the command line */
	look->text[0] = '\0';
	if (glob(text, 0, NULL, &found))
		return off ? environment_say(look, ENVIRONMENT_WARNING,
					     "mitigations=off") :
			     ENVIRONMENT_UNKNOWN;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		small_file_read(text, sizeof(text), "%s",
				found.gl_pathv[i] + strlen(small_file_root));
		if (strcmp(text, "Not affected") == 0)
			continue;
		environment_append(look, "; ", "%s: %s",
				   strrchr(found.gl_pathv[i], '/') + 1, text);
	}
	globfree(&found);
	if (!ftell(look->value))
		fputs("not affected", look->value);
	return environment_warn_if(off);
}

static enum environment_verdict judge_refused(struct look *look)
{
	const char *refused = look->source->refused;

	return environment_say(look, environment_warn_if(refused[0]),
			       refused[0] ? refused : "none");
}

/*
 * A kernel that gives up on the counter takes it off the list of clocks, also
 * where the hypervisor's clock, which is made from it, was in use all along.
 *
 * Return: what speaks against the counter; NULL: nothing.
 */
static const char *find_fault(const struct look *look)
{
	/* the counter itself, and what hypervisors make of it */
	static const char counters[] = "tsc arch_sys_counter kvm-clock "
				       "hyperv_clocksource_tsc_page xen";
	char text[8192];

	small_file_read(text, sizeof(text), CMDLINE);
	if (has(text, "tsc=unstable"))
		return "tsc=unstable";
	small_file_read(text, sizeof(text),
			CLOCKSOURCE "/available_clocksource");
	if (text[0] && !has(text, "tsc") && !has(text, "arch_sys_counter"))
		return "the kernel has given it up";
	if (look->text[0] && !has(counters, look->text))
		return "the kernel uses another clock";
	/* of x86 alone */
	if (!small_file_line(text, sizeof(text), "flags", CPUINFO))
		return NULL;
	if (!has(text, "constant_tsc"))
		return "no constant_tsc";
	return has(text, "nonstop_tsc") ? NULL : "no nonstop_tsc";
}

static enum environment_verdict judge_clock(struct look *look)
{
	const char *fault = find_fault(look);

	return fault ? environment_unfit(look, "time-stamp counter: %s", fault)
		     : ENVIRONMENT_FINE;
}

static enum environment_verdict judge_isolated(struct look *look)
{
	int allowed = 0, isolated = 0;

	topology_for_each_cpu(cpu, look->source->topology) {
		allowed += cpu->allowed;
		isolated += cpu->allowed && cpu->isolated;
	}
	/* by the boot's list, which is the text, or by a cpuset */
	if (isolated)
		fprintf(look->value, "%d of %d that are allowed, at boot: %s",
			isolated, allowed, look->text[0] ? look->text : "none");
	return environment_warn_if(isolated < allowed);
}

/* Figures under chrt are others than without: no judgement, but told. */
static enum environment_verdict judge_scheduling(struct look *look)
{
	static const char *const policies[] = {
		[SCHED_OTHER] = "other", [SCHED_FIFO] = "fifo",
		[SCHED_RR] = "rr", [SCHED_BATCH] = "batch",
		[SCHED_IDLE] = "idle", [SCHED_DEADLINE] = "deadline",
	};
	const int policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
	struct sched_param param;

	if (policy < 0 || policy >= (int)ARRAY_SIZE(policies) ||
	    !policies[policy] || sched_getparam(0, &param))
		return ENVIRONMENT_FACT;
	if (param.sched_priority)
		fprintf(look->value, "%s %d", policies[policy],
			param.sched_priority);
	else
		fprintf(look->value, "%s, nice %d", policies[policy],
			getpriority(PRIO_PROCESS, 0));
	return ENVIRONMENT_FACT;
}

const struct environment_row environment_kernel_rows[] = {
	{ .name = "kernel", .path = "/proc/sys/kernel/osrelease" },
	{ .name = "kernel_version", .path = "/proc/sys/kernel/version" },
	{ .name = "transparent_huge_pages", .path = HUGE_PAGES,
	  .judge = judge_huge_pages,
	  .why = "whether an allocator's memory lies in huge pages depends on what ran before",
	  .remedy = "echo madvise > " HUGE_PAGES,
	  .missing = "huge pages change how often address translation misses" },
	{ .name = "numa_balancing", .path = "/proc/sys/kernel/numa_balancing",
	  .judge = judge_balancing,
	  .why = "the kernel unmaps pages to see who uses them, and moves them, during a run",
	  .remedy = "sysctl kernel.numa_balancing=0",
	  .missing = "the kernel may move pages between nodes during a run" },
	{ .name = "aslr", .path = "/proc/sys/kernel/randomize_va_space",
	  .least = 1,
	  .why = "all processes have one layout, whose luck is then taken for a property of the code",
	  .remedy = "sysctl kernel.randomize_va_space=2",
	  .missing = "a single layout's luck may be taken for a property of the code" },
	{ .name = "perf_event_paranoid",
	  .path = "/proc/sys/kernel/perf_event_paranoid",
	  .most = PARANOID_LIMIT,
	  .why = "the kernel refuses hardware counters, which would explain the figures",
	  .remedy = "sysctl kernel.perf_event_paranoid=2",
	  .missing = "without perf events there are no hardware counters to explain the figures" },
	{ .name = "kernel_command_line", .path = CMDLINE,
	  .judge = judge_command_line },
	{ .name = "mitigations", .path = CMDLINE, .judge = judge_mitigations,
	  .why = "system calls and indirect branches cost less than on machines in production",
	  .remedy = "boot without mitigations=off",
	  .missing = "mitigations make system calls and indirect branches slower" },
	{ .name = "refused_calls", .judge = judge_refused,
	  .why = "the kernel, or a container's filter, refuses these system calls: without mbind and move_pages nobody knows on which node memory lies, without perf_event_open nothing is counted, without sched_setaffinity no thread is pinned, without rseq there are no per-CPU pools",
	  .remedy = "docker run --security-opt seccomp=unconfined, or --cap-add SYS_NICE --cap-add PERFMON" },
	{ .name = "clocksource", .path = CLOCKSOURCE "/current_clocksource",
	  .judge = judge_clock,
	  .why = "trials are timed with the CPU's time-stamp counter, and its ticks may be no time, or not the same on all CPUs",
	  .remedy = "see what dmesg says of tsc and clocksource; update the firmware, or have the hypervisor pass an invariant counter",
	  .missing = "runs are timed with a counter that the kernel may distrust" },
	{ .name = "cpus_isolated", .path = CPU_FOLDER "/isolated",
	  .is_list = true,
	  .judge = judge_isolated,
	  .why = "other threads may be scheduled onto the measured CPUs during a run",
	  .remedy = "make an isolated cpuset partition, or boot with isolcpus= and start on these CPUs with taskset",
	  .missing = "other threads may be scheduled onto the measured CPUs" },
	/* No judgement: the tick costs a run about a thousandth of its time. */
	{ .name = "nohz_full", .path = CPU_FOLDER "/nohz_full",
	  .is_list = true },
	{ .name = "scheduling", .judge = judge_scheduling },
	{ .name = NULL },
};
