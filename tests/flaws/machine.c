// SPDX-License-Identifier: MIT
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct setting *setting;
static const struct model *model;
static struct pool *pool;
static unsigned char *fresh;	/* the pool's memory when it was new */
/* and one for PAGE_GONE */
static struct buffer pages[PAGES + 1];
static struct {
	volatile void *at;
	size_t bytes;
} words[WORDS];
static unsigned int nr_words;

/* Of the call that runs: its state, thread, and what is wrong with it */
static const struct state *now;
static unsigned int running;
static const char *lost;

static _Noreturn void give_up(const char *why)
{
	printf("%s: %s\n", model->ops->name, why);
	exit(EXIT_FAILURE);
}

/* Return: PAGES for PAGE_GONE, more for what is no page */
static uintptr_t page_at(const volatile void *address)
{
	return ((uintptr_t)address - (uintptr_t)pages) / sizeof(pages[0]);
}

static code encode(uintptr_t value)
{
	const uintptr_t page = page_at((const void *)value);

	if (page <= PAGES)
		return page_code((unsigned int)page);
	if (value + 100 > 200)
		give_up("a value that is no page, and not small");
	return (code)value;
}

static uintptr_t decode(code c)
{
	return c <= PAGE_GONE ? (uintptr_t)&pages[page_number(c)] :
	       (uintptr_t)(intptr_t)c;
}

void machine_word(volatile void *at, size_t bytes)
{
	if (nr_words == WORDS)
		give_up("more variables than WORDS");
	words[nr_words].at = at;
	words[nr_words++].bytes = bytes;
}

static code read_word(unsigned int i)
{
	uintptr_t value = 0;
	int32_t number;

	if (words[i].bytes != sizeof(number)) {
		memcpy(&value, (const void *)words[i].at, words[i].bytes);
		return encode(value);
	}
	memcpy(&number, (const void *)words[i].at, sizeof(number));
	return encode((uintptr_t)(intptr_t)number);
}

static void write_word(unsigned int i, code c)
{
	const uintptr_t value = decode(c);

	/* both of the architectures have the low bytes first */
	memcpy((void *)words[i].at, &value, words[i].bytes);
}

/* Relaxed, here and below: there is one thread */
static void restore(const struct state *state)
{
	for (unsigned int i = 0; i < nr_words; i++)
		write_word(i, state->word[i]);
	for (unsigned int i = 0; i < PAGES; i++)
		atomic_store_explicit(&pages[i].llist.next,
			(struct llist_node *)decode(state->link[i]),
			memory_order_relaxed);
}

/*
 * Plain memory that a call writes is its own until it ends, and it is run again
 * from its beginning. So until then nothing is kept but what @object is now.
 */
static void keep(struct state *state, const volatile void *object, bool ended)
{
	if (ended && model->tidy)
		model->tidy(pool);
	for (unsigned int i = 0; i < nr_words; i++) {
		if (ended || words[i].at == object)
			state->word[i] = read_word(i);
	}
	for (unsigned int i = 0; i < PAGES; i++)
		state->link[i] = encode((uintptr_t)
			atomic_load_explicit(&pages[i].llist.next,
					     memory_order_relaxed));
}

/* Ends the program where a pool's model leaves out what changes in it. */
static void check_words(const struct state *state)
{
	for (unsigned int i = 0; i < nr_words; i++)
		write_word(i, 0);
	if (memcmp(pool, fresh, model->bytes) != 0)
		give_up("its model leaves out a variable");
	restore(state);
}

void machine_start(const struct setting *what, struct state *state)
{
	const struct pool_params params = {
		.node = -1, .max = what->max, .producers = THREADS - 1,
	};
	struct error error = { "" };

	setting = what;
	model = what->model;
	memset(pages, 0, sizeof(pages));
	memset(state, 0, sizeof(*state));
	pool = model->ops->create(&params, &error);
	fresh = malloc(model->bytes);
	if (!pool || !fresh)
		give_up(error.text);
	nr_words = 0;
	model->words(pool, setting);
	keep(state, NULL, true);
	for (unsigned int i = 0; i < nr_words; i++)
		write_word(i, 0);
	memcpy(fresh, pool, model->bytes);
}

void machine_stop(void)
{
	model->ops->destroy(pool);
	free(fresh);
}

unsigned int machine_puts(enum call call)
{
	return call == CALL_PUT ? 1 : call == CALL_PUT_BULK ? PUT_PAGES : 0;
}

bool machine_may(const struct state *state, unsigned int thread,
		 enum call call)
{
	static const char *const who[] = {
		[CALL_GET] = "g", [CALL_PUT] = "pe", [CALL_PUT_BULK] = "be",
		[CALL_PUT_NONE] = "n",
	};

