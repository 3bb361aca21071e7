// SPDX-License-Identifier: MIT
#include "lines/line.h"

#include <stdlib.h>

/* Lines are found by a table of twice as many places as there are lines. */
#define FIRST_PLACES	((size_t)1 << 12)

static struct {
	struct line **place;
	size_t places;
	size_t used;
} table;

static size_t hash(uintptr_t number)
{
	return (size_t)(number * UINT64_C(0x9e3779b97f4a7c15) >> 20) &
	       (table.places - 1);
}

static struct line **find_place(uintptr_t number)
{
	size_t at = hash(number);

	while (table.place[at] && table.place[at]->number != number)
		at = (at + 1) & (table.places - 1);
	return &table.place[at];
}

/* Memory of the model's own is all that can be missing here. */
static void *allocate(size_t n, size_t bytes)
{
	void *memory = calloc(n, bytes);

	if (!memory)
		abort();
	return memory;
}

static void grow(void)
{
	struct line **old = table.place;
	const size_t places = table.places;

	table.places = places ? 2 * places : FIRST_PLACES;
	table.place = allocate(table.places, sizeof(struct line *));
	for (size_t i = 0; i < places; i++) {
		if (old[i])
			*find_place(old[i]->number) = old[i];
	}
	free(old);
}

struct line *line_find(uintptr_t number)
{
	struct line **place;

	if (2 * table.used >= table.places)
		grow();
	place = find_place(number);
	if (!*place) {
		*place = allocate(1, sizeof(struct line));
		(*place)->number = number;
		(*place)->owner = LINE_NOBODY;
		table.used++;
	}
	return *place;
}

void line_reset(void)
{
	for (size_t i = 0; i < table.places; i++)
		free(table.place[i]);
	free(table.place);
	table.place = NULL;
	table.places = table.used = 0;
}

uint64_t line_way(const struct line *line, uint32_t to, bool alone,
		  uint32_t *from)
{
	const uint32_t *ps = &model.line_ps[to * model.roles];
	uint64_t nearest = UINT64_MAX, farthest = 0;

	*from = to;
	for (uint32_t word = 0; word < LINE_SHARERS; word++) {
		uint64_t bits = line->sharer[word];

		for (; bits; bits &= bits - 1) {
			const uint32_t i = word * 64 +
				(uint32_t)__builtin_ctzll(bits);

			if (i == to)
				continue;
			if (ps[i] < nearest) {
				nearest = ps[i];
				*from = i;
			}
			farthest = ps[i] > farthest ? ps[i] : farthest;
		}
	}
	if (*from == to)
		return 0;
	return alone ? farthest : nearest;
}

void line_take_alone(struct line *line, uint32_t role, uint64_t time)
{
	for (uint32_t word = 0; word < LINE_SHARERS; word++) {
		uint64_t bits = line->sharer[word];

		for (; bits; bits &= bits - 1) {
			const uint32_t i = word * 64 +
				(uint32_t)__builtin_ctzll(bits);

			if (i != role)
				schedule_wake(&model.role[i], time);
		}
		line->sharer[word] = 0;
	}
	line->sharer[role / 64] = UINT64_C(1) << role % 64;
	line->sharers = 1;
	line->owner = role;
}
