// SPDX-License-Identifier: MIT
#include "explore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A state, and schedules that lead to it */
struct reached {
	struct state state;
	uint64_t paths;
};

/* All states after so many steps */
struct level {
	struct reached *all;
	size_t count;	/* how many */
	size_t room;	/* of @all */
	/* indices into @all, plus one, by hash; 0 is free */
	uint32_t *table;
	size_t slots;	/* of @table, a power of two */
};

static void *allocate(void *old, size_t size)
{
	void *memory = realloc(old, size);

	if (memory)
		return memory;
	fputs("no memory for the states\n", stderr);
	exit(EXIT_FAILURE);
}

static uint64_t hash(const struct state *state)
{
	uint64_t words[sizeof(*state) / 8], sum = 0;

	memcpy(words, state, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / 8; i++)
		sum = (sum ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15) ^
		      sum >> 29;
	return sum ^ sum >> 32;
}

static void level_index(struct level *level)
{
	level->slots = 4 * level->room;
	level->table = allocate(level->table,
				level->slots * sizeof(*level->table));
	memset(level->table, 0, level->slots * sizeof(*level->table));
	for (size_t i = 0; i < level->count; i++) {
		size_t slot = hash(&level->all[i].state) & (level->slots - 1);

		while (level->table[slot])
			slot = (slot + 1) & (level->slots - 1);
		level->table[slot] = (uint32_t)i + 1;
	}
}

/* Return: the state's place in the level, where paths is 0 if it is new. */
static struct reached *level_find(struct level *level,
				  const struct state *state)
{
	struct reached *new;
	size_t slot;

	if (level->count == level->room) {
		level->room = level->room ? 2 * level->room : 1024;
		level->all = allocate(level->all,
				      level->room * sizeof(*level->all));
		level_index(level);
	}
	slot = hash(state) & (level->slots - 1);
	for (; level->table[slot]; slot = (slot + 1) & (level->slots - 1)) {
		struct reached *there = &level->all[level->table[slot] - 1];

		if (!memcmp(&there->state, state, sizeof(*state)))
			return there;
	}
	new = &level->all[level->count++];
	level->table[slot] = (uint32_t)level->count;
	memcpy(&new->state, state, sizeof(*state));
	new->paths = 0;
	return new;
}

static void level_clear(struct level *level)
{
	level->count = 0;
	if (level->table)
		memset(level->table, 0, level->slots * sizeof(*level->table));
}

static void note(struct findings *findings, const struct event *event)
{
	if (event->length[1] > findings->longest)
		findings->longest = event->length[1];
	if (event->count[1] < findings->lowest)
		findings->lowest = event->count[1];
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++) {
		if (event->flaws & 1U << flaw && !findings->steps[flaw])
			findings->steps[flaw] = findings->depth;
	}
}

static void add_paths(uint64_t *sum, uint64_t paths)
{
	if (__builtin_add_overflow(*sum, paths, sum)) {
		fputs("more schedules than can be counted\n", stderr);
		exit(EXIT_FAILURE);
	}
}

static void continue_state(const struct reached *from, struct level *next,
			   struct findings *findings)
{
	bool last = true;

	for (int thread = 0; thread < THREADS; thread++) {
		static struct state state;
		struct event event;
		struct reached *to;

		if (!machine_can(&from->state, thread))
			continue;
		last = false;
		memcpy(&state, &from->state, sizeof(state));
		machine_step(&state, thread, &event);
		note(findings, &event);
		to = level_find(next, &state);
		add_paths(&to->paths, from->paths);
	}
	if (!last)
		return;
	machine_check_end(&from->state);
	add_paths(&findings->schedules, from->paths);
}

void explore(const struct model *model, const struct setting *setting,
	     struct findings *findings)
{
	static struct state start;
	struct level levels[2] = { { .count = 0 }, { .count = 0 } };
	unsigned int now = 0;

	memset(findings, 0, sizeof(*findings));
	machine_start(model, setting, &start);
	level_find(&levels[0], &start)->paths = 1;
	while (levels[now].count) {
		findings->depth++;
		findings->states += levels[now].count;
		level_clear(&levels[!now]);
		for (size_t i = 0; i < levels[now].count; i++)
			continue_state(&levels[now].all[i], &levels[!now],
				       findings);
		now = !now;
	}
	machine_stop();
	for (int i = 0; i < 2; i++) {
		free(levels[i].all);
		free(levels[i].table);
	}
}
