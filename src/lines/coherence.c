// SPDX-License-Identifier: MIT
/*
 * Loads, stores and locked instructions of a CPU, and what they wait for:
 * MESI, a directory without capacity, and a buffer of stores, as on x86-64.
 */
#include "lines/line.h"

#include <string.h>

/* From one store to the next, where both have their line: a cycle */
#define STORE_PS	400
/* Stores whose lines are asked for together */
#define AHEAD		8

/* What is counted of a variable; before that, nobody looks at it */
static struct lines_count *count_of(const struct model_role *role,
				    unsigned int variable)
{
	static struct lines_count unused;

	return model.counting ? &model.count[role->index > 0][variable] :
				&unused;
}

/* Half of the way a request goes, the other half the line comes. */
static uint64_t half(const struct line *line, const struct model_role *role,
		     bool alone, uint64_t time)
{
	uint32_t from;

	/* it will come from who gets it before */
	if (line->busy > time)
		return model.line_ps[role->index * model.roles + line->last] /
		       2;
	return line_way(line, role->index, alone, &from) / 2;
}

/*
 * A request is where the line is, at @time. Return: when the line leaves; it is
 * then on its way for @ps.
 */
static uint64_t queue(struct line *line, const struct model_role *role,
		      uint64_t ps, uint64_t time)
{
	const uint64_t start = line->busy > time ? line->busy : time;

	/* xorshift64: as irregular as a machine, and the same each time */
	model.random ^= model.random << 13;
	model.random ^= model.random >> 7;
	model.random ^= model.random << 17;
	line->busy = start + ps +
		     2 * ps * LINES_KEEP_PERCENT * (model.random % 256) /
			     (100 * 128);
	line->last = role->index;
	return start;
}

/* The line leaves those that have it, for a role. */
static void take(struct line *line, struct model_role *role, bool alone,
		 uint64_t time, struct lines_count *count)
{
	uint32_t from;

	(void)line_way(line, role->index, alone, &from);
	if (line_has(line, role->index))
		count->upgrades++;
	else if (from != role->index && model.remote[from * model.roles +
						     role->index])
		count->remote++;
	else if (from != role->index)
		count->local++;
	if (from != role->index)
		line->contended |= alone || line->owner != LINE_NOBODY;
	role->quiet = 0;
	if (alone) {
		line_take_alone(line, role->index, time);
		return;
	}
	line->sharer[role->index / 64] |= UINT64_C(1) << role->index % 64;
	/* alone: it may write without a word to anybody */
	line->owner = ++line->sharers == 1 ? role->index : LINE_NOBODY;
}

static bool suffices(const struct line *line, const struct model_role *role,
		     bool alone)
{
	return alone ? line->owner == role->index : line_has(line, role->index);
}

/* The thread that runs reads a line that it does not have. */
static void fetch(struct line *line, struct lines_count *count)
{
	struct model_role *role = model.now;
	uint64_t *time = &role->thread.time;
	const uint64_t began = *time;
	uint64_t ps;

	*time += half(line, role, false, *time);
	schedule_yield(true);
	ps = half(line, role, false, *time);
	*time = queue(line, role, ps, *time);
	schedule_yield(true);
	if (!line_has(line, role->index))
		take(line, role, false, *time, count);
	*time += ps;
	count->wait_ps += *time - began;
}

static void write_value(const struct pending *store)
{
	/* it lies where the value begins, as on x86-64 */
	memcpy(store->address, &store->value, store->bytes);
}

/* The lines of stores behind the first one are asked for with it. */
static void take_ahead(struct model_role *role)
{
	for (unsigned int i = 1; i < role->stores && i < AHEAD; i++) {
		struct pending *store =
			&role->store[(role->first + i) % STORES];
		const uint64_t time = role->drain.time;

		if (suffices(store->line, role, true) ||
		    store->line->busy > time)
			continue;
		queue(store->line, role, half(store->line, role, true, time),
		      time);
		take(store->line, role, true, time,
		     count_of(role, store->variable));
	}
}

