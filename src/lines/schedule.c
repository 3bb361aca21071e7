// SPDX-License-Identifier: MIT
/* Roles as coroutines: the one whose time is least runs. */
#include "base/compiler.h"
#include "lines/internal.h"

/* Looks that find nothing before a role need not look again */
#define QUIET_LOOKS	3
/* All have looked in vain for so long: they wait for each other. */
#define IDLE_MOST_PS	UINT64_C(1000000000)
/* One turn of a spin loop: 65 cycles of AMD Zen 2 and later */
#define PAUSE_PS	25000
/* Where roles take turns: so many pauses without a message, likewise */
#define PAUSES_MOST	100000

uint64_t lines_clock(void);
void lines_pause(void);
int lines_role(void);

static bool earlier(const struct actor *a, const struct actor *b)
{
	return a->time != b->time ? a->time < b->time : a->number < b->number;
}

void schedule_push(struct actor *actor)
{
	unsigned int at = model.waiting++;

	actor->number = model.numbers++;
	while (at && earlier(actor, model.heap[(at - 1) / 2])) {
		model.heap[at] = model.heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	model.heap[at] = actor;
}

static struct actor *pop(void)
{
	struct actor *first = model.heap[0];
	struct actor *last = model.heap[--model.waiting];
	unsigned int at = 0, child;

	while ((child = 2 * at + 1) < model.waiting) {
		if (child + 1 < model.waiting &&
		    earlier(model.heap[child + 1], model.heap[child]))
			child++;
		if (!earlier(model.heap[child], last))
			break;
		model.heap[at] = model.heap[child];
		at = child;
	}
	model.heap[at] = last;
	return first;
}

/*
 * All are parked, and look on: some look a number of times, and then do
 * something else. Return: the one whose turn it is; NULL: it would be endless
 */
static struct model_role *looks_on(void)
{
	struct model_role *first = NULL;

	for (unsigned int i = 0; i < model.roles; i++) {
		struct model_role *role = &model.role[i];

		if (role->parked &&
		    (!first || earlier(&role->thread, &first->thread)))
			first = role;
	}
	if (!first || first->thread.time - first->since > IDLE_MOST_PS)
		return NULL;
	first->parked = false;
	return first;
}

/* The next thread; on the way to it stores go on. NULL: nobody is left. */
static struct model_role *next_thread(void)
{
	while (model.waiting) {
		struct actor *first = pop();

		if (!first->stores)
			return first->role;
		coherence_drain(first->role);
	}
	return looks_on();
}

static void switch_to(struct model_role *next)
{
	struct model_role *before = model.now;

	model.now = next;
	if (before != next)
		swapcontext(before ? &before->context : &model.outside,
			    next ? &next->context : &model.outside);
}

void schedule_yield(bool equal)
{
	struct actor *own = &model.now->thread;

	if (model.over)
		switch_to(NULL);
	while (model.waiting && (model.heap[0]->time < own->time ||
				 (equal && model.heap[0]->time == own->time))) {
		struct actor *first = pop();

		if (!first->stores) {
			schedule_push(own);
			switch_to(first->role);
			return;
		}
		coherence_drain(first->role);
	}
}

/*
 * It would have gone on looking meanwhile: it sees what was stored at @time
 * with its first look after that.
 */
void schedule_wake(struct model_role *role, uint64_t time)
{
	role->quiet = 0;
	if (!role->parked)
		return;
	if (time > role->thread.time)
		role->thread.time +=
			(time - role->thread.time + role->period - 1) /
			role->period * role->period;
	role->parked = false;
	schedule_push(&role->thread);
}

void schedule_spin(unsigned int pauses)
{
	model.now->thread.time += pauses * PAUSE_PS;
	if (model.turns)
		schedule_turn();
	else
		schedule_yield(false);
}

/* Between two messages of the consumer one producer has its turn. */
void schedule_turn(void)
{
	const struct model_role *own = model.now;
	struct model_role *next = &model.role[0];

	coherence_fence();
	if (model.over || ++model.vain > PAUSES_MOST)
		switch_to(NULL);
	if (own == next && model.roles > 1) {
		model.turn = model.turn % (model.roles - 1) + 1;
		next = &model.role[model.turn];
	}
	if (next->thread.time < own->thread.time)
		next->thread.time = own->thread.time;
	switch_to(next);
}

void lines_pause(void)
{
	struct model_role *role = model.now;

	if (!role)
		return;
	role->thread.time += PAUSE_PS;
	if (model.turns) {
		schedule_turn();
		return;
	}
	role->period = role->thread.time - role->paused;
	role->paused = role->thread.time;
	if (!role->quiet)
		role->since = role->thread.time;
	if (++role->quiet < QUIET_LOOKS || role->stores) {
		schedule_yield(false);
		return;
	}
	role->parked = true;
	switch_to(next_thread());
	role->paused = role->thread.time;
}

uint64_t lines_clock(void)
{
	struct model_role *role = model.now;

	if (!role)
		return 0;
	role->thread.time += model.clock_ps;
	model.look(model.context);
	schedule_yield(false);
	return role->thread.time;
}

int lines_role(void)
{
	return model.now ? (int)model.now->index : 0;
}

static void enter(void)
{
	model.now->run(model.now->argument);
	/* none returns before the model is over */
	model.over = true;
	switch_to(NULL);
}

static void prepare(struct model_role *role)
{
	getcontext(&role->context);
	role->context.uc_stack.ss_sp = role->stack;
	role->context.uc_stack.ss_size = LINES_STACK;
	role->context.uc_link = NULL;
	makecontext(&role->context, enter, 0);
}

bool schedule_run(void)
{
	for (unsigned int i = 0; i < model.roles; i++) {
		prepare(&model.role[i]);
		if (!i || !model.turns)
			schedule_push(&model.role[i].thread);
	}
	switch_to(next_thread());
	return model.over;
}
