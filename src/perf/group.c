// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "perf/counters_internal.h"

int counter_group_add(struct counter_group *group,
		      const struct perf_event_attr *event)
{
	struct perf_event_attr attr = *event;
	bool leads = group->count == 0;
	long fd;

	if (group->count == GROUP_EVENTS_MAX)
		return -ENOSPC;
	attr.size = sizeof(attr);
	attr.read_format = PERF_FORMAT_GROUP |
			   PERF_FORMAT_TOTAL_TIME_ENABLED |
			   PERF_FORMAT_TOTAL_TIME_RUNNING;
	/* perf_event_paranoid = 2, the kernel's default, permits no more. */
	attr.exclude_kernel = 1;
	attr.exclude_hv = 1;
	attr.pinned = leads;
	attr.disabled = leads;
	fd = syscall(SYS_perf_event_open, &attr, 0, -1,
		     leads ? -1 : group->fds[0], PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return -errno;
	group->fds[group->count++] = (int)fd;
	return 0;
}

void counter_group_enable(const struct counter_group *group)
{
	if (group->count)
		(void)ioctl(group->fds[0], PERF_EVENT_IOC_ENABLE, 0);
}

void counter_group_read(const struct counter_group *group,
			struct group_reading *reading)
{
	/* What perf_event_open(2) calls struct read_format. */
	struct {
		uint64_t count;
		uint64_t enabled_ns;
		uint64_t running_ns;
		uint64_t values[GROUP_EVENTS_MAX];
	} raw = { 0 };
	size_t bytes = sizeof(uint64_t) * (3 + group->count);

	reading->valid = false;
	if (!group->count)
		return;
	/* 0 bytes: the pinned group found no room on the hardware. */
	if (read(group->fds[0], &raw, bytes) != (ssize_t)bytes ||
	    raw.count != group->count)
		return;
	reading->valid = true;
	reading->enabled_ns = raw.enabled_ns;
	reading->running_ns = raw.running_ns;
	memcpy(reading->values, raw.values, sizeof(raw.values));
}

void counter_group_close(struct counter_group *group)
{
	/* The leader last: without it the others would become groups. */
	while (group->count)
		close(group->fds[--group->count]);
}

static uint64_t scale(uint64_t value, uint64_t enabled, uint64_t running)
{
	unsigned __int128 scaled = (unsigned __int128)value * enabled / running;

	return scaled > UINT64_MAX ? UINT64_MAX : (uint64_t)scaled;
}

struct counter_value counter_value_between(const struct group_reading *before,
					   const struct group_reading *after,
					   unsigned int index)
{
	struct counter_value result = { .status = COUNTER_NOT_SCHEDULED };
	uint64_t value;

	if (!before->valid || !after->valid)
		return result;
	/* Counters only go up; should one not, it is no value. */
	if (after->enabled_ns < before->enabled_ns ||
	    after->running_ns < before->running_ns ||
	    after->values[index] < before->values[index])
		return result;
	result.enabled_ns = after->enabled_ns - before->enabled_ns;
	result.running_ns = after->running_ns - before->running_ns;
	if (!result.running_ns)
		return result;
	value = after->values[index] - before->values[index];
	if (result.running_ns < result.enabled_ns) {
		result.value = scale(value, result.enabled_ns,
				     result.running_ns);
		result.status = COUNTER_SCALED;
	} else {
		result.value = value;
		result.status = COUNTER_OK;
	}
	return result;
}

enum counter_status counter_status_of_errno(int code)
{
	switch (-code) {
	case EACCES:
	case EPERM:
		return COUNTER_DENIED;
	case ENOENT:
	case ENODEV:
	case ENXIO:
	case EOPNOTSUPP:
	case EINVAL:
	case ENOSYS:
		return COUNTER_UNSUPPORTED;
	default:
		/* No descriptor, no memory, taken by another: this time. */
		return COUNTER_NOT_SCHEDULED;
	}
}
