// SPDX-License-Identifier: MIT
/*
 * Loads, stores and locked instructions of a CPU, and what they wait for:
 * MESI, a directory without capacity, and a buffer of stores, as on x86-64.
 */
#include "lines/line.h"

/* From one store to the next, where both have their line */
#define STORE_PS	1000
/* Stores whose lines are asked for together */
#define AHEAD		8
/* Members of what a pointer points to are so near to it. */
#define NEAR		4096

static struct lines_count *count_of(unsigned int role, unsigned int variable)
{
	return &model.count[role > 0][variable];
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

void coherence_serialize(struct model_role *role)
{
	role->loads = 0;
	role->issued = role->thread.time;
}

/*
 * When a load began: with those before it, of which it waits for one that gave
 * it its address.
 */
static uint64_t issue(struct model_role *role, uintptr_t address)
{
	uint64_t issued;

	if (role->loads == LOADS)
		coherence_serialize(role);
	issued = role->issued;
	for (unsigned int i = 0; i < role->loads; i++) {
		if (address - role->load[i].value < NEAR &&
		    issued < role->load[i].arrived &&
		    variables_together(address, role->load[i].value))
			issued = role->load[i].arrived;
	}
	return issued;
}

/* The thread that runs waits for a line, which it asked for at @issued. */
static void fetch(struct line *line, bool alone, uint64_t issued,
		  struct lines_count *count)
{
	struct model_role *role = model.now;
	uint64_t *time = &role->thread.time;
	uint64_t ps = half(line, role, alone, *time);
	uint64_t ahead = *time - issued;

	if (ahead < ps) {
		*time += ps - ahead;
		schedule_yield(true);
	}
	ahead = ahead < ps ? 0 : ahead - ps;
	ps = half(line, role, alone, *time);
	ps -= ahead < ps ? ahead : ps;
	*time = queue(line, role, ps, *time);
	schedule_yield(true);
	if (!suffices(line, role, alone))
		take(line, role, alone, *time, count);
	*time += ps;
}

static void write_value(const struct pending *store)
{
	switch (store->bytes) {
	case 1:
		*(volatile uint8_t *)store->address = (uint8_t)store->value;
		break;
	case 2:
		*(volatile uint16_t *)store->address = (uint16_t)store->value;
		break;
	case 4:
		*(volatile uint32_t *)store->address = (uint32_t)store->value;
		break;
	case 8:
		*(volatile uint64_t *)store->address = store->value;
		break;
	default:
		break;
	}
}

/* The lines of stores behind the first one are asked for with it. */
static void take_ahead(struct model_role *role)
{
	for (unsigned int i = 1; i < role->stores && i < AHEAD; i++) {
		struct pending *store =
			&role->store[(role->first + i) % STORES];
		struct lines_count unused = { 0 }, *count = &unused;
		const uint64_t time = role->drain.time;

		if (suffices(store->line, role, true) ||
		    store->line->busy > time)
			continue;
		if (model.counting)
			count = count_of(role->index, store->variable);
		queue(store->line, role, half(store->line, role, true, time),
		      time);
		take(store->line, role, true, time, count);
	}
}

/* Stores get into the cache in order: the first one waits for its line. */
void coherence_drain(struct model_role *role)
{
	struct actor *drain = &role->drain;
	struct pending *store = &role->store[role->first];
	struct lines_count unused = { 0 }, *count = &unused;
	uint64_t ps;

	if (model.counting)
		count = count_of(role->index, store->variable);
	ps = half(store->line, role, true, drain->time);
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
			take(store->line, role, true, drain->time, count);
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
	const uint64_t began = role->thread.time;
	const unsigned int variable = role->store[role->first].variable;

	while (role->stores > most) {
		if (role->thread.time < role->drain.time)
			role->thread.time = role->drain.time;
		schedule_yield(true);
	}
	if (model.counting)
		count_of(role->index, variable)->wait_ps +=
			role->thread.time - began;
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

	if (model.counting)
		count_of(role->index, pending.variable)->stores++;
	/* nobody could tell when it happened */
	if (suffices(line, role, true) && !role->stores) {
		write_value(&pending);
		return;
	}
	if (!bytes && !line->contended && suffices(line, role, true))
		return;
	wait_for_stores(STORES - 1);
	role->store[(role->first + role->stores) % STORES] = pending;
	if (role->stores++)
		return;
	if (role->drain.time < role->thread.time)
		role->drain.time = role->thread.time;
	schedule_push(&role->drain);
}

static void load(struct line *line, uintptr_t address, bool locked)
{
	struct model_role *role = model.now;
	struct lines_count unused = { 0 }, *count = &unused;
	const uint64_t began = role->thread.time;

	if (model.counting)
		count = count_of(role->index, variable_of(line, address));
	if (!suffices(line, role, locked)) {
		fetch(line, locked, locked ? began : issue(role, address),
		      count);
		if (!locked)
			role->load[role->loads++] = (struct loading){
				*(const uint64_t *)(address / 8 * 8),
				role->thread.time,
			};
	}
	if (locked) {
		count->locked++;
		role->thread.time += model.locked_ps;
		role->quiet = 0;
		coherence_serialize(role);
	} else {
		count->loads++;
	}
	count->wait_ps += role->thread.time - began;
}

void coherence_store(volatile void *address, size_t bytes, uint64_t value)
{
	const uintptr_t at = (uintptr_t)address;

	schedule_yield(false);
	store(line_find(at / CACHE_LINE), at, bytes, value);
	model.now->thread.time += model.atomic_ps;
}

void coherence_access(const void *address, size_t bytes, enum access access,
		      bool atomic)
{
	const uintptr_t first = (uintptr_t)address;
	const struct model_role *role = model.now;

	if (!role)
		return;
	/* what others know of is atomic: the node of a queue of waiters */
	if (!atomic && first - (uintptr_t)role->stack < LINES_STACK)
		return;
	if (atomic && !role->index)
		model.look(model.context);
	if (access == ACCESS_LOCKED)
		coherence_fence();
	for (uintptr_t at = first; at < first + bytes; at = (at / 8 + 1) * 8) {
		struct line *line = line_find(at / CACHE_LINE);

		if (line->contended || atomic)
			schedule_yield(false);
		if (access == ACCESS_STORE)
			store(line, at, 0, 0);
		else
			load(line, at, access == ACCESS_LOCKED);
	}
	if (atomic && access != ACCESS_LOCKED)
		model.now->thread.time += model.atomic_ps;
}
