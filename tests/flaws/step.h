/* SPDX-License-Identifier: MIT */
/*
 * How a put or a get is stopped before any of its atomic operations, without
 * a thread or a stack of its own.
 *
 * What a call does depends on what its atomic operations return and on plain
 * memory that nobody else uses meanwhile. So a call that has done k operations
 * is the list of their k results. To do one more, the call is run again from
 * its beginning: the first k operations are not performed but answered out of
 * the list, the next one is performed and added to it, and before the one after
 * that the call is left by longjmp(). A thread of a schedule is such a list,
 * and can be copied, compared and continued in many ways.
 *
 * Plain memory of the pool (the ring's indices, which the lock or the only
 * consumer passes on) is what it was when the call began until the call ends:
 * machine.c sees to that.
 *
 * A compare-exchange that fails is where a list would grow for ever. The loops
 * of kernel/llist.h then do what they would have done, had the load that began
 * them given what was found; that they do is checked. So the list then ends in
 * that load, with that value. What it drops must have changed nothing that
 * others see. So there are no calls that all go on for ever: a compare-exchange
 * fails only after a change by another call, and each call makes few of them.
 *
 * What a call does with a page of its own, nobody sees: that is part of the
 * step of its next operation.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "pool/pool.h"

/* Most atomic operations of one call */
#define STEPS_MAX	12
/* Most pages of one put */
#define PUT_PAGES	2

/* How far a call has come: its operations, and what they returned */
struct step_list {
	unsigned int count;
	uintptr_t value[STEPS_MAX];
};

enum call {
	CALL_NONE,
	CALL_GET,
	CALL_PUT,	/* of one page */
	CALL_PUT_BULK,	/* of PUT_PAGES */
	CALL_PUT_NONE,	/* put_bulk of no page */
};

/* A call that is stepped */
struct step_call {
	/* of a pool that was compiled with step_atomics.h */
	const struct pool_ops *ops;
	struct pool *pool;	/* that pool */
	enum call call;
	struct buffer *pages[PUT_PAGES];	/* to put */
	/* whether what is accessed is a page of the call's own */
	bool (*is_own)(const volatile void *object);
	/* as many operations as it has left, not one */
	bool to_end;
	struct buffer *page;	/* what a get returned */
	unsigned int accepted;	/* how many a put accepted */
};

/* The operation that others can see, which a step has performed */
struct step {
	const volatile void *object;	/* what it was on */
	bool first;	/* of this call on this object */
	uintptr_t value;	/* what it returned */
};

enum step_end {
	/* before its next operation, or by a failed compare-exchange */
	STEP_STOPPED,
	STEP_ENDED,	/* the call has ended */
	STEP_ENDLESS,	/* it has done STEPS_MAX operations */
};

/* One more operation of a call, which changes its list. step: set */
enum step_end step_run(struct step_call *call, struct step_list *list,
		       struct step *step);

/*
 * Called before each atomic operation, on @object; does not return when the
 * call has done what it may. Return: where its result is, or is to be written.
 * perform: set to whether it is to be performed, not answered
 */
uintptr_t *step_next(const volatile void *object, bool changes, bool *perform);

/* Called after a compare-exchange that found something else than expected */
void step_failed(uintptr_t found);
