// SPDX-License-Identifier: MIT
#include "step.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

struct operation {
	const volatile void *object;	/* NULL: there is none, the call ends */
	bool changes;
};

/* The one call that runs, NULL for none: there are no threads here. */
static struct step_list *list;
static const struct step_call *running;
static struct step *step;
static struct operation operations[STEPS_MAX];
static unsigned int position;
static unsigned int performed;	/* position of the step's */
/* it is only run up to the operation behind its list, which is @next */
static bool looks_ahead;
static struct operation next;
/* a compare-exchange has failed: the list is to end here, with this value */
static bool has_failed;
static unsigned int failed_load;
static uintptr_t found;
static jmp_buf stop;
static enum step_end end;

static _Noreturn void leave(enum step_end why)
{
	end = why;
	longjmp(stop, 1);
}

uintptr_t *step_next(const volatile void *object, bool changes, bool *perform)
{
	static uintptr_t outside;

	/* create and the like: nobody else is there yet */
	*perform = true;
	if (!list)
		return &outside;
	*perform = position == list->count;
	if (*perform && (looks_ahead || has_failed ||
			 (step->object && !running->to_end))) {
		next = (struct operation){ object, changes };
		leave(STEP_STOPPED);
	}
	if (position == STEPS_MAX)
		leave(STEP_ENDLESS);
	operations[position] = (struct operation){ object, changes };
	if (*perform) {
		list->count++;
		list->value[position] = 0;
		if (!running->is_own(object)) {
			step->object = object;
			step->first = true;
			for (unsigned int i = 0; i < position; i++)
				step->first &= operations[i].object != object;
			performed = position;
		}
	}
	return &list->value[position++];
}

static _Noreturn void give_up(const char *why)
{
	printf("%s: %s\n", running->ops->name, why);
	exit(EXIT_FAILURE);
}

void step_failed(uintptr_t instead)
{
	unsigned int i = position - 1;
	const volatile void *const object = operations[i].object;

	/* the load is the first at least: it gave what was expected */
	while (i-- && operations[i].object != object) {
		if (operations[i].changes &&
		    !running->is_own(operations[i].object))
			give_up("a loop changes what others see");
	}
	has_failed = true;
	failed_load = i;
	found = instead;
}

/* The tally is the call's own, and new each time that the call is run. */
static void run(struct step_call *call)
{
	const unsigned int n = call->call == CALL_PUT_BULK ? PUT_PAGES : 0;
	struct tally tally = { 0 };

	if (call->call == CALL_GET)
		call->page = call->ops->get(call->pool, &tally);
	else if (call->call == CALL_PUT)
		call->accepted = call->ops->put(call->pool, call->pages[0],
						&tally) == PUT_ACCEPTED;
	else
		call->accepted = call->ops->put_bulk(call->pool, call->pages,
						     n, &tally);
}

static void run_to_stop(struct step_call *call)
{
	position = 0;
	next = (struct operation){ .object = NULL };
	if (!setjmp(stop)) {
		run(call);
		end = STEP_ENDED;
	}
}

/* What the loop does next, it also does when its load gave what was found. */
static void fold(struct step_call *call)
{
	const struct operation loops = next;

	list->count = failed_load + 1;
	list->value[failed_load] = found;
	for (unsigned int i = list->count; i < STEPS_MAX; i++)
		list->value[i] = 0;
	looks_ahead = true;
	run_to_stop(call);
	looks_ahead = false;
	if (next.object != loops.object || next.changes != loops.changes)
		give_up("a loop does not begin anew where it failed");
}

enum step_end step_run(struct step_call *call, struct step_list *so_far,
		       struct step *done)
{
	list = so_far;
	running = call;
	step = done;
	*step = (struct step){ .object = NULL };
	has_failed = false;
	run_to_stop(call);
	if (has_failed)
		fold(call);
	if (step->object)
		step->value = list->value[performed];
	list = NULL;
	return end;
}
