// SPDX-License-Identifier: MIT
#include "base/cpu_time.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/small_file.h"

/* Return: whether the line is one of CPU time. */
static bool parse(const char *line, struct cpu_time *time)
{
	/* guest and guest_nice, which follow, are part of user and nice. */
	uint64_t user, nice, system, idle, iowait, irq, softirq, stolen;
	char *fields;

	if (strncmp(line, "cpu", 3) != 0)
		return false;
	time->cpu = -1;
	if (isdigit((unsigned char)line[3]))
		time->cpu = (int)strtol(line + 3, &fields, 10);
	else
		fields = (char *)(uintptr_t)line + 3;
	if (*fields != ' ' ||
	    sscanf(fields, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
			   " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
		   &user, &nice, &system, &idle, &iowait, &irq, &softirq,
		   &stolen) != 8)
		return false;
	time->wanted = user + nice + system + irq + softirq + stolen;
	time->stolen = stolen;
	return true;
}

static bool are_online(const struct cpu_time *times, size_t n)
{
	char online[4096];
	const char *rest = online;
	size_t known = 1;
	int first, last;

	if (!n || times[0].cpu != -1 ||
	    !small_file_read(online, sizeof(online),
			     "/sys/devices/system/cpu/online"))
		return false;
	while (cpu_list_next(&rest, &first, &last)) {
		for (int cpu = first; cpu <= last; cpu++) {
			if (known == n || times[known++].cpu != cpu)
				return false;
		}
	}
	return known == n;
}

struct cpu_time *cpu_time_read(size_t *n)
{
	struct cpu_time *times = NULL, *more, time;
	FILE *file = small_file_open("/proc/stat");
	char *line = NULL;
	size_t size = 0;

	*n = 0;
	if (!file)
		return NULL;
	while (getline(&line, &size, file) > 0 && parse(line, &time)) {
		more = reallocarray(times, *n + 1, sizeof(*times));
		if (!more)
			break;
		times = more;
		times[(*n)++] = time;
	}
	free(line);
	fclose(file);
	if (are_online(times, *n))
		return times;
	free(times);
	*n = 0;
	return NULL;
}
