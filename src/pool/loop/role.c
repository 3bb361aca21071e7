// SPDX-License-Identifier: MIT
#include "pool/loop/role.h"

#include <sched.h>
#include <stddef.h>
#include <time.h>

/* Enough for the deadline's line to reach every role before it passes. */
#define START_AHEAD_NS		20e3
/* Roles that answer within so long are all running. */
#define ANSWER_NS		50e3
/* Spins at the starting line before a role lets others have its CPU. */
#define START_SPINS		256
/* Who is awaited for longer has no CPU; where CPUs are crowded, to sleep. */
#define PATIENCE_NS		500e3
#define CROWDED_PATIENCE_NS	100e3
#define NAP_NS			100000
/* For so long they are called; then the slice starts, and may be lost. */
#define CALL_FOR_NS		20e6

/*
 * Where other work has the CPU of who is awaited: to spin would use up this
 * role's own share of a CPU, and it would have none when the other has.
 */
static void nap(void)
{
	static const struct timespec length = { .tv_nsec = NAP_NS };

	nanosleep(&length, NULL);
}

static bool is_crowded(const struct phases *phases)
{
	/* relaxed: a wrong guess costs time, and no figure */
	return atomic_load_explicit(&phases->crowded, memory_order_relaxed);
}

/* One turn of a wait at the starting line. Return: false: the trial is over. */
static bool start_pause(const struct phases *phases, uint32_t *spins)
{
	cpu_relax();
	/* with more threads than CPUs the last one must get to run */
	if (phases->share_cpus && ++*spins % START_SPINS == 0)
		sched_yield();
	/* relaxed: a flag; what was wrong is read after the join */
	return !atomic_load_explicit(&phases->aborted, memory_order_relaxed);
}

/* Return: whether all answered in time; they do by being on their CPUs. */
static bool call_roles(struct role *role)
{
	struct phases *phases = role->phases;
	const uint64_t limit = (uint64_t)(ANSWER_NS * role->ticks_per_ns);
	const uint64_t began = clock_ticks();
	uint32_t spins = 0;

	/* relaxed: the calls only count, nothing is handed over by them */
	atomic_store_explicit(&phases->answers, 0, memory_order_relaxed);
	/* release: an answer to this call comes after the 0 */
	atomic_fetch_add_explicit(&phases->call, 1, memory_order_release);
	while (atomic_load_explicit(&phases->answers, memory_order_relaxed) <
	       phases->roles - 1) {
		if (!start_pause(phases, &spins))
			return true;
		if (phases->share_cpus || clock_ticks() - began < limit)
			continue;
		nap();
		return false;
	}
	return clock_ticks() - began < limit || phases->share_cpus;
}

static void set_start(struct role *role)
{
	struct phases *phases = role->phases;
	const uint64_t ahead = (uint64_t)(START_AHEAD_NS * role->ticks_per_ns);
	uint64_t until;

	if (phases->prepare)
		phases->prepare(phases->context);
	if (is_crowded(phases))
		nap();
	until = clock_ticks() + (uint64_t)(CALL_FOR_NS * role->ticks_per_ns);
	while (!call_roles(role) && clock_ticks() < until)
		;
	/* relaxed: nobody reads them before the start, which is stored last */
	atomic_store_explicit(&phases->ready, 0, memory_order_relaxed);
	atomic_store_explicit(&phases->closed, 0, memory_order_relaxed);
	atomic_store_explicit(&phases->done, false, memory_order_relaxed);
	/* release: pairs with the load in role_start() */
	atomic_store_explicit(&phases->start, clock_ticks() + ahead,
			      memory_order_release);
}

/* Return: the call that was seen last. */
static uint32_t answer(struct phases *phases, uint32_t before)
{
	/* acquire: pairs with the release in call_roles() */
	const uint32_t call = atomic_load_explicit(&phases->call,
						   memory_order_acquire);

	if (call != before)
		/* relaxed: only the number matters */
		atomic_fetch_add_explicit(&phases->answers, 1,
					  memory_order_relaxed);
	return call;
}

static double ns_since(const struct role *role, uint64_t then, uint64_t now)
{
	return (double)(now - then) / role->ticks_per_ns;
}

bool role_start(struct role *role)
{
	struct phases *phases = role->phases;
	const uint64_t before = role->start;
	uint64_t since = clock_ticks();
	/* relaxed: nobody calls before this role has arrived, below */
	uint32_t call = atomic_load_explicit(&phases->call,
					     memory_order_relaxed);
	uint64_t answered = 0;
	uint32_t spins = 0;

	/* acq_rel: whoever is last has seen every role's preparation */
	if (atomic_fetch_add_explicit(&phases->ready, 1,
				      memory_order_acq_rel) + 1 ==
	    phases->roles) {
		set_start(role);
		call = atomic_load_explicit(&phases->call,
					    memory_order_relaxed) /* its own */;
	}
	/* acquire: what the other roles prepared, and the phases */
	while ((role->start = atomic_load_explicit(&phases->start,
					memory_order_acquire)) == before) {
		const uint32_t seen = call;
		const uint64_t now = clock_ticks();

		call = answer(phases, call);
		if (call != seen)
			answered = now;
		if (!start_pause(phases, &spins))
			return false;
		/* who slept now might sleep through the start */
		if (ns_since(role, since, now) <
		    (is_crowded(phases) ? CROWDED_PATIENCE_NS : PATIENCE_NS) ||
		    ns_since(role, answered, now) < ANSWER_NS + START_AHEAD_NS)
			continue;
		nap();
		since = clock_ticks();
	}
	role->edge = 0;
	role->next_edge = role->start + phases->warmup_ticks;
	/* no pause here: all should leave at the same tick */
	while ((role->started = clock_ticks()) < role->start)
		;
	return true;
}

