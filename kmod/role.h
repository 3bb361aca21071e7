/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * One kernel thread's part in the slices of one pool: the kernel's twin of
 * src/pool/loop/role.h. What differs: a miss is an allocation and a refusal a
 * free, so there is no backing list and no charge; a thread lets others run
 * where it looks at the clock; an interrupt ends a slice early.
 */
#pragma once

#include <linux/gfp.h>
#include <linux/sched.h>

#include "base/clock.h"
#include "pool/loop/forward_ring.h"
#include "pool/pool.h"

/* As in user space: buffers between two looks at the clock, largest burst */
#define ROLE_CHECK_EVERY	256
#define ROLE_EDGES		2
#define ROLE_MAX_BURST		512

struct rpc;
struct rpc_worker;
struct line_pair;

/**
 * struct edge - a boundary of the window
 * @ticks: when the role noticed it
 * @switches: how often its thread had been switched out by then
 * @tally: what the role had counted by then
 */
struct edge {
	u64 ticks;
	unsigned long switches;
	struct tally tally;
};

/**
 * struct phases - the times that all roles share
 * @ready: roles that wait for the start of a slice
 * @start: common deadline of the start of the last slice, or that there is none
 * @closed: roles whose window has closed
 * @done: nothing more will be sent in this slice
 * @stop: a negative errno: no more slices, and this one ends
 * @roles: how many there are
 * @prepare: called before a slice starts, while all roles wait
 * @context: handed to it
 * @ticks_khz: rate of the time-stamp counter
 * @warmup_ticks: from the start to the opening of the window
 * @window_ticks: length of the window
 */
struct phases {
	atomic_t ready line_pair_aligned;
	u64 start line_pair_aligned;
	atomic_t closed line_pair_aligned;
	bool done line_pair_aligned;
	int stop;

	unsigned int roles line_pair_aligned;
	void (*prepare)(void *context);
	void *context;
	u64 ticks_khz;
	u64 warmup_ticks;
	u64 window_ticks;
};

/**
 * struct role - one thread and one pool
 * @pool: what is measured
 * @rings: all rings for a consumer, its own one for a producer
 * @nr_rings: 1 for a producer
 * @burst: buffers in a message
 * @arena: where pages should lie
 * @gfp: how a miss allocates
 * @phases: shared by all roles
 * @rpc: what scenario rpc shares; else NULL
 * @worker: what a producer of scenario rpc owns; else NULL
 * @pairs: lines that go to and fro, of what measures them; else NULL
 * @scratch: one burst, for a role that is alone
 * @consumer: this role sends, and ends the slice
 * @next_ring: whose turn it is
 * @polls: of waits, to let others run in one of so many
 * @next_edge: time-stamp of the next boundary
 * @edge: index of that boundary
 * @given_back: pages freed because the rest of their burst could not be had
 * @tally: counted since the first slice began
 * @edges: of the last window
 * @start: deadline of the slice's start
 * @started: when the role left the starting line
 */
struct role {
	struct pool *pool;
	struct forward_ring *rings;
	u32 nr_rings;
	u32 burst;
	const struct arena *arena;
	gfp_t gfp;
	struct phases *phases;
	struct rpc *rpc;
	struct rpc_worker *worker;
	struct line_pair *pairs;
	struct buffer **scratch;
	bool consumer;

	u32 next_ring line_pair_aligned;
	u32 polls;
	u64 next_edge;
	u32 edge;
	u64 given_back;
	struct tally tally;
	struct edge edges[ROLE_EDGES];
	u64 start;
	u64 started;
};

/**
 * role_start() - wait at the starting line of a slice
 * @role: of the calling thread
 *
 * The last role to arrive prepares the slice and sets a deadline a little
 * ahead; all spin until the time-stamp counter reaches it. Every role comes
 * here until it is told that there are no more slices.
 *
 * Return: false when there are no more slices.
 */
bool role_start(struct role *role);

/**
 * role_stop() - end this slice, and begin no other
 * @phases: of all roles
 * @why: a negative errno; the first one counts
 */
void role_stop(struct phases *phases, int why);

/**
 * role_edge() - a boundary has been reached, or the run stopped
 * @role: of the calling thread
 * @now: the time-stamp that showed it
 *
 * Return: true to go on; false, to a consumer only, when the slice is over.
 */
bool role_edge(struct role *role, u64 now);

/**
 * role_goes_on() - look at the clock, and let others run
 * @role: of the calling thread; its tally is up to date
 *
 * Return: as role_edge().
 */
static always_inline bool role_goes_on(struct role *role)
{
	const u64 now = clock_ticks();

	cond_resched();
	return likely(now < role->next_edge && !READ_ONCE(role->phases->stop)) ||
	       role_edge(role, now);
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
 * role_wait_turn() - one turn of any wait
 * @role: of the calling thread
 * @began: when the part of the wait began that is not in the tally; moved on
 *	over a boundary
 * @now: set to what the clock shows
 *
 * Return: as role_edge().
 */
bool role_wait_turn(struct role *role, u64 *began, u64 *now);

/**
 * role_allocate() - the page allocator fills what the pool did not
 * @role: of the calling thread
 * @buffers: filled from @got on
 * @got: buffers that it has
 * @n: buffers that it should have
 *
 * Return: how many it has then: @n, or less when memory is short.
 */
unsigned int role_allocate(struct role *role, struct buffer **buffers,
			   unsigned int got, unsigned int n);

/**
 * role_free() - pages go to the page allocator, one at a time
 */
void role_free(struct role *role, struct buffer **buffers, unsigned int n);

/**
 * role_short() - memory is short: free what a burst has, and stop
 */
void role_short(struct role *role, struct buffer **buffers, unsigned int n);
