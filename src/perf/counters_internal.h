/* SPDX-License-Identifier: MIT */
/* Parts of the counters that only their own files and their test see. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* libpfm's own, which cannot be included along with <linux/perf_event.h> */
#include <perfmon/perf_event.h>

#include "perf/counters.h"

/* ---- events.c: events that are on the hardware together ---------------- */

/* Two of every turn, cycles and instructions, and two that take turns. */
#define GROUP_EVENTS_MAX	4

/* Open events that are counted and read together */
struct counter_group {
	unsigned int count;
	int fds[GROUP_EVENTS_MAX];	/* The first is the leader's */
};

/* What one read of a group said */
struct group_reading {
	bool valid;	/* The group could be scheduled and read */
	uint64_t enabled_ns;	/* Time since the group was opened */
	uint64_t running_ns;	/* Of it, time on the hardware */
	uint64_t values[GROUP_EVENTS_MAX];	/* As events were added */
};

/*
 * Opens an event for the calling thread. @group: zeroed before the first; as
 * before where it fails. The first event leads and is pinned: either all of
 * them are counted at all times, or the group says that it was not. User space
 * only.
 */
int counter_group_add(struct counter_group *group,
		      const struct perf_event_attr *event);

/*
 * @group: complete; may be empty. An event that joined a group which counts
 * already may be left out of it until the thread is scheduled the next time: so
 * events join first. Should it fail, readings show no running time.
 */
void counter_group_enable(const struct counter_group *group);

/* One system call for all events; @group may be empty. */
void counter_group_read(const struct counter_group *group,
			struct group_reading *reading);

/* @group is empty afterwards. */
void counter_group_close(struct counter_group *group);

/* @index: of the event in the group */
struct counter_value counter_value_between(const struct group_reading *before,
					   const struct group_reading *after,
					   unsigned int index);

/* What a failure to open an event means */
enum counter_status counter_status_of_errno(int code);

/* ---- events.c: which hardware events there are ------------------------- */

enum hardware_event {
	EVENT_CYCLES,
	EVENT_INSTRUCTIONS,
	EVENT_L3_FILLS,
	EVENT_L3_MISSES,
	EVENT_LOCAL_MEMORY,
	EVENT_REMOTE_MEMORY,
	EVENT_LOCAL_CACHE,
	EVENT_REMOTE_CACHE,
	EVENT_REMOTE_FORWARDS,
	EVENT_REMOTE_HITMS,
	HARDWARE_EVENTS,
};

/* These are in every turn. */
#define EVENTS_OF_ALL_TURNS	2
#define EVENTS_PER_TURN		(GROUP_EVENTS_MAX - EVENTS_OF_ALL_TURNS)

/* How one microarchitecture calls the events */
struct event_model {
	const char *pmu;	/* Name in libpfm */
	const char *events[HARDWARE_EVENTS];	/* Likewise; NULL: none */
};

/* Ends with an entry without a name. */
extern const struct event_model event_models[];

/* What an event is on this machine */
struct event_choice {
	struct perf_event_attr event;	/* Only what says which it is */
	enum counter_status status;	/* Ok: it could be opened, alone */
	unsigned int turn;	/* Rotation that counts it, unless all do */
};

/* All hardware events of this machine */
struct event_set {
	struct event_choice choices[HARDWARE_EVENTS];
	unsigned int turns;	/* To count all of them in; at least 1 */
};

/* Found out at the first call, by any thread; the same for all callers. */
const struct event_set *event_set_get(void);

/* One that this machine cannot have takes none: it has its status in all. */
void event_set_assign_turns(struct event_set *set);

/* Looks "model::EVENT:UMASK" up in libpfm, once initialized; or why not */
const char *event_encode(const char *name, struct perf_event_attr *event);

/* ---- counters.c -------------------------------------------------------- */

/* counters_open() for other events than the machine's */
struct counters *counters_open_set(const struct event_set *set,
				   unsigned int rotation);

/*
 * The waiting time of "time-on-CPU waiting-time timeslices", in ns, in
 * /proc/thread-self/schedstat. False where the kernel does not account for it,
 * which it says by three zeros: a thread that reads its own file had at least
 * one timeslice.
 */
bool schedstat_run_delay(const char *text, uint64_t *delay_ns);
