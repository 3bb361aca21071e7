/* SPDX-License-Identifier: MIT */
/*
 * One thread's part in the slices of one pool: what its loop works on, what it
 * counts, and how it notices that its window opens and closes. There is no
 * coordinator thread: on a machine of two CPUs it would take one from the
 * roles. Each role looks at the time-stamp counter every ROLE_CHECK_EVERY
 * buffers and while it waits.
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
/* Largest burst */
#define ROLE_MAX_BURST		512

/**
 * struct edge - a boundary of the window
 * @ticks: when the role noticed it
 * @tally: what the role had counted by then
 */
struct edge {
	uint64_t ticks;
	struct tally tally;
};

/**
 * struct phases - the times that all roles of a pool share
 * @ready: roles that wait for the start of a slice
 * @call: number of the last call of who starts the slice
 * @answers: roles that have answered it
 * @start: common deadline of the start of the last slice that has one
 * @closed: roles whose window has closed
 * @done: nothing more will be sent in this slice
 * @aborted: a role cannot start, so none does
 * @starved: the consumer found no buffer for so long that it gave up; there
 *	are no more slices then
 * @share_cpus: some of them may share a CPU: a thread that waits must let others run
 * @prepare: called before a slice starts, while all roles wait; may be NULL
 * @warmup_ticks: from the start to the opening of the window
 * @window_ticks: length of the window
 * @starve_ticks: longest wait for a buffer
 */
struct phases {
	_Atomic(uint32_t) ready line_pair_aligned;
	_Atomic(uint32_t) call line_pair_aligned;
	_Atomic(uint32_t) answers line_pair_aligned;
	_Atomic(uint64_t) start line_pair_aligned;
	_Atomic(uint32_t) closed line_pair_aligned;
	_Atomic(bool) done line_pair_aligned;
	_Atomic(bool) aborted;
	_Atomic(bool) starved;

	uint32_t roles line_pair_aligned;
	bool share_cpus;
	void (*prepare)(void *context);
	void *context;
	uint64_t warmup_ticks;
	uint64_t window_ticks;
	uint64_t starve_ticks;
};

/**
 * struct role - one thread
 * @rings: all rings for a consumer, its own one for a producer
 * @nr_rings: 1 for a producer
 * @miss_ticks: clock ticks charged per miss; fractional, because a slow
 *	counter has few ticks per ns, see role_charge()
 * @rpc: what scenario rpc shares; else NULL
 * @worker: what a producer of scenario rpc owns; else NULL
 * @latency: what a role of scenario latency owns; else NULL
 * @length: counts the buffers of @pool; NULL: cannot be told
 * @consumer: this role sends, and ends the trial
 * @charge_left: fraction of a tick not yet charged for earlier misses
 * @until_timed: messages until one has its calls of the pool timed
 * @next_ring: whose turn it is
 * @next_edge: time-stamp of the next boundary
 * @edge: index of that boundary
 * @tally: counted since the first slice began
 * @edges: of the last window
 * @start: deadline of the slice's start
 * @started: when the role left the starting line
 * @on_open: called as the window opens, before its first time-stamp
 * @on_close: called as it closes, after its last time-stamp
 */
struct role {
	struct pool *pool;
	struct forward_ring *rings;
	uint32_t nr_rings;
	uint32_t burst;
	const struct arena *arena;
	struct backing *backing;
	double miss_ticks;
	double ticks_per_ns;
	struct phases *phases;
	struct rpc *rpc;
	struct rpc_worker *worker;
	struct latency *latency;
	size_t (*length)(const struct pool *pool);
	bool consumer;

	double charge_left line_pair_aligned;
	uint32_t until_timed;
	uint32_t next_ring;
	uint64_t next_edge;
	uint32_t edge;
	struct tally tally;
	struct edge edges[ROLE_EDGES];
	uint64_t start;
	uint64_t started;

	void (*on_open)(void *context);
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

/**
 * role_all_closed() - whether nothing is measured any more
 */
static inline bool role_all_closed(const struct role *role)
{
	/* relaxed: nothing is read that the other roles wrote */
	return atomic_load_explicit(&role->phases->closed,
				    memory_order_relaxed) >=
	       role->phases->roles;
}

/**
 * role_edge() - a boundary has been reached
 * @now: the time-stamp that showed it
 *
 * Return: true to continue; false, to a consumer only, when all windows have
 * closed.
 */
bool role_edge(struct role *role, uint64_t now);

/**
 * role_goes_on() - look at the clock
 * @role: of the calling thread; its tally is up to date
 *
 * Return: as role_edge().
 */
static always_inline bool role_goes_on(struct role *role)
{
	const uint64_t now = clock_ticks();

	return likely(now < role->next_edge) || role_edge(role, now);
}

/**
 * role_wait_for_room() - a consumer waits until one of its rings has room
 *
 * Return: false when the slice is over.
 */
bool role_wait_for_room(struct role *role);

/**
 * role_wait_for_message() - a producer waits for its next message
 *
 * Return: false when there will be none.
 */
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

	if (role->miss_ticks <= 0 || !misses)
		return 0;
	role->charge_left += misses * role->miss_ticks + 0.5;
	whole = (uint64_t)role->charge_left;
	role->charge_left -= (double)whole;
	return whole;
}

/**
 * role_fallback() - a buffer from the backing list, for an empty get
 * @since: when the get came back empty
 *
 * A miss lasts for its role_charge() from then on, what it takes here included.
 *
 * Return: the buffer; NULL when there is none either.
 */
struct buffer *role_fallback(struct role *role, uint64_t since);

/**
 * role_release() - a put was refused: the buffer goes to the backing list
 */
void role_release(struct role *role, struct buffer *buffer);

/**
 * struct role_wait - a wait for the other role, as it goes on
 * @began: when the part of it began that has not been added to the tally
 * @gives_up: when the consumer gives up waiting for a buffer
 * @in_window: it began before the window had closed
 */
struct role_wait {
	uint64_t began;
	uint64_t gives_up;
	bool in_window;
};

/**
 * role_wait_begin() - a wait for buffers begins
 */
struct role_wait role_wait_begin(const struct role *role);

/**
 * role_wait_look() - one turn of a wait loop: pause, then look at the clock
 * @wait: from role_wait_begin()
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
 * role_wait_pause() - one turn of a wait loop for a buffer
 * @wait: from role_wait_begin()
 *
 * Pauses, then looks at the clock. No look is left between the event that is
 * waited for and the caller's next check. The trial does not end in such a
 * wait: the producers go on, and a buffer comes or the consumer starves.
 *
 * Return: false when it has starved.
 */
bool role_wait_pause(struct role *role, struct role_wait *wait);
