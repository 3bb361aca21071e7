// SPDX-License-Identifier: MIT
#include "explore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct reached - a state after so many steps
 * @state: which
 * @paths: schedules that lead to it
 * @node: the first of them, in the tree
 */
struct reached {
	struct state state;
	uint64_t paths;
	size_t node;
};

/**
 * struct level - all states after so many steps
 * @all: the states
 * @count: how many
 * @room: of @all
 * @table: indices into @all, plus one, by hash; 0 is free
 * @slots: of @table, a power of two
 */
struct level {
	struct reached *all;
	size_t count;
	size_t room;
	uint32_t *table;
	size_t slots;
};

/* The step that led to a state, and the node of the state before */
struct node {
	size_t parent;
	uint8_t thread;
};

/**
 * struct tree - first way to each state
 * @nodes: [0] is the start
 * @count: how many
 * @room: of @nodes
 */
struct tree {
	struct node *nodes;
	size_t count;
	size_t room;
};

static void *grown(void *memory, size_t *room, size_t size)
{
	const size_t old = *room;

	*room = old ? 2 * old : 1024;
	memory = realloc(memory, *room * size);
	if (!memory) {
		fputs("no memory for the states\n", stderr);
		exit(EXIT_FAILURE);
	}
	memset((char *)memory + old * size, 0, (*room - old) * size);
	return memory;
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
	free(level->table);
	level->slots = 4 * level->room;
	level->table = calloc(level->slots, sizeof(*level->table));
	if (!level->table) {
		fputs("no memory for the states\n", stderr);
		exit(EXIT_FAILURE);
	}
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
		level->all = grown(level->all, &level->room,
				   sizeof(*level->all));
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

static size_t tree_add(struct tree *tree, size_t parent, int thread)
{
	if (tree->count == tree->room)
		tree->nodes = grown(tree->nodes, &tree->room,
				    sizeof(*tree->nodes));
	tree->nodes[tree->count] = (struct node){ parent, (uint8_t)thread };
	return tree->count++;
}

/* The schedule that leads to @parent, and one step of @thread */
static void keep_schedule(struct findings *findings, enum flaw flaw,
			  const struct tree *tree, size_t parent, int thread)
{
	unsigned int steps = 1;
	uint8_t *schedule;

	for (size_t n = parent; n; n = tree->nodes[n].parent)
		steps++;
	schedule = malloc(steps);
	if (!schedule)
		exit(EXIT_FAILURE);
	findings->steps[flaw] = steps;
	findings->schedule[flaw] = schedule;
	schedule[--steps] = (uint8_t)thread;
	for (size_t n = parent; n; n = tree->nodes[n].parent)
		schedule[--steps] = tree->nodes[n].thread;
}

static void note(struct findings *findings, const struct event *event,
		 const struct tree *tree, size_t parent)
{
	if (event->length[1] > findings->longest)
		findings->longest = event->length[1];
	if (event->count[1] < findings->lowest)
		findings->lowest = event->count[1];
	for (enum flaw flaw = 0; flaw < FLAWS; flaw++) {
		if (event->flaws & 1U << flaw && !findings->steps[flaw])
			keep_schedule(findings, flaw, tree, parent,
				      event->thread);
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
			   struct tree *tree, struct findings *findings)
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
		note(findings, &event, tree, from->node);
		to = level_find(next, &state);
		if (!to->paths)
			to->node = tree_add(tree, from->node, thread);
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
	struct tree tree = { .count = 0 };
	unsigned int now = 0;
	struct reached *first;

	memset(findings, 0, sizeof(*findings));
	machine_start(model, setting, &start);
	first = level_find(&levels[0], &start);
	first->paths = 1;
	first->node = tree_add(&tree, 0, 0);
	while (levels[now].count) {
		findings->states += levels[now].count;
		level_clear(&levels[!now]);
		for (size_t i = 0; i < levels[now].count; i++)
			continue_state(&levels[now].all[i], &levels[!now],
				       &tree, findings);
		now = !now;
	}
	machine_stop();
	for (int i = 0; i < 2; i++) {
		free(levels[i].all);
		free(levels[i].table);
	}
	free(tree.nodes);
}

void findings_free(struct findings *findings)
{
	for (int i = 0; i < FLAWS; i++)
		free(findings->schedule[i]);
}
