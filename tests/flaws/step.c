// SPDX-License-Identifier: MIT
#include "step.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

/* The one call that runs, NULL for none: there are no threads here. */
static struct step_list *steps;
static uint64_t position, allowed;
static const volatile void *performed_on;
static jmp_buf stop;

struct step *step_next(const volatile void *object, bool *perform)
{
	static struct step outside;

	/* create and the like: nobody else is there yet */
	*perform = true;
	if (!steps)
		return &outside;
	if (position == allowed)
		longjmp(stop, 1);
	if (position == STEPS_MAX) {
		fputs("a call of more atomic operations than STEPS_MAX\n",
		      stderr);
		exit(EXIT_FAILURE);
	}
	*perform = position == steps->count;
	if (*perform) {
		steps->count++;
		performed_on = object;
	}
	return &steps->done[position++];
}

/* The tally is the call's own, and new each time that the call is run. */
static void run(struct step_call *call)
{
	struct tally tally = { 0 };

	if (!call->n)
		call->page = call->ops->get(call->pool, &tally);
	else if (call->bulk)
		call->accepted = call->ops->put_bulk(call->pool, call->pages,
						     call->n, &tally);
	else
		call->accepted = call->ops->put(call->pool, call->pages[0],
						&tally) == PUT_ACCEPTED;
}

bool step_run(struct step_call *call, struct step_list *list,
	      const volatile void **object)
{
	volatile bool ended = false;

	steps = list;
	position = 0;
	allowed = list->count + 1;
	performed_on = NULL;
	if (!setjmp(stop)) {
		run(call);
		ended = true;
	}
	steps = NULL;
	*object = performed_on;
	return ended;
}
