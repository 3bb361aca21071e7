// SPDX-License-Identifier: MIT
#include "explore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const flaw_names[FLAWS] = {
	"overshoot", "excess", "cap-vanishes", "false-full", "room-above-max",
	"beyond-room", "negative-count", "transient-full", "conservation",
	"waits",
};

/* New numbers of pages, in the order in which they are found */
struct numbers {
	unsigned int n;
	uint8_t new[PAGES];	/* plus one; 0 for none */
	uint8_t old[PAGES];
};

/* A state, and the first step that led to it */
struct reached {
	struct state state;
	uint32_t from;	/* index of the state before; its own at the start */
	struct move move;
};

#define STATES_MAX	(1 << 20)
/* Most steps of a schedule that is printed */
#define SCHEDULE_MAX	64
/* A power of two */
#define SLOTS		(4 * STATES_MAX)

/* All states that were reached, in this order */
static struct {
	struct reached all[STATES_MAX];
	size_t count;	/* how many */
	/* indices into @all, plus one, by hash; 0 is free */
	uint32_t table[SLOTS];
} known;

static void number(struct numbers *numbers, code c)
{
	if (!is_page(c) || numbers->new[page_number(c)])
		return;
	numbers->old[numbers->n++] = (uint8_t)page_number(c);
	numbers->new[page_number(c)] = (uint8_t)numbers->n;
}

static void number_found(struct numbers *numbers, const struct state *state)
{
	for (unsigned int i = 0; i < WORDS; i++)
		number(numbers, state->word[i]);
	for (unsigned int t = 0; t < THREADS; t++) {
		for (unsigned int i = 0; i < PUT_PAGES; i++)
			number(numbers, state->thread[t].page[i]);
		for (unsigned int i = 0; i < state->thread[t].steps; i++)
			number(numbers, state->thread[t].result[i]);
	}
	for (unsigned int i = 0; i < numbers->n; i++)
		number(numbers, state->link[numbers->old[i]]);
}

static void renumber(const struct numbers *numbers, code *c, unsigned int n)
{
	for (; n--; c++) {
		if (is_page(*c))
			*c = page_code(numbers->new[page_number(*c)] - 1U);
	}
}

/*
 * Pages get numbers by where they are: states that differ in numbers alone
 * become one.
 */
static void step(const struct setting *setting, const struct state *from,
		 struct move move, struct state *to, struct event *event,
		 struct numbers *numbers)
{
	struct state old;

	machine_step(from, move, &old, event);
	*numbers = (struct numbers){ 0 };
	if (!setting->plain)
		number_found(numbers, &old);
	/* the others: nobody's, and without a link */
	for (unsigned int i = 0; i < PAGES; i++)
		number(numbers, page_code(i));
	*to = old;
	for (unsigned int i = 0; i < PAGES; i++) {
		to->link[i] = old.link[numbers->old[i]];
		to->owner[i] = old.owner[numbers->old[i]];
	}
	renumber(numbers, to->word, WORDS);
	renumber(numbers, to->link, PAGES);
	for (unsigned int t = 0; t < THREADS; t++) {
		renumber(numbers, to->thread[t].page, PUT_PAGES);
		renumber(numbers, to->thread[t].result, STEPS_MAX);
	}
}

static size_t first_slot(const struct state *state)
{
	uint64_t words[sizeof(*state) / 8], sum = 0;

	_Static_assert(sizeof(*state) % 8 == 0, "all of it counts");
	memcpy(words, state, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / 8; i++)
		sum = (sum ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15) ^
		      sum >> 29;
	return (sum ^ sum >> 32) & (SLOTS - 1);
}

static void reach(const struct state *state, size_t from, struct move move)
{
	size_t slot = first_slot(state);

	for (; known.table[slot]; slot = (slot + 1) & (SLOTS - 1)) {
		if (!memcmp(&known.all[known.table[slot] - 1].state, state,
			    sizeof(*state)))
			return;
	}
	if (known.count == STATES_MAX) {
		puts("more states than STATES_MAX");
		exit(EXIT_FAILURE);
	}
	known.all[known.count++] = (struct reached){
		*state, (uint32_t)from, move
	};
	known.table[slot] = (uint32_t)known.count;
}

static void note(struct findings *findings, size_t from, struct move move,
		 unsigned int flaws)
{
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++) {
		struct shortest *shortest = &findings->shortest[flaw];

		if (!(flaws & ~findings->flaws & 1U << flaw))
			continue;
		*shortest = (struct shortest){ 1, from, move };
		for (size_t i = from; i; i = known.all[i].from)
			shortest->steps++;
	}
	findings->flaws |= flaws;
}

static void make(const struct setting *setting, struct findings *findings,
		 size_t from, struct move move)
{
	struct numbers numbers;
	struct state state;
	struct event event;

	step(setting, &known.all[from].state, move, &state, &event, &numbers);
	note(findings, from, move, event.flaws);
	if (event.view.n > findings->most)
		findings->most = event.view.n;
	if (!event.lost)
		reach(&state, from, move);
}

