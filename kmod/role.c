// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "role.h"

#include <linux/mm.h>

/* Enough for the deadline's line to reach every role before it passes. */
#define START_AHEAD_US	20
/* phases.start: there is no other slice */
#define NO_START	U64_MAX
/* Polls of a wait until others may have the CPU */
#define POLLS		1024

static unsigned long switches(void)
{
	return current->nvcsw + current->nivcsw;
}

void role_stop(struct phases *phases, int why)
{
	cmpxchg(&phases->stop, 0, why);
}

/*
 * By the last role to arrive. It alone says whether there is another slice: a
 * role that left on its own would be waited for by those that did not.
 */
static void begin_slice(struct phases *phases)
{
	u64 start = NO_START;

	if (!READ_ONCE(phases->stop)) {
		phases->prepare(phases->context);
		/* nobody reads these before the start, which is stored last */
		atomic_set(&phases->ready, 0);
		atomic_set(&phases->closed, 0);
		WRITE_ONCE(phases->done, false);
		start = clock_ticks() +
			phases->ticks_khz * START_AHEAD_US / 1000;
	}
	/* release: pairs with the acquire in role_start() */
	smp_store_release(&phases->start, start);
}

bool role_start(struct role *role)
{
	struct phases *phases = role->phases;
	/* nobody stores it before this role has arrived, below */
	const u64 before = READ_ONCE(phases->start);

	/* fully ordered: whoever is last has seen what every role did */
	if (atomic_inc_return(&phases->ready) == phases->roles)
		begin_slice(phases);
	/* acquire: what was prepared, and the phases */
	while ((role->start = smp_load_acquire(&phases->start)) == before) {
		cpu_relax();
		cond_resched();
	}
	if (role->start == NO_START)
		return false;
	role->edge = 0;
	role->next_edge = role->start + phases->warmup_ticks;
	/* no pause here: all should leave at the same tick */
	while ((role->started = clock_ticks()) < role->start)
		;
	return true;
}

/* All windows have closed: the consumer stops sending and says so. */
static bool after_close(struct role *role)
{
	struct phases *phases = role->phases;

	if (!role->consumer ||
	    (atomic_read(&phases->closed) < phases->roles &&
	     !READ_ONCE(phases->stop)))
		return true;
	/* release: every message was published before */
	smp_store_release(&phases->done, true);
	return false;
}

bool role_edge(struct role *role, u64 now)
{
	struct phases *phases = role->phases;
	struct edge *edge;

	if (role->edge == ROLE_EDGES || now < role->next_edge)
		return after_close(role);
	edge = &role->edges[role->edge];
	edge->tally = role->tally;
	edge->switches = switches();
	if (role->edge++ == 0) {
		role->next_edge = role->start + phases->warmup_ticks +
				  phases->window_ticks;
		/* what the edge itself took is before the window */
		edge->ticks = clock_ticks();
		return true;
	}
	edge->ticks = now;
	atomic_inc(&phases->closed);
	role->next_edge = 0;
	return true;
}

bool role_wait_turn(struct role *role, u64 *began, u64 *now)
{
	cpu_relax();
	if (++role->polls % POLLS == 0)
		cond_resched();
	*now = clock_ticks();
	if (likely(*now < role->next_edge && !READ_ONCE(role->phases->stop)))
		return true;
	role->tally.wait_ticks += *now - *began;
	*began = *now;
	if (!role_edge(role, *now))
		return false;
	/* what the edge took was no wait */
	*began = *now = clock_ticks();
	return true;
}

bool role_wait_for_room(struct role *role)
{
	u64 began = clock_ticks(), now = began;
	bool goes_on = true;

	while (goes_on) {
		u32 i;

		for (i = 0; i < role->nr_rings; i++) {
			if (forward_reserve(&role->rings[i]))
				break;
		}
		if (i < role->nr_rings)
			break;
		goes_on = role_wait_turn(role, &began, &now);
	}
	role->tally.wait_ticks += now - began;
	return goes_on;
}

bool role_wait_for_message(struct role *role)
{
	u64 began = clock_ticks(), now = began;
	bool message;

	for (;;) {
		/* acquire: every message that was sent before is visible */
		const bool done = smp_load_acquire(&role->phases->done);

		message = forward_peek(role->rings) != NULL;
		if (message || done)
			break;
		role_wait_turn(role, &began, &now);
	}
	role->tally.wait_ticks += now - began;
	return message;
}

unsigned int role_allocate(struct role *role, struct buffer **buffers,
			   unsigned int got, unsigned int n)
{
	struct page **pages = buffer_pages(buffers);
	const unsigned int before = got;
	unsigned int i;

	role->tally.get_empty++;
	/* bulk allocation skips what is not NULL, and may give few */
	memset(pages + got, 0, (n - got) * sizeof(*pages));
	while (got < n) {
		const unsigned int more = page_alloc_bulk(role->gfp,
			role->arena->node, n - got, pages + got);

		if (!more)
			break;
		got += more;
	}
	role->tally.fallback += got - before;
	for (i = before; i < got; i++)
		role->tally.wrong_node += arena_is_wrong_node(role->arena,
							      buffers[i]);
	return got;
}

void role_free(struct role *role, struct buffer **buffers, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		put_page(buffer_page(buffers[i]));
	role->given_back += n;
}

void role_short(struct role *role, struct buffer **buffers, unsigned int n)
{
	role_free(role, buffers, n);
	role_stop(role->phases, -ENOMEM);
	/* release: every message was published before */
	smp_store_release(&role->phases->done, true);
}