	if (!strchr(who[call], setting->threads[thread]))
		return false;
	for (unsigned int i = 0; setting->serialized && i < THREADS; i++) {
		if (call != CALL_GET && state->thread[i].call > CALL_GET)
			return false;
	}
	return true;
}

static bool is_own(const volatile void *object)
{
	const uintptr_t page = page_at(object);

	if (page > PAGES)
		return false;
	if (page < PAGES && now->owner[page] == OWNER_THREAD + running)
		return true;
	if (page == PAGES || now->owner[page] != OWNER_POOL)
		lost = "is looked at, and neither the call's nor the pool's";
	return false;
}

/* A call in progress goes on: nothing else, nor who owns what */
static enum step_end advance(struct state *state, unsigned int thread,
			     bool to_end, struct step_call *call,
			     struct step *step)
{
	struct step_list list = { .count = state->thread[thread].steps };
	enum step_end end;

	now = state;
	running = thread;
	*call = (struct step_call){
		.ops = model->ops, .pool = pool, .is_own = is_own,
		.to_end = to_end,
		.call = state->thread[thread].call,
	};
	for (unsigned int i = 0; i < PUT_PAGES; i++)
		call->pages[i] = (struct buffer *)
			decode(state->thread[thread].page[i]);
	for (unsigned int i = 0; i < list.count; i++)
		list.value[i] = decode(state->thread[thread].result[i]);
	restore(state);
	end = step_run(call, &list, step);
	keep(state, step->object, end == STEP_ENDED);
	state->thread[thread].steps = (uint8_t)list.count;
	for (unsigned int i = 0; i < STEPS_MAX; i++)
		state->thread[thread].result[i] = encode(list.value[i]);
	return end;
}

/* Run a call to its end. Return: whether it comes there */
static bool finish(struct state *state, unsigned int thread,
		   struct step_call *call)
{
	struct step step;
	enum step_end end;

	/* alone, a compare-exchange fails for what was there before */
	do
		end = advance(state, thread, true, call, &step);
	while (end == STEP_STOPPED);
	return end == STEP_ENDED;
}

bool machine_ends(const struct state *state, unsigned int thread)
{
	struct state copy = *state;
	struct step_call call;

	return finish(&copy, thread, &call);
}

bool view_add(struct view *view, const volatile void *page)
{
	if (page_at(page) >= PAGES || view->n > PAGES) {
		lost = "is in the pool and is none";
		return false;
	}
	view->page[view->n++] = (uint8_t)page_at(page);
	return view->n <= PAGES;
}

static void begin(struct state *state, struct move move)
{
	state->thread[move.thread].call = move.call;
	for (unsigned int i = 0; i < machine_puts(move.call); i++) {
		state->thread[move.thread].page[i] = page_code(move.page[i]);
		state->owner[move.page[i]] =
			(uint8_t)(OWNER_THREAD + move.thread);
	}
}

/* Whether a put that has found out how much room there is, is right */
static unsigned int flaws_of_decision(const struct state *state,
				      const struct event *event, int observed)
{
	struct state copy = *state;
	struct step_call call;

	if (!finish(&copy, event->move.thread, &call))
		return 1U << FLAW_WAITS;
	return ledger_decision(setting, state, event, observed, call.accepted);
}

void machine_step(const struct state *from, struct move move,
		  struct state *to, struct event *event)
{
	struct step_call call;
	struct step step;
	enum step_end end;

	*to = *from;
	if (move.call)
		begin(to, move);
	*event = (struct event){
		.move = move, .call = to->thread[move.thread].call,
	};
	lost = NULL;
	end = advance(to, move.thread, false, &call, &step);
	event->ended = end == STEP_ENDED;
	if (event->ended)
		check_words(to);
	event->accepted = call.accepted;
	event->got = -1;
	if (page_at(call.page) < PAGES)
		event->got = (int)page_at(call.page);
	else if (call.page)
		lost = "was handed out, and is none";
	restore(to);
	model->look(pool, setting, &event->view);
	event->lost = lost;
	ledger_pass_on(setting, to, event);
	if (!event->lost && step.first && event->call != CALL_GET &&
	    model->decides(pool, step.object, step.value))
		event->flaws |= flaws_of_decision(to, event, (int)step.value);
	if (event->ended)
		ledger_end(to, event);
	ledger_look(setting, to, event);
	if (end == STEP_ENDLESS)
		event->flaws |= 1U << FLAW_WAITS;
	if (event->lost)
		event->flaws |= 1U << FLAW_CONSERVATION;
}
