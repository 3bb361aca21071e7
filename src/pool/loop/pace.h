/* SPDX-License-Identifier: MIT */
/*
 * Load below saturation, open loop: what a consumer does has an intended time,
 * whether or not what came before was late. The rate that the load is a share
 * of is what the same trial did while it was saturated: in half of its warmup,
 * from the first quarter on, and for one of each kind of message at least. The
 * rest of the warmup is paced, so that no queue that was full comes into the
 * window. Until the rate is known the clock is read seldom: a loop that reads
 * it each time is slower than a saturated one.
 */
#pragma once

#include "pool/loop/role.h"

/* After so many messages a mix of sizes repeats, see rpc_sizes() */
#define PACE_MESSAGES	8
/* So many pages are a few times as long as a reading of the clock */
#define PACE_PAGES	8

/*
 * Of one consumer; zeroed at first.
 * @known: when the rate was known; 0 before. What @next is relative to: ticks
 *	since the boot are more than a double counts one by one
 */
struct pace {
	uint64_t mark;	/* when the measurement of the rate began; 0 before */
	uint64_t mark_buffers;	/* buffers sent by then */
	uint32_t mark_messages;	/* and messages */
	uint32_t messages;	/* that were sent */
	uint32_t unseen;	/* buffers since the clock was read */
	uint64_t known;
	double ticks_per_buffer;	/* intended; 0 before it is known */
	double next;		/* when the next one is due */
};

/* Look at the rate, of which @load is to be so many percent */
void pace_measure(struct pace *pace, const struct role *role, uint32_t load,
		  uint64_t now);

/*
 * Before each message, while the rate is not known. The clock is read once in
 * @every @buffers and not in so many messages: eight large ones can be longer
 * than half of a warmup.
 */
static always_inline void pace_look(struct pace *pace, const struct role *role,
				    uint32_t load, uint32_t buffers,
				    uint32_t every)
{
	pace->messages++;
	pace->unseen += buffers;
	if (likely(pace->unseen < every))
		return;
	pace->unseen = 0;
	pace_measure(pace, role, load, clock_ticks());
}

/*
 * Whether the window, or a part of it, was without a rate. What was measured
 * then is not of the load that was asked for. @shared: the consumer may have
 * had to wait for its CPU just before the window; a part is then put up with.
 * Called after the trial.
 */
bool pace_was_late(const struct pace *pace, const struct role *role,
		   bool shared);

/* When the next buffers are due, once the rate is known; moves on */
static always_inline uint64_t pace_due(struct pace *pace, uint32_t buffers)
{
	const double due = pace->next;

	pace->next += pace->ticks_per_buffer * buffers;
	return pace->known + (uint64_t)due;
}
