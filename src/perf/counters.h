/* SPDX-License-Identifier: MIT */
/* Counters of one thread over one window, by perf_event_open and getrusage. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Why a value is there, or is not: only the first two have one */
enum counter_status {
	COUNTER_OK,	/* Counted for the whole window */
	COUNTER_SCALED,	/* Counted for a part of the window and scaled up */
	COUNTER_UNSUPPORTED,	/* This machine does not have the event */
	COUNTER_DENIED,	/* The kernel does not permit it to this process */
	COUNTER_NOT_SCHEDULED,	/* Others' turn, or no room on the hardware */
	COUNTER_NOT_APPLICABLE,	/* The event means nothing for this thread */
	COUNTER_STATUS_COUNT,
};

extern const char *const counter_status_names[COUNTER_STATUS_COUNT];

#define COUNTERS	16	/* events */

/*
 * Their names, as they go into the CSV. The same name is not quite the same
 * event on two microarchitectures: AMD counts fills of the L1, Intel retired
 * loads.
 */
extern const char *const counter_names[COUNTERS];

/* One event over one window */
struct counter_value {
	uint64_t value;	/* Means nothing unless @status is ok or scaled */
	/* In the window; 0: not of perf_event_open, so always counted */
	uint64_t enabled_ns;
	uint64_t running_ns;	/* On the hardware; likewise */
	enum counter_status status;
};

struct counters;

/**
 * counters_open() - open all events for the calling thread
 * @rotation: which of the groups of hardware events is counted this time:
 *	groups take turns over the repetitions instead of sharing a window
 *
 * Return: for counters_close(); NULL without memory. An event that is not
 * available is no error: it has a status.
 */
struct counters *counters_open(unsigned int rotation);

/** counters_start() - the window opens: remember where every event stands */
void counters_start(struct counters *counters);

/** counters_stop() - the window closes: fills COUNTERS @values */
void counters_stop(struct counters *counters, struct counter_value *values);

/**
 * counters_add() - add the values of one more window
 * @sum: COUNTERS of all windows so far; of none where it is
 *	COUNTER_NOT_SCHEDULED
 *
 * Where one window has no value the sum has none, and its status.
 */
void counters_add(struct counter_value *sum,
		  const struct counter_value *values);

/**
 * counters_add_uncounted() - the same for a window that does not count: only
 *	why an event has no value, should no window count
 */
void counters_add_uncounted(struct counter_value *sum,
			    const struct counter_value *values);

/** counters_close() - close all events; @counters may be NULL */
void counters_close(struct counters *counters);
