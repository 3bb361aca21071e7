/* SPDX-License-Identifier: MIT */
/*
 * One thread's part in the slices of one pool: what its loop works on, what it
 * counts, and how it notices that its window opens and closes. There is no
 * coordinator thread: on a machine of two CPUs it would take one from the
 * roles. Each role looks at the time-stamp counter every ROLE_CHECK_EVERY
 * buffers and while it waits. A function is called by the thread of its role.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "pool/buffer.h"
#include "pool/loop/backing.h"
#include "pool/loop/forward_ring.h"
#include "pool/tally.h"

struct pool;
struct rpc;
struct rpc_worker;
struct latency;

/* Buffers between two looks at the clock */
#define ROLE_CHECK_EVERY	256
/* The window opens, and closes. */
#define ROLE_EDGES		2
#define ROLE_MAX_BURST		512

/* A boundary of the window */
struct edge {
	uint64_t ticks;		/* when the role noticed it */
	struct tally tally;	/* what the role had counted by then */
};

/*
 * The times that all roles of a pool share.
 * @crowded: other work holds the CPUs: roles sleep while they wait for a slice,
 *	since who has just slept keeps its CPU longest
 * @starved: the consumer found no buffer for so long that it gave up; there
 *	are no more slices then
 */
struct phases {
	_Atomic(uint32_t) ready line_pair_aligned;	/* roles at the start */
	/* number of the last call of who starts the slice */
	_Atomic(uint32_t) call line_pair_aligned;
	_Atomic(uint32_t) answers line_pair_aligned;	/* to that call */
	/* common deadline of the start of the last slice that has one */
	_Atomic(uint64_t) start line_pair_aligned;
	/* roles whose window has closed */
	_Atomic(uint32_t) closed line_pair_aligned;
	_Atomic(bool) done line_pair_aligned;	/* nothing more will be sent */
	_Atomic(bool) aborted;	/* a role cannot start, so none does */
	_Atomic(bool) starved;
	_Atomic(bool) crowded;

	uint32_t roles line_pair_aligned;
	bool share_cpus;	/* one that waits must let the others run */
	/* called before a slice starts, while all roles wait; may be NULL */
	void (*prepare)(void *context);
	void *context;
	uint64_t warmup_ticks;	/* from the start to the window's opening */
	uint64_t window_ticks;
	uint64_t starve_ticks;	/* longest wait for a buffer */
};

/*
 * One thread.
 * @charge_ticks: clock ticks charged per miss; fractional, because a slow
 *	counter has few ticks per ns, see role_charge()
 */
struct role {
	struct pool *pool;
	struct forward_ring *rings;	/* all; of a producer its own one */
	uint32_t nr_rings;		/* 1 for a producer */
	uint32_t burst;
	const struct arena *arena;
	struct backing *backing;
	double charge_ticks;
	double ticks_per_ns;
	struct phases *phases;
	struct rpc *rpc;	/* what scenario rpc shares; else NULL */
	struct rpc_worker *worker;	/* own, of a producer of rpc; or NULL */
	struct latency *latency;	/* own, in scenario latency; or NULL */
	/* counts the buffers of @pool; NULL: cannot be told */
	size_t (*length)(const struct pool *pool);
	bool consumer;	/* this role sends, and ends the trial */

	double charge_left line_pair_aligned;	/* fraction of a tick, owed */
	uint32_t until_timed;	/* messages until one's calls are timed */
	uint32_t next_ring;		/* whose turn it is */
	uint64_t next_edge;		/* time-stamp of the next boundary */
	uint32_t edge;			/* index of that boundary */
	struct tally tally;	/* counted since the first slice began */
	struct edge edges[ROLE_EDGES];	/* of the last window */
	uint64_t start;			/* deadline of the slice's start */
	uint64_t started;	/* when the role left the starting line */

	/* called as the window opens, before its first time-stamp */
	void (*on_open)(void *context);
	/* called as it closes, after its last time-stamp */
	void (*on_close)(void *context);
	void *context;
};

/**
 * role_start() - wait at the starting line of a slice
 *
 * The last role to arrive calls the others until all of them answer at once: a
 * slice that began while other work held the CPU of one of them would be lost.
 * Then it sets a deadline a little ahead; all spin until the time-stamp counter
 * reaches it, so that none waits for a line to arrive. As every role has left
 * the slice before, that one makes the phases ready for this one, too.
 *
 * Return: false when another role aborted the trial.
 */
bool role_start(struct role *role);

/** role_all_closed() - whether nothing is measured any more */
static inline bool role_all_closed(const struct role *role)
{
	/* relaxed: nothing is read that the other roles wrote */
	return atomic_load_explicit(&role->phases->closed,
				    memory_order_relaxed) >=
	       role->phases->roles;
}

/**
 * role_edge() - a boundary has been reached; false, to a consumer only, when
 *	all windows have closed
 */
bool role_edge(struct role *role, uint64_t now);

/** role_goes_on() - role_edge() where it is time; the tally is up to date */
static always_inline bool role_goes_on(struct role *role)
{
	const uint64_t now = clock_ticks();

	return likely(now < role->next_edge) || role_edge(role, now);
}

/** role_wait_for_room() - until a ring has some; false: the slice is over */
bool role_wait_for_room(struct role *role);

/** role_wait_for_message() - until there is one; false: there will be none */
bool role_wait_for_message(struct role *role);

/**
 * role_charge() - how long to wait for misses
 *
 * A tick of a counter of 25 MHz is 40 ns: what is cut off here is owed to the
 * next time, or each miss would be charged too little. The half is for the
 * counter that a wait begins with: it stands half a tick back, on average.
 *
 * Return: ticks by which the counter must have moved on.
 */
static inline uint64_t role_charge(struct role *role, uint32_t misses)
{
	uint64_t whole;

	if (role->charge_ticks <= 0 || !misses)
		return 0;
	role->charge_left += misses * role->charge_ticks + 0.5;
	whole = (uint64_t)role->charge_left;
	role->charge_left -= (double)whole;
	return whole;
}

/**
 * role_fallback() - a buffer from the backing list; NULL: it has none either
 * @since: when the get came back empty: a miss lasts for its role_charge() from
 *	then on, what it takes here included
 */
struct buffer *role_fallback(struct role *role, uint64_t since);

/** role_release() - a put was refused: the buffer goes to the backing list */
void role_release(struct role *role, struct buffer *buffer);

/* A wait for the other role, as it goes on */
struct role_wait {
	uint64_t began;	/* of the part that is not in the tally yet */
	uint64_t gives_up;	/* when the consumer does, without a buffer */
	bool in_window;	/* it began before the window had closed */
};

/** role_wait_begin() - a wait for buffers begins */
struct role_wait role_wait_begin(const struct role *role);

/**
 * role_wait_look() - one turn of a wait loop: pause, then look at the clock
 * @looked: set to what the clock showed
 *
 * The time of a wait is added up to the last look before its end: the look
 * comes before the check that ends it, so it delays nothing.
 *
 * Return: false, to a consumer only, when the trial is over.
 */
bool role_wait_look(struct role *role, struct role_wait *wait,
		    uint64_t *looked);

/**
 * role_wait_pause() - one turn of a wait loop for a buffer, as role_wait_look()
 *
 * Return: false when the consumer has starved.
 */
bool role_wait_pause(struct role *role, struct role_wait *wait);
