/* SPDX-License-Identifier: MIT */
/* Parts of the counters that only their own files and their test see. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perf/counters.h"

/*
 * libpfm brings its own <linux/perf_event.h>, which cannot be included along
 * with the kernel's: this is what the two sides exchange.
 */

/**
 * struct event_code - an event as perf_event_open takes it
 * @type: see struct perf_event_attr
 * @config: likewise
 * @config1: likewise
 * @config2: likewise
 */
struct event_code {
	uint32_t type;
	uint64_t config;
	uint64_t config1;
	uint64_t config2;
};

/* ---- group.c: events that are on the hardware together ----------------- */

/* Two of every turn, cycles and instructions, and two that take turns. */
#define GROUP_EVENTS_MAX	4

/**
 * struct counter_group - open events that are counted and read together
 * @count: how many
 * @fds: their descriptors; the first is the leader's
 */
struct counter_group {
	unsigned int count;
	int fds[GROUP_EVENTS_MAX];
};

/**
 * struct group_reading - what one read of a group said
 * @valid: false where the group could not be scheduled or read
 * @enabled_ns: time since the group was opened
 * @running_ns: of it, time on the hardware
 * @values: in the order in which events were added
 */
struct group_reading {
	bool valid;
	uint64_t enabled_ns;
	uint64_t running_ns;
	uint64_t values[GROUP_EVENTS_MAX];
};

/**
 * counter_group_add() - open an event for the calling thread
 * @group: to be joined; zeroed before the first
 * @code: which event
 *
 * The first event leads and is pinned: either all of them are counted at all
 * times, or the group says that it was not. User space only.
 *
 * Return: 0 or a negative errno; the group is as before then.
 */
int counter_group_add(struct counter_group *group,
		      const struct event_code *code);

/**
 * counter_group_enable() - begin to count
 * @group: complete; may be empty
 *
 * An event that joined a group which counts already may be left out of it
 * until the thread is scheduled the next time: so events join first. Should
 * it fail, readings show no running time.
 */
void counter_group_enable(const struct counter_group *group);

/**
 * counter_group_read() - one system call for all events
 * @group: may be empty
 * @reading: filled
 */
void counter_group_read(const struct counter_group *group,
			struct group_reading *reading);

/**
 * counter_group_close() - close all events
 * @group: empty afterwards
 */
void counter_group_close(struct counter_group *group);

/**
 * counter_value_between() - an event's value between two readings
 * @before: at the start of the window
 * @after: at its end
 * @index: of the event in the group
 */
struct counter_value counter_value_between(const struct group_reading *before,
					   const struct group_reading *after,
					   unsigned int index);

/**
 * counter_status_of_errno() - what a failure to open an event means
 * @code: a negative errno
 */
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

/**
 * struct event_model - how one microarchitecture calls the events
 * @pmu: name of the model in libpfm
 * @events: libpfm's names, NULL where it has none that means the same
 */
struct event_model {
	const char *pmu;
	const char *events[HARDWARE_EVENTS];
};

/* Ends with an entry without a name. */
extern const struct event_model event_models[];

/**
 * struct event_choice - what an event is on this machine
 * @code: what perf_event_open takes
 * @source: libpfm's or the kernel's name of it; "" where there is none
 * @status: ok where it could be opened, alone and once
 * @turn: the rotation in which it is counted, unless it always is
 */
struct event_choice {
	struct event_code code;
	const char *source;
	enum counter_status status;
	unsigned int turn;
};

/**
 * struct event_set - all hardware events of this machine
 * @choices: indexed by enum hardware_event
 * @turns: how many rotations it takes to count all of them; at least 1
 */
struct event_set {
	struct event_choice choices[HARDWARE_EVENTS];
	unsigned int turns;
};

/**
 * event_set_get() - the events of this machine
 *
 * Found out at the first call, by any thread.
 *
 * Return: never NULL, the same for all callers.
 */
const struct event_set *event_set_get(void);

/**
 * event_set_assign_turns() - let events take turns
 * @set: whose statuses are known; turns are set
 *
 * An event that this machine cannot have takes no turn: it has its status in
 * all of them.
 */
void event_set_assign_turns(struct event_set *set);

/**
 * event_library_begin() - make event_encode() possible
 *
 * Return: false where libpfm does not work here.
 */
bool event_library_begin(void);

/**
 * event_library_end() - give its memory back
 */
void event_library_end(void);

/**
 * event_encode() - look an event up in libpfm
 * @name: "model::EVENT:UMASK"
 * @code: set
 *
 * Return: NULL, or why not; @code is unchanged then.
 */
const char *event_encode(const char *name, struct event_code *code);

/* ---- counters.c -------------------------------------------------------- */

/**
 * counters_open_set() - counters_open() for other events than the machine's
 * @set: the events
 * @rotation: which of the turns
 */
struct counters *counters_open_set(const struct event_set *set,
				   unsigned int rotation);

/**
 * schedstat_run_delay() - the waiting time in /proc/thread-self/schedstat
 * @text: "time-on-CPU waiting-time timeslices", in ns
 * @delay_ns: set
 *
 * Return: false where the kernel does not account for it, which it says by
 * three zeros: a thread that reads its own file had at least one timeslice.
 */
bool schedstat_run_delay(const char *text, uint64_t *delay_ns);