/* Whether a call in progress knows the page from before it came outside */
static bool is_known(const struct state *state, unsigned int page)
{
	const code c = page_code(page);

	for (int t = 0; t < THREADS; t++) {
		if (memchr(state->thread[t].page, c, PUT_PAGES) ||
		    memchr(state->thread[t].result, c, STEPS_MAX))
			return true;
	}
	return false;
}

/*
 * A put with each choice of pages. Those outside that no call knows differ in
 * nothing, so one of them stands for all.
 */
static void make_puts(const struct setting *setting,
		      struct findings *findings, size_t from,
		      struct move move, unsigned int chosen)
{
	const struct state state = known.all[from].state;
	bool new = false;

	if (chosen == machine_puts(move.call)) {
		make(setting, findings, from, move);
		return;
	}
	for (uint8_t page = 0; page < setting->pages; page++) {
		const bool is_new = !setting->plain &&
				    !is_known(&state, page);

		if (state.owner[page] != OWNER_NOBODY || (is_new && new) ||
		    memchr(move.page, page, chosen))
			continue;
		new |= is_new;
		move.page[chosen] = page;
		make_puts(setting, findings, from, move, chosen + 1);
	}
}

static void go_on(const struct setting *setting, struct findings *findings,
		  size_t from)
{
	for (uint8_t t = 0; setting->threads[t]; t++) {
		const struct state state = known.all[from].state;

		if (!state.thread[t].call) {
			for (uint8_t call = CALL_GET; call <= CALL_PUT_NONE;
			     call++) {
				if (machine_may(&state, t, call))
					make_puts(setting, findings, from,
						  (struct move){ t, call,
								 { 0 } },
						  0);
			}
			continue;
		}
		if (!machine_ends(&state, t))
			note(findings, from, (struct move){ .thread = t },
			     1U << FLAW_WAITS);
		make(setting, findings, from, (struct move){ .thread = t });
	}
}

void explore(const struct setting *setting, unsigned int stop,
	     struct findings *findings)
{
	struct state start;

	memset(findings, 0, sizeof(*findings));
	known.count = 0;
	memset(known.table, 0, sizeof(known.table));
	machine_start(setting, &start);
	reach(&start, 0, (struct move){ 0 });
	for (size_t i = 0; i < known.count && !(findings->flaws & stop); i++)
		go_on(setting, findings, i);
	findings->states = known.count;
	machine_stop();
}

/* @put: names of the pages that each thread puts */
static void print_event(const struct event *event,
			const struct view *before, const char *names,
			char put[THREADS][PUT_PAGES])
{
	const unsigned int n = machine_puts(event->call);

	printf("    thread %u, %s", event->move.thread,
	       event->call == CALL_GET ? "get" :
	       event->call == CALL_PUT ? "put" : "put_bulk");
	for (unsigned int i = 0; i < n; i++)
		printf("%c%c", i ? ',' : ' ', put[event->move.thread][i]);
	printf(": count %d -> %d, pages %u -> %u", before->count,
	       event->view.count, before->n, event->view.n);
	if (event->got >= 0)
		printf(", has %c", names[event->got]);
	else if (event->ended && event->call == CALL_GET)
		printf(", finds none");
	else if (event->ended)
		printf(", %u of %u accepted", event->accepted, n);
	if (event->lost)
		printf(": a page %s", event->lost);
	putchar('\n');
}

void explore_print(const struct setting *setting,
		   const struct findings *findings, enum flaw flaw)
{
	const struct shortest *shortest = &findings->shortest[flaw];
	char names[PAGES + 1] = "abcdefghi", old[PAGES];
	char put[THREADS][PUT_PAGES] = { { 0 } };
	struct move moves[SCHEDULE_MAX];
	unsigned int n = shortest->steps;
	struct view before = { 0 };
	struct numbers numbers;
	struct state state, next;
	struct event event;

	_Static_assert(sizeof(names) - 1 == PAGES, "a name for each");
	printf("  %s, in %u steps:\n", flaw_names[flaw], n);
	if (n > SCHEDULE_MAX)
		return;
	moves[--n] = shortest->move;
	for (size_t i = shortest->from; i; i = known.all[i].from)
		moves[--n] = known.all[i].move;
	machine_start(setting, &state);
	for (; n < shortest->steps; n++) {
		for (unsigned int i = 0; i < machine_puts(moves[n].call); i++)
			put[moves[n].thread][i] = names[moves[n].page[i]];
		step(setting, &state, moves[n], &next, &event, &numbers);
		print_event(&event, &before, names, put);
		before = event.view;
		state = next;
		memcpy(old, names, sizeof(old));
		for (int page = 0; page < PAGES; page++)
			names[numbers.new[page] - 1] = old[page];
	}
	machine_stop();
}
