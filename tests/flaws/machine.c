// SPDX-License-Identifier: MIT
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pool/kernel/atomic.h"
#include "pool/kernel/page.h"

const char *const flaw_names[FLAWS] = {
	"1 overshoot", "2 vanished cap", "3 false full", "4 one page too many",
};

static const struct model *model;
static const struct setting *setting;
static struct pool *pool;
static struct buffer pages[PAGES];
static struct listing listing;

static const struct llist_head *head_of_pool(void)
{
	return (const void *)((const char *)pool + model->pages_at);
}

static const atomic_t *count_of_pool(void)
{
	return (const void *)((const char *)pool + model->count_at);
}

/* Relaxed, here and below: there is one thread */
static void walk(void)
{
	struct llist_node *node = atomic_load_explicit(&head_of_pool()->first,
						       memory_order_relaxed);

	listing.length = 0;
	for (; node; node = llist_next(node)) {
		const int page = (int)(page_of(node) - pages);

		if (listing.length == PAGES)
			ledger_broken(setting, "is on the list twice", page);
		listing.page[listing.length++] = page;
	}
}

static void restore(const struct state *state)
{
	memcpy(pool, state->pool, model->bytes);
	for (int i = 0; i < PAGES; i++)
		atomic_store_explicit(&pages[i].llist.next,
				      (struct llist_node *)state->next[i],
				      memory_order_relaxed);
	walk();
}

static void save(struct state *state)
{
	memcpy(state->pool, pool, model->bytes);
	for (int i = 0; i < PAGES; i++)
		state->next[i] = (uintptr_t)
			atomic_load_explicit(&pages[i].llist.next,
					     memory_order_relaxed);
	walk();
}

void machine_start(const struct model *of, const struct setting *what,
		   struct state *state)
{
	const struct pool_params params = {
		.node = -1, .max = what->max, .producers = THREADS - 1,
	};
	struct error error = { "" };

	model = of;
	setting = what;
	memset(pages, 0, sizeof(pages));
	memset(state, 0, sizeof(*state));
	pool = model->ops->create(&params, &error);
	if (!pool || model->bytes > POOL_BYTES) {
		printf("%s: no pool: %s\n", model->ops->name, error.text);
		exit(EXIT_FAILURE);
	}
	save(state);
}

void machine_stop(void)
{
	model->ops->destroy(pool);
}

static bool producer_is_active(const struct state *state)
{
	for (int i = CONSUMER + 1; i < THREADS; i++) {
		if (state->progress[i].active)
			return true;
	}
	return false;
}

static char call_of(const struct state *state, int thread)
{
	return setting->calls[thread][state->next_call[thread]];
}

bool machine_can(const struct state *state, int thread)
{
	const char call = call_of(state, thread);

	if (state->progress[thread].active)
		return true;
	if (!call || (call == 's' && state->nr_sent == state->nr_resent))
		return false;
	return call == 'g' || !setting->serialized ||
	       !producer_is_active(state);
}

void machine_step(struct state *state, int thread, struct event *event)
{
	struct progress *progress = &state->progress[thread];
	struct step_call call = { .ops = model->ops, .pool = pool };
	const volatile void *object;

	restore(state);
	*event = (struct event){ .thread = thread, .got = -1,
		.call = call_of(state, thread) };
	event->count[0] = atomic_read(count_of_pool());
	event->length[0] = listing.length;
	if (!progress->active)
		ledger_begin(setting, state, thread, &listing);
	ledger_look(state, &listing);
	call.n = progress->pages;
	call.bulk = event->call >= '1' && event->call <= '9';
	for (unsigned int i = 0; i < call.n; i++)
		call.pages[i] = &pages[progress->page[i]];
	event->ended = step_run(&call, &state->lists[thread], &object);
	save(state);
	ledger_check(setting, state, thread, &listing);
	ledger_look(state, &listing);
	event->progress = *progress;
	event->on_count = object == count_of_pool();
	event->count[1] = atomic_read(count_of_pool());
	event->length[1] = listing.length;
	if (listing.length > setting->max &&
	    listing.length > event->length[0])
		event->flaws |= 1U << FLAW_OVERSHOOT;
	if (!event->ended)
		return;
	event->accepted = call.accepted;
	if (call.page)
		event->got = (int)(call.page - pages);
	if (call.n)
		ledger_end_put(setting, state, event);
	else
		ledger_end_get(setting, state, &listing, event);
	state->next_call[thread]++;
	memset(progress, 0, sizeof(*progress));
	memset(&state->lists[thread], 0, sizeof(state->lists[thread]));
}

void machine_check_end(const struct state *state)
{
	unsigned int held = 0;

	restore(state);
	for (int i = 0; i < PAGES; i++) {
		if (state->owner[i] == OWNED_BY_PUT)
			ledger_broken(setting, "is still being put", i);
		held += state->owner[i] == OWNED_BY_POOL;
	}
	/* each on the list is the pool's: ledger_check() */
	for (int i = 0; held != listing.length && i < PAGES; i++) {
		if (state->owner[i] == OWNED_BY_POOL)
			ledger_broken(setting, "or another one is lost", i);
	}
}
