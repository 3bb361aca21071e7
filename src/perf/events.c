// SPDX-License-Identifier: MIT
/* Which hardware events there are, and what counts them together. */
#include <errno.h>
#include <perfmon/pfmlib_perf_event.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/compiler.h"
#include "perf/counters_internal.h"

/*
 * AMD counts lines that filled the L1 data cache, by where they came from;
 * since Zen 3 those of prefetches too. A remote fill is a remote fill, and
 * AMD does not tell whether the line was modified. The kernel's generic
 * cache-misses are those of the L2 there, and its LLC and node events do not
 * exist. What comes from beyond the own L3 is a miss of it.
 */
#define FILLS "ANY_DATA_CACHE_FILLS_FROM_SYSTEM"
#define ZEN2_FILLS "DATA_CACHE_REFILLS_FROM_SYSTEM"

/*
 * Intel counts retired loads by where they were served; stores and
 * prefetches are not among them. Loads that a remote cache served are either
 * REMOTE_FWD or REMOTE_HITM, and one counter cannot have both.
 */
#define INTEL_SERVER(model, hits, misses, retired, l3_miss) { \
	.pmu = model, \
	.events = { \
		[EVENT_L3_FILLS] = model "::" retired ":L3_HIT", \
		[EVENT_L3_MISSES] = model "::" l3_miss, \
		[EVENT_LOCAL_MEMORY] = model "::" misses ":LOCAL_DRAM", \
		[EVENT_REMOTE_MEMORY] = model "::" misses ":REMOTE_DRAM", \
		[EVENT_LOCAL_CACHE] = model "::" hits, \
		[EVENT_REMOTE_FORWARDS] = model "::" misses ":REMOTE_FWD", \
		[EVENT_REMOTE_HITMS] = model "::" misses ":REMOTE_HITM", \
	}, \
}

#define SKYLAKE_SERVER(model, hitm) \
	INTEL_SERVER(model, "MEM_LOAD_L3_HIT_RETIRED:" hitm, \
		     "MEM_LOAD_L3_MISS_RETIRED", "MEM_LOAD_RETIRED", \
		     "LONGEST_LAT_CACHE:MISS")

#define HASWELL_SERVER(model) \
	INTEL_SERVER(model, "MEM_LOAD_UOPS_L3_HIT_RETIRED:XSNP_HITM", \
		     "MEM_LOAD_UOPS_L3_MISS_RETIRED", "MEM_LOAD_UOPS_RETIRED", \
		     "LONGEST_LAT_CACHE:MISS")

/* One socket: nothing is remote, and unsupported says so. */
#define INTEL_CLIENT(model, hits, misses, retired) { \
	.pmu = model, \
	.events = { \
		[EVENT_L3_FILLS] = model "::" retired ":L3_HIT", \
		[EVENT_L3_MISSES] = model "::LONGEST_LAT_CACHE:MISS", \
		[EVENT_LOCAL_MEMORY] = model "::" misses ":LOCAL_DRAM", \
		[EVENT_LOCAL_CACHE] = model "::" hits ":XSNP_HITM", \
	}, \
}

#define ZEN3(model, own, local_cache, local_memory, remote_cache, \
	     remote_memory) { \
	.pmu = model, \
	.events = { \
		[EVENT_L3_FILLS] = model "::" FILLS ":" own, \
		[EVENT_L3_MISSES] = model "::" FILLS ":" local_cache \
			":" local_memory ":" remote_cache ":" remote_memory, \
		[EVENT_LOCAL_MEMORY] = model "::" FILLS ":" local_memory, \
		[EVENT_REMOTE_MEMORY] = model "::" FILLS ":" remote_memory, \
		[EVENT_LOCAL_CACHE] = model "::" FILLS ":" local_cache, \
		[EVENT_REMOTE_CACHE] = model "::" FILLS ":" remote_cache, \
	}, \
}

const struct event_model event_models[] = {
	/*
	 * Zen 2 sorts by the line's home node and counts demand fills only;
	 * fills from caches may come from the own L3, so misses of it and
	 * fills by it cannot be told apart.
	 */
	{
		.pmu = "amd64_fam17h_zen2",
		.events = {
			[EVENT_LOCAL_MEMORY] = "amd64_fam17h_zen2::" ZEN2_FILLS
				":LS_MABRESP_LCL_DRAM",
			[EVENT_REMOTE_MEMORY] = "amd64_fam17h_zen2::" ZEN2_FILLS
				":LS_MABRESP_RMT_DRAM",
			[EVENT_LOCAL_CACHE] = "amd64_fam17h_zen2::" ZEN2_FILLS
				":LS_MABRESP_LCL_CACHE",
			[EVENT_REMOTE_CACHE] = "amd64_fam17h_zen2::" ZEN2_FILLS
				":LS_MABRESP_RMT_CACHE",
		},
	},
	ZEN3("amd64_fam19h_zen3", "INT_CACHE", "EXT_CACHE_LCL", "MEM_IO_LCL",
	     "EXT_CACHE_RMT", "MEM_IO_RMT"),
	ZEN3("amd64_fam19h_zen4", "LOCAL_CCX", "NEAR_CACHE_NEAR_FAR",
	     "DRAM_IO_NEAR", "FAR_CACHE_NEAR_FAR", "DRAM_IO_FAR"),
	INTEL_SERVER("ivb_ep", "MEM_LOAD_UOPS_LLC_HIT_RETIRED:XSNP_HITM",
		     "MEM_LOAD_UOPS_LLC_MISS_RETIRED", "MEM_LOAD_UOPS_RETIRED",
		     "LONGEST_LAT_CACHE:MISS"),
	HASWELL_SERVER("hsw_ep"),
	HASWELL_SERVER("bdw_ep"),
	SKYLAKE_SERVER("skx", "XSNP_HITM"),
	SKYLAKE_SERVER("clx", "XSNP_HITM"),
	SKYLAKE_SERVER("icx", "XSNP_HITM"),
	SKYLAKE_SERVER("spr", "XSNP_FWD"),
	INTEL_CLIENT("skl", "MEM_LOAD_L3_HIT_RETIRED",
		     "MEM_LOAD_L3_MISS_RETIRED", "MEM_LOAD_RETIRED"),
	INTEL_CLIENT("icl", "MEM_LOAD_L3_HIT_RETIRED",
		     "MEM_LOAD_L3_MISS_RETIRED", "MEM_LOAD_RETIRED"),
	{ .pmu = NULL },
};

