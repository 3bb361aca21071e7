/* SPDX-License-Identifier: MIT */
/*
 * How a put or a get is stopped before any of its atomic operations, without
 * a thread or a stack of its own.
 *
 * What a call does depends on nothing but what its atomic operations return:
 * all that calls share is atomic. So a call that has done k operations is the
 * list of their k results. To do one more, the call is run again from its
 * beginning: the first k operations are not performed but answered out of the
 * list, the next one is performed and added to it, and before the one after
 * that the call is left by longjmp(). A thread of a schedule is such a list,
 * and can be copied, compared and continued in many ways.
 *
 * This holds for svc_page_pool and for variants whose get keeps nothing in
 * plain memory. What is stepped through are the interleavings of operations in
 * one order that all threads agree on; what weaker memory adds is the concern
 * of tests/race.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "pool/pool.h"

/* Most atomic operations of one call */
#define STEPS_MAX	28

/* Result of one atomic operation. In two words: equal lists are equal bytes. */
struct step {
	/* what it returned; for a compare-exchange what it found */
	uintptr_t value;
	uintptr_t success;	/* of a compare-exchange */
};

/* How far a call has come */
struct step_list {
	uint64_t count;	/* operations performed */
	struct step done[STEPS_MAX];	/* their results */
};

/*
 * Called before each atomic operation, on @object; does not return when the
 * call has done what it may. Return: where its result is, or is to be written.
 * perform: set to whether it is to be performed, not answered
 */
struct step *step_next(const volatile void *object, bool *perform);

/* A call that is stepped */
struct step_call {
	/* of a pool that was compiled with step_atomics.h */
	const struct pool_ops *ops;
	struct pool *pool;	/* that pool */
	struct buffer *pages[4];	/* to put */
	unsigned int n;	/* how many; 0 is a get */
	bool bulk;	/* put them by one call */
	struct buffer *page;	/* what a get returned */
	unsigned int accepted;	/* how many a put accepted */
};

/*
 * One atomic operation of a call, which makes its list longer by one. Return:
 * true when the call has ended with it. object: set to what it was on
 */
bool step_run(struct step_call *call, struct step_list *list,
	      const volatile void **object);
