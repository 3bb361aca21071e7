// SPDX-License-Identifier: MIT
#include "base/cgroup.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/small_file.h"

/* What version 1 states where there is no limit, less what rounding takes */
#define MEMORY_UNLIMITED	(UINT64_C(1) << 62)

/* A group, and how to go up from it */
struct group {
	int version;		/* of its hierarchy: 1 or 2 */
	char folder[PATH_MAX];
	size_t top;		/* length of the mount point in @folder */
};

/* Return: version of the hierarchy that has the controller; 0: not known. */
static int find_path(const char *controller, char *path, size_t size)
{
	char groups[8 * PATH_MAX], *rest = groups, *line;
	int version = 0;

	small_file_read(groups, sizeof(groups), "/proc/self/cgroup");
	while (version != 1 && (line = strsep(&rest, "\n"))) {
		char *controllers = strchr(line, ':');
		char *where = controllers ? strchr(controllers + 1, ':') : NULL;

		if (!where)
			continue;
		*where++ = '\0';
		if (text_has_word(controllers + 1, controller,
				  strlen(controller)))
			version = 1;
		else if (strncmp(line, "0:", 2) == 0 && !controllers[1])
			version = 2;
		else
			continue;
		snprintf(path, size, "%s", where);
	}
	return version;
}

/* "\040" is a blank */
static void unescape(char *text)
{
	char *to = text;

	for (const char *at = text; *at; to++) {
		unsigned int octal;

		if (*at == '\\' && sscanf(at + 1, "%3o", &octal) == 1) {
			*to = (char)octal;
			at += 4;
		} else {
			*to = *at++;
		}
	}
	*to = '\0';
}

/* Whether a line of mountinfo mounts a part of the hierarchy with the group. */
static bool shows(struct group *group, char *line, const char *controller,
		  const char *path)
{
	char part[PATH_MAX], point[PATH_MAX], type[64];
	char *rest = strstr(line, " - ");
	size_t length;

	if (!rest || sscanf(line, "%*s %*s %*s %4095s %4095s", part,
			    point) != 2 ||
	    sscanf(rest, " - %63s", type) != 1)
		return false;
	rest = strrchr(rest, ' ');
	if (group->version == 2 ? strcmp(type, "cgroup2") != 0 :
				  strcmp(type, "cgroup") != 0 ||
				  !text_has_word(rest + 1, controller,
						 strlen(controller)))
		return false;
	unescape(part);
	unescape(point);
	length = strcmp(part, "/") == 0 ? 0 : strlen(part);
	if (strncmp(path, part, length) != 0 ||
	    (path[length] && path[length] != '/') ||
	    strncmp(path + length, "/..", 3) == 0)
		return false;
	if (strcmp(path + length, "/") == 0)
		path = "";
	else
		path += length;
	group->top = strlen(point);
	return (size_t)snprintf(group->folder, sizeof(group->folder), "%s%s",
				point, path) < sizeof(group->folder);
}

static bool has_file(const struct group *group, const char *name)
{
	char unused[16];

	return small_file_read(unused, sizeof(unused), "%s/%s", group->folder,
			       name);
}

/* Return: whether the process's own group of this controller can be seen. */
static bool find_group(struct group *group, const char *controller)
{
	char path[PATH_MAX], *line = NULL;
	size_t room = 0;
	bool found = false;
	FILE *file;

	group->version = find_path(controller, path, sizeof(path));
	if (!group->version)
		return false;
	file = small_file_open("/proc/self/mountinfo");
	while (file && !found && getline(&line, &room, file) > 0)
		found = shows(group, line, controller, path);
	free(line);
	if (file)
		fclose(file);
	return found && has_file(group, "cgroup.procs");
}

static bool go_up(struct group *group)
{
	char *slash = strrchr(group->folder, '/');

	if (strlen(group->folder) <= group->top)
		return false;
	*slash = '\0';
	return true;
}

/* Whether a group that cannot go up is the first of its hierarchy */
static bool is_first(const struct group *group)
{
	/* a file that only the first has, and one that only it has not */
	return group->version == 1 ? has_file(group, "release_agent") :
				     !has_file(group, "cgroup.events");
}

/* "max" is no number, and neither is -1: there is no limit. */
static bool read_number(const struct group *group, const char *name,
			uint64_t *value)
{
	char text[64];

	return small_file_read(text, sizeof(text), "%s/%s", group->folder,
			       name) &&
	       text[0] != '-' && sscanf(text, "%" SCNu64, value) == 1;
}