/* All windows have closed: the consumer stops sending and says so. */
static bool role_after_close(struct role *role)
{
	if (!role->consumer || !role_all_closed(role))
		return true;
	/* release: every message was published before */
	atomic_store_explicit(&role->phases->done, true, memory_order_release);
	return false;
}

bool role_edge(struct role *role, uint64_t now)
{
	struct phases *phases = role->phases;

	if (role->edge == ROLE_EDGES)
		return role_after_close(role);
	if (role->edge == 0) {
		if (role->on_open)
			role->on_open(role->context);
		now = clock_ticks();
	}
	role->edges[role->edge].ticks = now;
	role->edges[role->edge].tally = role->tally;
	if (role->edge++ == 0) {
		role->next_edge = role->start + phases->warmup_ticks +
				  phases->window_ticks;
		return true;
	}
	if (role->on_close)
		role->on_close(role->context);
	/* relaxed: only the number matters, see role_after_close() */
	atomic_fetch_add_explicit(&phases->closed, 1, memory_order_relaxed);
	role->next_edge = 0;
	return true;
}

struct role_wait role_wait_begin(const struct role *role)
{
	const uint64_t now = clock_ticks();

	return (struct role_wait){
		.began = now,
		.gives_up = now + role->phases->starve_ticks,
		.in_window = role->edge < ROLE_EDGES,
	};
}

bool role_wait_look(struct role *role, struct role_wait *wait,
		    uint64_t *looked)
{
	cpu_relax();
	*looked = clock_ticks();
	if (likely(*looked < role->next_edge))
		return true;
	role->tally.wait_ticks += *looked - wait->began;
	if (!role_edge(role, *looked))
		return false;
	/* what the edge took was no wait */
	*looked = clock_ticks();
	wait->began = *looked;
	return true;
}

bool role_wait_pause(struct role *role, struct role_wait *wait)
{
	uint64_t now;

	/*
	 * The slice does not end in here: producers put until it does, so a
	 * buffer comes, or the pool starves its consumer.
	 */
	if (role->edge == ROLE_EDGES) {
		cpu_relax();
		now = clock_ticks();
	} else {
		(void)role_wait_look(role, wait, &now);
	}
	role->tally.wait_ticks += now - wait->began;
	role->tally.starved_ticks += now - wait->began;
	wait->began = now;
	if (likely(now < wait->gives_up))
		return true;
	/* relaxed: read after the join; a window that is over is not spoilt */
	if (wait->in_window)
		atomic_store_explicit(&role->phases->starved, true,
				      memory_order_relaxed);
	/* release: every message was published before */
	atomic_store_explicit(&role->phases->done, true, memory_order_release);
	return false;
}

bool role_wait_for_room(struct role *role)
{
	struct role_wait wait = role_wait_begin(role);
	uint64_t now = wait.began;
	bool goes_on = true;

	for (;;) {
		for (uint32_t i = 0; i < role->nr_rings; i++) {
			if (forward_reserve(&role->rings[i]))
				goto out;
		}
		goes_on = role_wait_look(role, &wait, &now);
		if (!goes_on)
			goto out;
	}
out:
	role->tally.wait_ticks += now - wait.began;
	return goes_on;
}

bool role_wait_for_message(struct role *role)
{
	struct role_wait wait = role_wait_begin(role);
	uint64_t now = wait.began;
	bool message;

	for (;;) {
		/* acquire: every message that was sent before is visible */
		const bool done = atomic_load_explicit(&role->phases->done,
						       memory_order_acquire);

		message = forward_peek(role->rings) != NULL;
		if (message || done)
			break;
		role_wait_look(role, &wait, &now);
	}
	role->tally.wait_ticks += now - wait.began;
	return message;
}

struct buffer *role_fallback(struct role *role, uint64_t since)
{
	struct buffer *buffer = backing_take(role->backing);

	if (buffer) {
		const uint64_t until = since + role_charge(role, 1);

		account(role->tally.fallback, 1);
		while (clock_ticks() < until)
			;
	}
	return buffer;
}

void role_release(struct role *role, struct buffer *buffer)
{
	backing_release(role->backing,
			arena_is_wrong_node(role->arena, buffer), buffer);
}