/* Stores get into the cache in order: the first one waits for its line. */
void coherence_drain(struct model_role *role)
{
	struct actor *drain = &role->drain;
	struct pending *store = &role->store[role->first];
	const uint64_t ps = half(store->line, role, true, drain->time);

	switch (role->stage) {
	case STAGE_NONE:
		if (suffices(store->line, role, true))
			break;
		drain->time += ps;
		role->stage = STAGE_ASKED;
		schedule_push(drain);
		return;
	case STAGE_ASKED:
		role->comes_ps = ps;
		drain->time = queue(store->line, role, ps, drain->time);
		role->stage = STAGE_TAKES;
		schedule_push(drain);
		return;
	case STAGE_TAKES:
		if (!suffices(store->line, role, true))
			take(store->line, role, true, drain->time,
			     count_of(role, store->variable));
		take_ahead(role);
		drain->time += role->comes_ps;
		role->stage = STAGE_COMES;
		schedule_push(drain);
		return;
	default:
		break;
	}
	role->stage = STAGE_NONE;
	write_value(store);
	role->first = (role->first + 1) % STORES;
	/* who has waited for the line gets it before the next store does */
	drain->time += STORE_PS;
	if (--role->stores)
		schedule_push(drain);
}

/* Until no more than @most stores are on their way */
static void wait_for_stores(unsigned int most)
{
	struct model_role *role = model.now;

	while (role->stores > most) {
		struct lines_count *count =
			count_of(role, role->store[role->first].variable);
		const uint64_t began = role->thread.time;

		if (role->thread.time < role->drain.time)
			role->thread.time = role->drain.time;
		count->wait_ps += role->thread.time - began;
		schedule_yield(true);
	}
}

void coherence_fence(void)
{
	wait_for_stores(0);
}

bool coherence_load(const volatile void *address, uint64_t *value)
{
	const struct model_role *role = model.now;

	for (unsigned int i = role ? role->stores : 0; i-- > 0;) {
		const struct pending *store =
			&role->store[(role->first + i) % STORES];

		if (store->bytes && store->address == address) {
			*value = store->value;
			return true;
		}
	}
	return false;
}

static uint8_t variable_of(struct line *line, uintptr_t address)
{
	uint8_t *variable = &line->variable[address % CACHE_LINE / 8];

	if (!*variable)
		*variable = (uint8_t)(1 + variables_find((void *)address));
	return *variable - 1;
}

/* @bytes: 0: the program writes the value itself, right away */
static void store(struct line *line, uintptr_t address, size_t bytes,
		  uint64_t value)
{
	struct model_role *role = model.now;
	const struct pending pending = {
		.line = line, .address = (void *)address, .value = value,
		.bytes = (uint8_t)bytes, .variable = variable_of(line, address),
	};

	/* nobody could tell when it happened */
	if (!role->stores && suffices(line, role, true)) {
		write_value(&pending);
		return;
	}
	wait_for_stores(STORES - 1);
	role->store[(role->first + role->stores) % STORES] = pending;
	if (role->stores++)
		return;
	if (role->drain.time < role->thread.time)
		role->drain.time = role->thread.time;
	schedule_push(&role->drain);
}

/* Its line is asked for with those of the stores before it, which it waits for. */
static void locked(struct line *line, uintptr_t address,
		   struct lines_count *count)
{
	struct model_role *role = model.now;

	store(line, address, 0, 0);
	coherence_fence();
	role->thread.time += model.locked_ps;
	count->wait_ps += model.locked_ps;
	role->quiet = 0;
}

/* An access to one word, by the role that runs */
static void access_word(uintptr_t address, enum access access)
{
	struct line *line = line_find(address / CACHE_LINE);
	struct lines_count *count =
		count_of(model.now, variable_of(line, address));

	switch (access) {
	case ACCESS_STORE:
		count->stores++;
		store(line, address, 0, 0);
		break;
	case ACCESS_LOAD:
		count->loads++;
		if (!line_has(line, model.now->index))
			fetch(line, count);
		break;
	default:
		count->locked++;
		locked(line, address, count);
	}
}

void coherence_store(volatile void *address, size_t bytes, uint64_t value)
{
	const uintptr_t at = (uintptr_t)address;
	struct line *line = line_find(at / CACHE_LINE);

	schedule_yield(false);
	count_of(model.now, variable_of(line, at))->stores++;
	store(line, at, bytes, value);
	model.now->thread.time += model.access_ps;
	if (model.turns && variable_of(line, at) == model.ring) {
		model.vain = 0;
		schedule_turn();
	}
}

void coherence_access(const void *address, size_t bytes, enum access access,
		      bool atomic)
{
	const uintptr_t first = (uintptr_t)address;
	struct model_role *role = model.now;

	if (!role)
		return;
	/* what others know of is atomic: the node of a queue of waiters */
	if (!atomic && first - (uintptr_t)role->stack < LINES_STACK)
		return;
	if (atomic && !role->index)
		model.look(model.context);
	for (uintptr_t at = first; at < first + bytes; at = (at / 8 + 1) * 8) {
		if (atomic || line_find(at / CACHE_LINE)->contended)
			schedule_yield(false);
		access_word(at, access);
		role->thread.time += model.access_ps;
	}
}
