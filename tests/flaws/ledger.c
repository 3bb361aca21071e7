// SPDX-License-Identifier: MIT
#include "ledger.h"

#include <string.h>

static uint8_t owner_of(const struct event *event)
{
	return (uint8_t)(OWNER_THREAD + event->move.thread);
}

/*
 * A put has put a page, and will not look again at that page nor at the one that
 * it has found. If it did it would meet PAGE_GONE, which is in no pool. So which
 * pages they were makes no difference any more.
 */
static void forget(struct state *state, const struct event *event)
{
	code *page = state->thread[event->move.thread].page;
	code *result = state->thread[event->move.thread].result;

	for (unsigned int i = 0; i < PUT_PAGES; i++) {
		if (is_page(page[i]) &&
		    state->owner[page_number(page[i])] != owner_of(event))
			page[i] = PAGE_GONE;
	}
	for (unsigned int i = 0; i < STEPS_MAX; i++) {
		if (is_page(result[i]))
			result[i] = PAGE_GONE;
	}
}

void ledger_pass_on(const struct setting *setting, struct state *state,
		    struct event *event)
{
	const struct view *view = &event->view;
	unsigned int seen = 0;
	bool is_put = false;

	for (unsigned int i = 0; i < view->n; i++) {
		uint8_t *owner = &state->owner[view->page[i]];

		if (seen & 1U << view->page[i])
			event->lost = "is in the pool twice";
		seen |= 1U << view->page[i];
		if (*owner == owner_of(event)) {
			*owner = OWNER_POOL;
			is_put = event->call != CALL_GET;
		} else if (*owner != OWNER_POOL) {
			event->lost = "is in the pool, and owned elsewhere";
		}
	}
	for (unsigned int i = 0; i < PAGES; i++) {
		if (state->owner[i] != OWNER_POOL || seen & 1U << i)
			continue;
		if (event->call != CALL_GET)
			event->lost = "has left the pool by a put";
		state->owner[i] = owner_of(event);
	}
	if (is_put && !setting->plain)
		forget(state, event);
}

unsigned int ledger_decision(const struct setting *setting,
			     const struct state *state,
			     const struct event *event, int observed,
			     unsigned int accepted)
{
	const unsigned int max = setting->max, main = event->view.main;
	const bool in_bulk = machine_puts(event->call) > 1;
	const bool refused = accepted < machine_puts(event->call);
	unsigned int adds = 0, others = 0, flaws = 0;

	for (unsigned int i = 0; i < PAGES; i++) {
		adds += state->owner[i] == owner_of(event);
		others += state->owner[i] >= OWNER_THREAD;
	}
	others -= adds;
	/* its own, without those that are to come back */
	adds -= machine_puts(event->call) - accepted;
	if (refused && main + adds < max)
		flaws |= 1U << FLAW_TRANSIENT_FULL;
	if (refused && main + adds + others < max)
		flaws |= 1U << FLAW_FALSE_FULL;
	/* the rest is of the count that says how long the list is */
	if (setting->side)
		return flaws;
	if (refused && observed < 0)
		flaws |= 1U << FLAW_FALSE_FULL;
	if (in_bulk && observed < 0)
		flaws |= 1U << FLAW_ROOM_ABOVE_MAX;
	if (in_bulk && observed > (int)max && accepted)
		flaws |= 1U << FLAW_CAP_VANISHES;
	if (accepted && main + adds > max)
		flaws |= 1U << FLAW_BEYOND_ROOM;
	return flaws;
}

/* What the call had, and has not put into the pool, is nobody's. */
void ledger_end(struct state *state, struct event *event)
{
	const uint8_t self = owner_of(event);
	const code *page = state->thread[event->move.thread].page;

	if (event->got >= 0 && state->owner[event->got] != self)
		event->lost = "was handed out, and is not the get's";
	for (unsigned int i = 0; i < machine_puts(event->call); i++) {
		const bool left = is_page(page[i]) &&
				  state->owner[page_number(page[i])] == self;

		if (left && i < event->accepted)
			event->lost = "was accepted and is lost";
		if (!left && i >= event->accepted)
			event->lost = "was refused and kept";
	}
	for (int i = 0; i < PAGES; i++) {
		if (state->owner[i] != self)
			continue;
		if (event->call == CALL_GET && i != event->got)
			event->lost = "was taken out and is lost";
		state->owner[i] = OWNER_NOBODY;
		state->link[i] = 0;
	}
	memset(&state->thread[event->move.thread], 0,
	       sizeof(state->thread[0]));
}

void ledger_look(const struct setting *setting, const struct state *state,
		 struct event *event)
{
	const struct view *view = &event->view;
	const unsigned int taken = setting->batch ? setting->batch - 1 : 0;
	bool quiet = true;

	if (view->n > setting->max + taken)
		event->flaws |= 1U << FLAW_OVERSHOOT;
	if (view->beside > setting->side)
		event->flaws |= 1U << FLAW_EXCESS;
	if (view->count < (setting->model->counts_first ?
			   (int)view->counted : 0))
		event->flaws |= 1U << FLAW_NEGATIVE_COUNT;
	for (unsigned int i = 0; i < THREADS; i++)
		quiet &= !state->thread[i].call;
	if (quiet && view->count != (int)view->counted)
		event->lost = "need not be lost, but the count is off";
	if (quiet && view->locked)
		event->lost = "need not be lost, but the ring is left locked";
}
