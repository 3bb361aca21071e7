// SPDX-License-Identifier: MIT
#include "base/refused.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/compiler.h"

/*
 * What each call is asked for is nothing that a kernel would do: it says that
 * the question is wrong, and a filter that it must not be asked.
 */
static const struct probe {
	const char *name;
	long number;
	long argument[6];
} probes[] = {
	{ "get_mempolicy", SYS_get_mempolicy, { 0, 0, 0, 0, -1 } },
	{ "mbind", SYS_mbind, { 0, 4096, 999, 0, 0, -1 } },
	{ "move_pages", SYS_move_pages, { 0, 0, 0, 0, 0, -1 } },
	{ "perf_event_open", SYS_perf_event_open, { 0, 0, -1, -1, 0 } },
	{ "rseq", SYS_rseq, { 0, 0, 0, 0 } },
	{ "sched_setaffinity", SYS_sched_setaffinity, { -1, 0, 0 } },
};

static bool refuses(const struct probe *probe)
{
	const long *a = probe->argument;

	return syscall(probe->number, a[0], a[1], a[2], a[3], a[4], a[5]) &&
	       (errno == EPERM || errno == ENOSYS);
}

bool call_is_refused(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(probes); i++) {
		if (strcmp(probes[i].name, name) == 0)
			return refuses(&probes[i]);
	}
	return false;
}

void refused_calls(char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(probes) && used < size; i++) {
		if (refuses(&probes[i]))
			used += (size_t)snprintf(text + used, size - used,
						 "%s%s", used ? ", " : "",
						 probes[i].name);
	}
}
