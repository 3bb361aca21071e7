// SPDX-License-Identifier: MIT
/* Whether the counter that trials are timed with can be believed. */
#include <stdio.h>
#include <string.h>

#include "env/internal.h"

#define CLOCKSOURCE	"/sys/devices/system/clocksource/clocksource0"

/* Whether one of the words of a list, which blanks separate, is this one. */
static bool has_word(const char *list, const char *word)
{
	const size_t length = strlen(word);

	while (*list) {
		const size_t next = strcspn(list, " \n\t");

		if (next == length && strncmp(list, word, length) == 0)
			return true;
		list += next;
		list += strspn(list, " \n\t");
	}
	return false;
}

/* The counter itself, and what hypervisors make of it */
static bool is_counter(const char *clocksource)
{
	static const char *const good[] = {
		"tsc", "arch_sys_counter", "kvm-clock",
		"hyperv_clocksource_tsc_page", "xen",
	};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		if (strcmp(clocksource, good[i]) == 0)
			return true;
	}
	return false;
}

/*
 * A kernel that gives up on the counter takes it off the list of clocks, also
 * where the hypervisor's clock, which is made from it, was in use all along.
 *
 * Return: what speaks against the counter; NULL: nothing.
 */
static const char *find_fault(const struct environment_source *source,
			      const char *clocksource)
{
	char available[512], line[4097], cpuinfo[8192], flags[6144];

	environment_read(source, line, sizeof(line), "/proc/cmdline");
	if (has_word(line, "tsc=unstable"))
		return "tsc=unstable";
	environment_read(source, available, sizeof(available),
			 CLOCKSOURCE "/available_clocksource");
	if (available[0] && !has_word(available, "tsc") &&
	    !has_word(available, "arch_sys_counter"))
		return "the kernel has given it up";
	if (clocksource[0] && !is_counter(clocksource))
		return "the kernel uses another clock";
	environment_read(source, cpuinfo, sizeof(cpuinfo), "/proc/cpuinfo");
	/* of x86 alone */
	if (!environment_lookup(cpuinfo, "flags", flags, sizeof(flags)))
		return NULL;
	if (!has_word(flags, "constant_tsc"))
		return "no constant_tsc";
	return has_word(flags, "nonstop_tsc") ? NULL : "no nonstop_tsc";
}

void environment_add_clock(struct environment *environment,
			   const struct environment_source *source)
{
	static const struct environment_judgement faulty = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "trials are timed with the CPU's time-stamp counter, and its ticks may be no time, or not the same on all CPUs",
		.remedy = "see what dmesg says of tsc and clocksource; update the firmware, or have the hypervisor pass an invariant counter",
	};
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "runs are timed with a counter that the kernel may distrust",
	};
	const char *fault;
	char value[64];

	environment_read(source, value, sizeof(value),
			 CLOCKSOURCE "/current_clocksource");
	fault = find_fault(source, value);
	if (fault)
		environment_add_unfit(environment, "clocksource", value,
				      &faulty, "time-stamp counter: %s", fault);
	else
		environment_add(environment, "clocksource", value,
				value[0] ? NULL : &unstated);
}
