/* SPDX-License-Identifier: MIT */
/* Who owns each page while calls are in progress, and what they did wrong. */
#pragma once

#include "explore.h"

/* The list as it is in the pool */
struct listing {
	unsigned int length;	/* pages on it */
	int page[PAGES];	/* their numbers, the first one first */
};

/* End the program: a page is lost or doubled. what: has become of it */
void ledger_broken(const struct setting *setting, const char *what, int page);

/* A thread begins its next call. listing: just before it */
void ledger_begin(const struct setting *setting, struct state *state,
		  int thread, const struct listing *listing);

/* Before and after each step: note what calls in progress could have found */
void ledger_look(struct state *state, const struct listing *listing);

/*
 * After each step: is the list of pages of the pool? thread: that did the step
 */
void ledger_check(const struct setting *setting, struct state *state,
		  int thread, const struct listing *listing);

/* A put has ended. event: its result is set; its flaws are added */
void ledger_end_put(const struct setting *setting, struct state *state,
		    struct event *event);

/* A get has ended. event: its result is set */
void ledger_end_get(const struct setting *setting, struct state *state,
		    const struct listing *listing, const struct event *event);
