/* SPDX-License-Identifier: MIT */
/*
 * A pool's own code, run in every order of its atomic operations that a few
 * threads with a few calls each can come to; and in one chosen order.
 */
#pragma once

#include "step.h"

/* The consumer, and two producers */
#define THREADS		3
#define CONSUMER	0
#define PAGES		8
/* Most pages of one put */
#define PUT_PAGES	4
#define POOL_BYTES	256

/* A pool that was compiled with step_atomics.h */
struct model {
	const struct pool_ops *ops;	/* as it registers itself */
	size_t bytes;	/* size of its struct pool */
	size_t pages_at;	/* where in it the list is */
	size_t count_at;	/* and its count */
};

extern const struct model model_posted, model_split, model_fixed;

/* What must not happen, by what can be seen from outside */
enum flaw {
	FLAW_OVERSHOOT,	/* the list grows beyond max */
	/*
	 * a put accepts a page although the list was full when it began and no
	 * other call was in progress
	 */
	FLAW_VANISHED_CAP,
	/*
	 * a put refuses a page although there was room all the time, even for
	 * all that other calls in progress might add or have removed
	 */
	FLAW_FALSE_FULL,
	/*
	 * one put accepts more than max pages, although the list was never
	 * longer than max before
	 */
	FLAW_ONE_TOO_MANY,
	FLAWS,
};

extern const char *const flaw_names[FLAWS];

/* Which threads call what */
struct setting {
	const char *what;	/* in words */
	unsigned int max;	/* cap of the pool */
	/* no put begins while another one is in progress */
	bool serialized;
	/*
	 * for each thread, a character a call: g get; p put of a new page; s
	 * put of a page that came out of a get; 2, 3 bulk put of so many new
	 * ones
	 */
	const char *calls[THREADS];
};

/* How far a thread's call has come */
struct progress {
	uint8_t active;	/* it has begun and not ended */
	uint8_t alone;	/* no other call has been in progress since it began */
	uint8_t full;	/* the list had max pages or more when it began */
	/*
	 * most pages that the list had, with those that other calls in progress
	 * may add or have removed, its own left out
	 */
	uint8_t most;
	uint8_t pages;	/* to put; 0 for a get */
	uint8_t added;	/* bit of each that has been seen on the list */
	uint8_t page[PUT_PAGES];	/* their numbers */
};

/* Where a page is */
enum page_owner {
	OWNED_OUTSIDE,
	OWNED_BY_PUT,
	OWNED_BY_POOL,
};

/*
 * All there is at one moment. Kept zeroed where unused: equal states are equal
 * bytes.
 */
struct state {
	unsigned char pool[POOL_BYTES];	/* the pool's memory */
	uintptr_t next[PAGES];	/* links of the pages */
	/* what each thread's call has done */
	struct step_list lists[THREADS];
	struct progress progress[THREADS];	/* of each thread's call */
	/* index of the call that each thread begins next */
	uint8_t next_call[THREADS];
	uint8_t owner[PAGES];	/* enum page_owner of each page */
	uint8_t sent[PAGES];	/* pages that gets have returned, for calls s */
	uint8_t nr_sent;	/* how many */
	uint8_t nr_resent;	/* how many of them have been put again */
	/* up to a whole word, so that the compiler has nothing to fill */
	uint8_t fill[5];
};

/* What one step did */
struct event {
	int thread;	/* whose step */
	char call;	/* character of its call */
	/* of that call, before it was cleared at its end */
	struct progress progress;
	bool on_count;	/* the operation was on the count */
	bool ended;	/* the call has ended */
	unsigned int accepted;	/* pages that the put accepted */
	int got;	/* page that the get returned; -1 for none */
	int count[2];	/* the pool's count before and after */
	unsigned int length[2];	/* the list's length before and after */
	/* bit of each enum flaw that the step completed */
	unsigned int flaws;
};

/* A new pool, nothing called yet. state: set */
void machine_start(const struct model *model, const struct setting *setting,
		   struct state *state);

/* Free the pool of machine_start() */
void machine_stop(void);

/* Whether a thread has a step to do */
bool machine_can(const struct state *state, int thread);

/*
 * Let a thread do one atomic operation, as machine_can() said. Ends the program
 * when a page is lost or doubled by it. event: set to what happened
 */
void machine_step(struct state *state, int thread, struct event *event);

/* No thread has a step left: ends the program when a page is nowhere. */
void machine_check_end(const struct state *state);

/* In words; nothing for a step that others cannot notice */
void event_print(const struct event *event);

/* Of all schedules of a setting */
struct findings {
	uint64_t schedules;	/* how many there are */
	uint64_t states;	/* different states on them */
	unsigned int longest;	/* longest list */
	int lowest;	/* lowest count */
	unsigned int depth;	/* steps of the longest schedule */
	/* for each flaw, of a shortest schedule that shows it; 0: none */
	unsigned int steps[FLAWS];
};

/*
 * Every schedule of a setting, by a breadth-first search. States that are equal
 * after equally many steps are continued once.
 */
void explore(const struct model *model, const struct setting *setting,
	     struct findings *findings);
