// SPDX-License-Identifier: MIT
#include <perfmon/pfmlib_perf_event.h>
#include <pthread.h>
#include <string.h>

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
