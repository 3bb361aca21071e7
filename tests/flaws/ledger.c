// SPDX-License-Identifier: MIT
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ledger_broken(const struct setting *setting, const char *what, int page)
{
	printf("%s: page %c %s\n", setting->what, 'a' + page, what);
	exit(EXIT_FAILURE);
}

static int index_in(const struct progress *progress, int page)
{
	for (int i = 0; i < progress->pages; i++) {
		if (progress->page[i] == page)
			return i;
	}
	return -1;
}

static unsigned int new_pages(char call)
{
	return call == 'p' ? 1 : call >= '1' && call <= '9' ?
	       (unsigned int)(call - '0') : 0;
}

/* New pages are numbered over all threads' calls, so that they never clash. */
static uint8_t first_page(const struct setting *setting, int thread,
			  unsigned int call)
{
	unsigned int page = 0;

	for (int t = 0; t < thread; t++) {
		for (const char *c = setting->calls[t]; *c; c++)
			page += new_pages(*c);
	}
	for (unsigned int i = 0; i < call; i++)
		page += new_pages(setting->calls[thread][i]);
	return (uint8_t)page;
}

void ledger_begin(const struct setting *setting, struct state *state,
		  int thread, const struct listing *listing)
{
	const unsigned int number = state->next_call[thread];
	const char call = setting->calls[thread][number];
	const uint8_t first = first_page(setting, thread, number);
	struct progress *progress = &state->progress[thread];

	progress->active = true;
	progress->alone = true;
	progress->full = listing->length >= setting->max;
	progress->pages = (uint8_t)new_pages(call);
	for (uint8_t i = 0; i < progress->pages; i++)
		progress->page[i] = first + i;
	if (call == 's') {
		progress->pages = 1;
		progress->page[0] = state->sent[state->nr_resent++];
	}
	for (uint8_t i = 0; i < progress->pages; i++)
		state->owner[progress->page[i]] = OWNED_BY_PUT;
	for (int t = 0; t < THREADS; t++) {
		if (t != thread && state->progress[t].active) {
			progress->alone = false;
			state->progress[t].alone = false;
		}
	}
}

void ledger_look(struct state *state, const struct listing *listing)
{
	for (int t = 0; t < THREADS; t++) {
		struct progress *progress = &state->progress[t];
		uint8_t here = 0;

		for (unsigned int i = 0; i < listing->length; i++)
			here += index_in(progress, listing->page[i]) < 0;
		for (int o = 0; o < THREADS; o++) {
			const struct progress *other = &state->progress[o];

			if (o != t && other->active)
				here += other->pages ? other->pages : 1;
		}
		if (progress->active && here > progress->most)
			progress->most = here;
	}
}

void ledger_check(const struct setting *setting, struct state *state,
		  int thread, const struct listing *listing)
{
	struct progress *progress = &state->progress[thread];

	for (unsigned int i = 0; i < listing->length; i++) {
		const int page = listing->page[i];
		const int own = index_in(progress, page);

		for (unsigned int j = 0; j < i; j++) {
			if (listing->page[j] == page)
				ledger_broken(setting, "is on the list twice", page);
		}
		if (own >= 0 && !(progress->added & 1U << own)) {
			progress->added |= (uint8_t)(1U << own);
			state->owner[page] = OWNED_BY_POOL;
		}
		if (state->owner[page] != OWNED_BY_POOL)
			ledger_broken(setting,
				      "is on the list, and owned elsewhere",
				      page);
	}
}

static unsigned int flaws_of_put(const struct setting *setting,
				 const struct progress *progress,
				 unsigned int accepted)
{
	unsigned int flaws = 0;

	if (progress->alone && progress->full && accepted)
		flaws |= 1U << FLAW_VANISHED_CAP;
	if (accepted < progress->pages &&
	    progress->most + accepted < setting->max)
		flaws |= 1U << FLAW_FALSE_FULL;
	if (accepted > setting->max && progress->most <= setting->max)
		flaws |= 1U << FLAW_ONE_TOO_MANY;
	return flaws;
}

void ledger_end_put(const struct setting *setting, struct state *state,
		    struct event *event)
{
	const struct progress *progress = &state->progress[event->thread];

	for (unsigned int i = 0; i < progress->pages; i++) {
		const int page = progress->page[i];
		const bool added = progress->added & 1U << i;

		if (i < event->accepted && !added)
			ledger_broken(setting, "was accepted and is lost", page);
		if (i >= event->accepted && added)
			ledger_broken(setting, "was refused and kept", page);
		if (!added)
			state->owner[page] = OWNED_OUTSIDE;
	}
	event->flaws |= flaws_of_put(setting, progress, event->accepted);
}

void ledger_end_get(const struct setting *setting, struct state *state,
		    const struct listing *listing, const struct event *event)
{
	if (event->got < 0)
		return;
	if (state->owner[event->got] != OWNED_BY_POOL)
		ledger_broken(setting, "was handed out twice", event->got);
	for (unsigned int i = 0; i < listing->length; i++) {
		if (listing->page[i] == event->got)
			ledger_broken(setting, "was handed out and kept",
				      event->got);
	}
	state->owner[event->got] = OWNED_OUTSIDE;
	if (strchr(setting->calls[1], 's') || strchr(setting->calls[2], 's'))
		state->sent[state->nr_sent++] = (uint8_t)event->got;
}
