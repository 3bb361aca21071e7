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

/**
 * struct model - a pool that was compiled with step_atomics.h
 * @ops: as it registers itself
 * @bytes: size of its struct pool
 * @pages_at: where in it the list is
 * @count_at: and its count
 */
struct model {
	const struct pool_ops *ops;
	size_t bytes;
	size_t pages_at;
	size_t count_at;
};

extern const struct model model_posted, model_split, model_fixed;

/**
 * enum flaw - what must not happen, by what can be seen from outside
 * @FLAW_OVERSHOOT: the list grows beyond max
 * @FLAW_VANISHED_CAP: a put accepts a page although the list was full when it
 *	began and no other call was in progress
 * @FLAW_FALSE_FULL: a put refuses a page although there was room all the time,
 *	even for all that other calls in progress might add or have removed
 * @FLAW_ONE_TOO_MANY: one put accepts more than max pages, although the list
 *	was never longer than max before
 */
enum flaw {
	FLAW_OVERSHOOT,
	FLAW_VANISHED_CAP,
	FLAW_FALSE_FULL,
	FLAW_ONE_TOO_MANY,
	FLAWS,
};

extern const char *const flaw_names[FLAWS];

/**
 * struct setting - which threads call what
 * @what: in words
 * @max: cap of the pool
 * @serialized: no put begins while another one is in progress
 * @calls: for each thread, a character a call: g get; p put of a new page;
 *	s put of a page that came out of a get; 2, 3 bulk put of so many new ones
 */
struct setting {
	const char *what;
	unsigned int max;
	bool serialized;
	const char *calls[THREADS];
};

/**
 * struct progress - how far a thread's call has come
 * @active: it has begun and not ended
 * @alone: no other call has been in progress since it began
 * @full: the list had max pages or more when it began
 * @most: most pages that the list had, with those that other calls in progress
 *	may add or have removed, its own left out
 * @pages: to put; 0 for a get
 * @added: bit of each that has been seen on the list
 * @page: their numbers
 */
struct progress {
	uint8_t active;
	uint8_t alone;
	uint8_t full;
	uint8_t most;
	uint8_t pages;
	uint8_t added;
	uint8_t page[PUT_PAGES];
};

/* Where a page is */
enum page_owner {
	OWNED_OUTSIDE,
	OWNED_BY_PUT,
	OWNED_BY_POOL,
};

/**
 * struct state - all there is at one moment
 * @pool: the pool's memory
 * @next: links of the pages
 * @lists: what each thread's call has done
 * @progress: of each thread's call
 * @next_call: index of the call that each thread begins next
 * @owner: enum page_owner of each page
 * @sent: pages that gets have returned, for calls s
 * @nr_sent: how many
 * @nr_resent: how many of them have been put again
 * @fill: up to a whole word, so that the compiler has nothing to fill
 *
 * Kept zeroed where unused: equal states are equal bytes.
 */
struct state {
	unsigned char pool[POOL_BYTES];
	uintptr_t next[PAGES];
	struct step_list lists[THREADS];
	struct progress progress[THREADS];
	uint8_t next_call[THREADS];
	uint8_t owner[PAGES];
	uint8_t sent[PAGES];
	uint8_t nr_sent;
	uint8_t nr_resent;
	uint8_t fill[5];
};

/**
 * struct event - what one step did
 * @thread: whose step
 * @call: character of its call
 * @progress: of that call, before it was cleared at its end
 * @on_count: the operation was on the count
 * @ended: the call has ended
 * @accepted: pages that the put accepted
 * @got: page that the get returned; -1 for none
 * @count: the pool's count before and after
 * @length: the list's length before and after
 * @flaws: bit of each enum flaw that the step completed
 */
struct event {
	int thread;
	char call;
	struct progress progress;
	bool on_count;
	bool ended;
	unsigned int accepted;
	int got;
	int count[2];
	unsigned int length[2];
	unsigned int flaws;
};

/**
 * machine_start() - a new pool, nothing called yet
 * @model: which pool
 * @setting: what will be called
 * @state: set
 */
void machine_start(const struct model *model, const struct setting *setting,
		   struct state *state);

/**
 * machine_stop() - free the pool of machine_start()
 */
void machine_stop(void);

/**
 * machine_can() - whether a thread has a step to do
 */
bool machine_can(const struct state *state, int thread);

/**
 * machine_step() - let a thread do one atomic operation
 * @state: changed
 * @thread: machine_can() do it
 * @event: set to what happened
 *
 * Ends the program when a page is lost or doubled by it.
 */
void machine_step(struct state *state, int thread, struct event *event);

/**
 * machine_check_end() - no thread has a step left: is every page somewhere?
 *
 * Ends the program when one is not.
 */
void machine_check_end(const struct state *state);

/**
 * event_print() - in words; nothing for a step that others cannot notice
 */
void event_print(const struct event *event);

/**
 * struct findings - of all schedules of a setting
 * @schedules: how many there are
 * @states: different states on them
 * @longest: longest list
 * @lowest: lowest count
 * @steps: for each flaw, length of a shortest schedule that shows it; 0: none
 * @schedule: its thread numbers, to be freed by findings_free()
 */
struct findings {
	uint64_t schedules;
	uint64_t states;
	unsigned int longest;
	int lowest;
	unsigned int steps[FLAWS];
	uint8_t *schedule[FLAWS];
};

/**
 * explore() - every schedule of a setting, by a breadth-first search
 * @findings: set
 *
 * States that are equal after equally many steps are continued once.
 */
void explore(const struct model *model, const struct setting *setting,
	     struct findings *findings);

/**
 * findings_free() - free the schedules
 */
void findings_free(struct findings *findings);
