/* SPDX-License-Identifier: MIT */
/*
 * A pool's own code, run in every order of its atomic operations that a few
 * threads can come to which put and get for ever.
 *
 * Operations are stepped in one order that all threads agree on. Of
 * svc_page_pool and its repair that leaves nothing out which the kernel allows:
 * in put, put_bulk and get the two objects, head and count, are ordered against
 * each other by a compare-exchange that succeeded, which is a full barrier, and
 * by coherence each thread sees the modifications of the count in one order. The
 * repair's fetch_add returns its value, so it is a full barrier too. A count
 * that is read late only misses decrements, as if the get were slower.
 *
 * Of svc_page_ring, too, whoever reads an old value does what he would have done
 * a little earlier. A slot says itself whether it is free; a producer that sees
 * a free one as taken is refused a page, as if it had offered one less, and a
 * consumer that does not see a page yet looks at the side list next, as if it
 * had looked at the slot when that was empty. The look at the lock may find it
 * taken when it no longer is: a third producer, which takes the ring and puts
 * nothing, has it then. The side list and its count are ordered against each
 * other by read-modify-writes. That what weaker memory adds is really kept out by
 * the orders in the code is the concern of tests/race.
 */
#pragma once

#include "step.h"

#define THREADS		4
#define PAGES		9
#define WORDS		14

/* What a pool has at one moment, as its model sees it */
struct view {
	unsigned int n;	/* pages in the pool */
	uint8_t page[PAGES + 1];	/* their numbers; one too many: a circle */
	unsigned int main;	/* on its list, or in its ring's slots */
	unsigned int beside;	/* on the side list */
	unsigned int counted;	/* which the count is about */
	int count;
	bool locked;	/* a producer is in the ring */
};

struct setting;

/* A pool that was compiled with step_atomics.h */
struct model {
	const struct pool_ops *ops;	/* as it registers itself */
	size_t bytes;	/* size of its struct pool */
	/* a page is counted before it is in the pool, and until it has left it */
	bool counts_first;
	/* machine_word() of each variable; a new pool's are set */
	void (*words)(struct pool *pool, const struct setting *setting);
	/* what is never read again to zero; may be NULL */
	void (*tidy)(struct pool *pool);
	void (*look)(const struct pool *pool, const struct setting *setting,
		     struct view *view);
	/* whether a put that has got @value from @object knows what it accepts */
	bool (*decides)(const struct pool *pool, const volatile void *object,
			uintptr_t value);
};

/* Said by model.words(), of each variable of a pool that changes */
void machine_word(volatile void *at, size_t bytes);

/* Of model.look(). Return: whether more can be added */
bool view_add(struct view *view, const volatile void *page);

/* What must not happen */
enum flaw {
	/* the pool has more than max pages, and what a get takes at once */
	FLAW_OVERSHOOT,
	FLAW_EXCESS,		/* the side list has more than its room */
	/* a bulk put is accepted while the count is above max */
	FLAW_CAP_VANISHES,
	/*
	 * a put is refused because the count is negative, or although the list
	 * (the ring) and all that puts and gets in progress have leave room
	 */
	FLAW_FALSE_FULL,
	/* a bulk put finds more room than an empty pool has: a page too many */
	FLAW_ROOM_ABOVE_MAX,
	FLAW_BEYOND_ROOM,	/* a put accepts more than the list has room for */
	/* the count is below 0, or, counting first, below what it counts */
	FLAW_NEGATIVE_COUNT,
	/*
	 * a put is refused although the list (the ring) has room; no FALSE_FULL
	 * where puts or gets in progress explain it
	 */
	FLAW_TRANSIENT_FULL,
	/* a page is lost or doubled, or the count is off when all is quiet */
	FLAW_CONSERVATION,
	/* a call alone does not come to its end: it waits for another one */
	FLAW_WAITS,
	FLAWS,
};

extern const char *const flaw_names[FLAWS];

/* What threads do, for ever */
struct setting {
	const struct model *model;
	/*
	 * a character a thread: g gets; p puts one page; b puts PUT_PAGES in
	 * bulk; e puts either way; n puts none
	 */
	const char *threads;
	/* no put begins while another one is in progress */
	bool serialized;
	uint8_t max;	/* cap of the pool */
	uint8_t pages;	/* PAGES at most */
	uint8_t side;	/* room of the side list; 0: the pool has none */
	uint8_t batch;	/* a get takes so many out of the ring; 0: no ring */
	/* states that differ in nothing but which page is where are two */
	bool plain;
};

/* A number as it is, or a page as PAGE_CODE and its number */
typedef int8_t code;
#define PAGE_CODE	INT8_MIN
/* in place of a page that a put has put */
#define PAGE_GONE	((code)(PAGE_CODE + PAGES))

static inline bool is_page(code c)
{
	return c < PAGE_GONE;
}

static inline unsigned int page_number(code c)
{
	return (unsigned int)(c - PAGE_CODE);
}

static inline code page_code(unsigned int page)
{
	return (code)(PAGE_CODE + (int)page);
}

enum owner {
	OWNER_NOBODY,	/* it can be put */
	OWNER_POOL,
	OWNER_THREAD,	/* this and above: a call that puts it or takes it out */
};

/*
 * All there is at one moment. Kept zeroed where unused: equal states are equal
 * bytes.
 */
struct state {
	code word[WORDS];	/* the pool's memory */
	code link[PAGES];	/* of the pages */
	uint8_t owner[PAGES];
	struct {
		uint8_t call;	/* enum call */
		code page[PUT_PAGES];
		uint8_t steps;	/* performed, and what they returned */
		code result[STEPS_MAX];
	} thread[THREADS];
};

/* What one thread does next */
struct move {
	uint8_t thread;
	/* the call that it begins, and with which pages; CALL_NONE: it goes on */
	uint8_t call;
	uint8_t page[PUT_PAGES];
};

/* What one step did */
struct event {
	struct move move;
	enum call call;
	bool ended;	/* the call has ended */
	unsigned int accepted;	/* pages that the put accepted */
	int got;	/* page that the get returned; -1 for none */
	struct view view;	/* of the pool after it */
	unsigned int flaws;	/* bit of each enum flaw */
	const char *lost;	/* of FLAW_CONSERVATION: what is wrong */
};

/* A new pool, nothing called yet. state: set */
void machine_start(const struct setting *setting, struct state *state);

/* Free the pool of machine_start() */
void machine_stop(void);

/* Pages of a call that are put */
unsigned int machine_puts(enum call call);

/* Whether a thread may begin a call now */
bool machine_may(const struct state *state, unsigned int thread,
		 enum call call);

/* Let a thread do one atomic operation. to, event: set */
void machine_step(const struct state *from, struct move move,
		  struct state *to, struct event *event);

/* Whether a call in progress ends while no other thread does anything */
bool machine_ends(const struct state *state, unsigned int thread);

/* The last step of a shortest schedule, and how many steps that has */
struct shortest {
	unsigned int steps;
	size_t from;	/* index of the state before it */
	struct move move;
};

/* Of all schedules of a setting */
struct findings {
	size_t states;	/* different ones */
	unsigned int flaws;	/* bit of each enum flaw that one shows */
	unsigned int most;	/* most pages in the pool */
	struct shortest shortest[FLAWS];
};

/*
 * All states of a setting, by a breadth-first search. What follows one in which
 * a page was lost or doubled is not looked at. stop: flaws that end it
 */
void explore(const struct setting *setting, unsigned int stop,
	     struct findings *findings);

/* Print the schedule of a flaw that the last explore() has found */
void explore_print(const struct setting *setting,
		   const struct findings *findings, enum flaw flaw);