/* The value of a line "key value" of a file of such lines; 0: there is none */
static uint64_t look_up(const struct group *group, const char *name,
			const char *key)
{
	char text[32];

	return small_file_line(text, sizeof(text), key, "%s/%s",
			       group->folder, name) ?
	       strtoull(text, NULL, 10) : 0;
}

/* Return: CPUs; 0 where the group has no quota of its own. */
static double quota_of(const struct group *group)
{
	uint64_t quota, period;
	char text[64];
	bool limited;

	if (group->version == 1)
		limited = read_number(group, "cpu.cfs_quota_us", &quota) &&
			  read_number(group, "cpu.cfs_period_us", &period);
	else
		limited = small_file_read(text, sizeof(text), "%s/cpu.max",
					  group->folder) &&
			  sscanf(text, "%" SCNu64 " %" SCNu64, &quota,
				 &period) == 2;
	return limited && period ? (double)quota / (double)period : 0;
}

enum cgroup_limit cgroup_cpu_quota(double *cpus)
{
	struct group group;

	*cpus = 0;
	if (!find_group(&group, "cpu"))
		return CGROUP_UNKNOWN;
	do {
		const double quota = quota_of(&group);

		if (quota > 0 && (*cpus == 0 || quota < *cpus))
			*cpus = quota;
	} while (go_up(&group));
	if (*cpus > 0)
		return CGROUP_LIMITED;
	return is_first(&group) ? CGROUP_UNLIMITED : CGROUP_UNKNOWN;
}

/* Memory of the group that dropping pages of files does not free */
static uint64_t memory_used(const struct group *group)
{
	const bool old = group->version == 1;
	uint64_t used = 0, files;

	read_number(group, old ? "memory.usage_in_bytes" : "memory.current",
		    &used);
	files = look_up(group, "memory.stat",
			old ? "total_inactive_file" : "inactive_file") +
		look_up(group, "memory.stat",
			old ? "total_active_file" : "active_file");
	return used > files ? used - files : 0;
}

enum cgroup_limit cgroup_memory(uint64_t *limit, uint64_t *left)
{
	struct group group;
	bool limited = false;

	if (!find_group(&group, "memory"))
		return CGROUP_UNKNOWN;
	do {
		uint64_t most, used, rest;

		if (!read_number(&group, group.version == 1 ?
				 "memory.limit_in_bytes" : "memory.max",
				 &most) || most >= MEMORY_UNLIMITED)
			continue;
		used = memory_used(&group);
		rest = most > used ? most - used : 0;
		if (limited && rest >= *left)
			continue;
		limited = true;
		*limit = most;
		*left = rest;
	} while (go_up(&group));
	if (limited)
		return CGROUP_LIMITED;
	return is_first(&group) ? CGROUP_UNLIMITED : CGROUP_UNKNOWN;
}

uint64_t cgroup_throttled(void)
{
	/* cpu.stat.local has what groups that cannot be seen stopped, too */
	static const char *const files[] = { "cpu.stat", "cpu.stat.local" };
	static const char *const keys[] = {
		"nr_throttled", "throttled_usec", "throttled_time",
	};
	struct group group;
	uint64_t sum = 0;

	if (!find_group(&group, "cpu"))
		return 0;
	do {
		for (size_t f = 0; f < ARRAY_SIZE(files); f++) {
			for (size_t k = 0; k < ARRAY_SIZE(keys); k++)
				sum += look_up(&group, files[f], keys[k]);
		}
	} while (go_up(&group));
	return sum;
}

/* Return: whether it is version 1, and no group balances its CPUs. */
static bool balancing_is_off(struct group *group)
{
	uint64_t balances;

	do {
		if (!read_number(group, "cpuset.sched_load_balance",
				 &balances) || balances)
			return false;
	} while (go_up(group));
	return is_first(group);
}

void cgroup_unbalanced_cpus(char *list, size_t size)
{
	struct group group, own;

	list[0] = '\0';
	if (!find_group(&group, "cpuset"))
		return;
	own = group;
	if (group.version == 1) {
		if (balancing_is_off(&group))
			small_file_read(list, size, "%s/cpuset.effective_cpus",
					own.folder);
		return;
	}
	/* what is below a partition belongs to it, unless it is one itself */
	do {
		char partition[64];

		small_file_read(partition, sizeof(partition),
				"%s/cpuset.cpus.partition", group.folder);
		if (strcmp(partition, "isolated") == 0)
			small_file_read(list, size, "%s/cpuset.cpus.effective",
					group.folder);
		if (list[0] || strcmp(partition, "root") == 0)
			return;
	} while (go_up(&group));
}