static struct event_set machine;

const char *event_encode(const char *name, struct perf_event_attr *event)
{
	pfm_perf_encode_arg_t request = {
		.attr = event, .size = sizeof(request),
	};
	int status;

	memset(event, 0, sizeof(*event));
	status = pfm_get_os_event_encoding(name, PFM_PLM3, PFM_OS_PERF_EVENT,
					   &request);
	return status == PFM_SUCCESS ? NULL : pfm_strerror(status);
}

/*
 * Whether this is the machine's model: the library can be made to encode
 * events of others, which would count something else here.
 */
static bool is_present(const char *pmu)
{
	pfm_pmu_info_t info;
	pfm_pmu_t id;

	pfm_for_all_pmus(id) {
		memset(&info, 0, sizeof(info));
		info.size = sizeof(info);
		if (pfm_get_pmu_info(id, &info) == PFM_SUCCESS &&
		    info.is_present && strcmp(info.name, pmu) == 0)
			return true;
	}
	return false;
}

/*
 * The last one is for models that the table lacks, arm64 among them, where the
 * generic cache-misses would be those of the L1. The kernel refuses it where
 * there is no such event.
 */
static void choose_generic(void)
{
	static const struct {
		enum hardware_event which;
		uint32_t type;
		uint64_t config;
	} generic[] = {
		{ EVENT_CYCLES, PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
		{ EVENT_INSTRUCTIONS, PERF_TYPE_HARDWARE,
		  PERF_COUNT_HW_INSTRUCTIONS },
		{ EVENT_L3_MISSES, PERF_TYPE_HW_CACHE,
		  PERF_COUNT_HW_CACHE_LL | PERF_COUNT_HW_CACHE_OP_READ << 8 |
		  PERF_COUNT_HW_CACHE_RESULT_MISS << 16 },
	};

	for (int i = 0; i < HARDWARE_EVENTS; i++)
		machine.choices[i].status = COUNTER_UNSUPPORTED;
	for (size_t i = 0; i < ARRAY_SIZE(generic); i++)
		machine.choices[generic[i].which] = (struct event_choice){
			.event = { .type = generic[i].type,
				   .config = generic[i].config },
			.status = COUNTER_OK,
		};
}

static void choose_model(void)
{
	const struct event_model *model = event_models;

	if (pfm_initialize() != PFM_SUCCESS)
		return;
	while (model->pmu && !is_present(model->pmu))
		model++;
	for (int i = 0; model->pmu && i < HARDWARE_EVENTS; i++) {
		struct event_choice choice = { .status = COUNTER_OK };

		if (model->events[i] &&
		    !event_encode(model->events[i], &choice.event))
			machine.choices[i] = choice;
	}
	pfm_terminate();
}

/* Opens each event once, alone. */
static void probe(void)
{
	for (int i = 0; i < HARDWARE_EVENTS; i++) {
		struct event_choice *choice = &machine.choices[i];
		struct counter_group alone = { 0 };
		int code;

		if (choice->status != COUNTER_OK)
			continue;
		code = counter_group_add(&alone, &choice->event);
		counter_group_close(&alone);
		choice->status = code ? counter_status_of_errno(code) :
					COUNTER_OK;
	}
}

void event_set_assign_turns(struct event_set *set)
{
	unsigned int taken = 0;

	for (int i = EVENTS_OF_ALL_TURNS; i < HARDWARE_EVENTS; i++) {
		struct event_choice *choice = &set->choices[i];

		if (choice->status == COUNTER_OK ||
		    choice->status == COUNTER_NOT_SCHEDULED)
			choice->turn = taken++ / EVENTS_PER_TURN;
	}
	set->turns = (taken + EVENTS_PER_TURN - 1) / EVENTS_PER_TURN;
	if (!set->turns)
		set->turns = 1;
}

static void find_events(void)
{
	choose_generic();
	choose_model();
	probe();
	event_set_assign_turns(&machine);
}

const struct event_set *event_set_get(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, find_events);
	return &machine;
}

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
