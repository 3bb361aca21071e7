// SPDX-License-Identifier: MIT
#include "race.h"

#include <sched.h>

/* One in so many turns gives the CPU away. */
#define YIELDS		32
/* Turns of the consumer without a buffer before that counts as starving */
#define STARVES		20000000

static void maybe_yield(struct race_thread *thread)
{
	if (test_random(&thread->random) % YIELDS == 0)
		sched_yield();
}

static size_t index_of(const struct race_state *race,
		       const struct buffer *buffer)
{
	return (size_t)(buffer - race->arena.descriptors);
}

bool race_move(struct race_state *race, const struct buffer *buffer,
	       uint32_t from, uint32_t to, const char *where)
{
	const uintptr_t offset = (uintptr_t)buffer -
				 (uintptr_t)race->arena.descriptors;
	uint32_t owner = from;

	if (offset % sizeof(*buffer) ||
	    offset / sizeof(*buffer) >= race->arena.count) {
		race_fail(race, "%s: %p is no buffer", where,
			  (const void *)buffer);
		return false;
	}
	/* relaxed, both: see the top of race.h */
	if (atomic_compare_exchange_strong_explicit(
			&race->owner[offset / sizeof(*buffer)], &owner, to,
			memory_order_relaxed, memory_order_relaxed))
		return true;
	race_fail(race, "%s: buffer %zu belongs to %u, not to %u", where,
		  (size_t)(offset / sizeof(*buffer)), owner, from);
	return false;
}

/* The stamp tells who wrote to the buffer last; the pool must order it. */
static void stamp(struct race_state *race, const struct buffer *buffer,
		  bool from_pool)
{
	uint64_t *stamp = &race->stamps[index_of(race, buffer)];

	if (*stamp % 2 != from_pool)
		race_fail(race, "buffer %zu carries an old stamp",
			  index_of(race, buffer));
	++*stamp;
}

static struct buffer *take(struct race_thread *thread)
{
	struct race_state *race = thread->race;
	struct buffer *buffer = race->ops->get(race->pool, &thread->tally);

	if (buffer) {
		if (!race_move(race, buffer, OWNER_POOL, OWNER_CONSUMER, "get"))
			return NULL;
		stamp(race, buffer, true);
		return buffer;
	}
	buffer = backing_take(&race->backing);
	if (buffer && !race_move(race, buffer, OWNER_NOBODY, OWNER_CONSUMER,
				 "backing"))
		return NULL;
	return buffer;
}

static void send(struct race_thread *thread, struct buffer *buffer)
{
	struct race_state *race = thread->race;
	struct buffer **slot;
	uint32_t ring;

	/* relaxed: a flag */
	while (!atomic_load_explicit(&race->failed, memory_order_relaxed)) {
		ring = test_random(&thread->random) % race->params.producers;
		slot = forward_reserve(&race->rings[ring]);
		if (slot) {
			race_move(race, buffer, OWNER_CONSUMER, OWNER_RING,
				  "send");
			*slot = buffer;
			forward_publish(&race->rings[ring]);
			return;
		}
		sched_yield();
	}
}

void *race_consumer(void *argument)
{
	struct race_thread *thread = argument;
	struct race_state *race = thread->race;
	unsigned long sent = 0, without = 0;

	/* relaxed: a flag */
	while (sent < thread->sends &&
	       !atomic_load_explicit(&race->failed, memory_order_relaxed)) {
		struct buffer *buffer = take(thread);

		maybe_yield(thread);
		if (buffer) {
			send(thread, buffer);
			sent++;
			without = 0;
		} else if (++without > STARVES) {
			race_fail(race, "no buffer comes back");
		} else {
			sched_yield();
		}
	}
	/* release: every message was published before */
	atomic_store_explicit(&race->done, true, memory_order_release);
	atomic_fetch_add(&race->finished, 1);
	return NULL;
}

/* Up to @wanted messages, fewer where there are no more. */
static unsigned int receive(struct race_thread *thread,
			    struct buffer **buffers, unsigned int wanted)
{
	struct race_state *race = thread->race;
	struct forward_ring *ring = &race->rings[thread->number];
	const uint32_t me = OWNER_PRODUCER + (uint32_t)thread->number;
	unsigned int n = 0;

	while (n < wanted) {
		struct buffer **slot = forward_peek(ring);

		if (!slot)
			break;
		buffers[n] = *slot;
		forward_release(ring);
		if (!race_move(race, buffers[n], OWNER_RING, me, "receive"))
			break;
		n++;
	}
	return n;
}

static void put_back(struct race_thread *thread, struct buffer **buffers,
		     unsigned int n)
{
	struct race_state *race = thread->race;
	const uint32_t me = OWNER_PRODUCER + (uint32_t)thread->number;
	unsigned int accepted;

	for (unsigned int i = 0; i < n; i++) {
		stamp(race, buffers[i], false);
		race_move(race, buffers[i], me, OWNER_POOL, "put");
	}
	maybe_yield(thread);
	accepted = race_put(race, buffers, n, &thread->tally);
	for (; accepted < n; accepted++) {
		struct buffer *buffer = buffers[accepted];

		/* refused: nobody can have got it meanwhile */
		if (!race_move(race, buffer, OWNER_POOL, me, "refused"))
			return;
		++race->stamps[index_of(race, buffer)];
		race_move(race, buffer, me, OWNER_NOBODY, "release");
		backing_release(&race->backing, 0, buffer);
	}
}

void *race_producer(void *argument)
{
	struct race_thread *thread = argument;
	struct race_state *race = thread->race;
	struct buffer *buffers[RACE_BULK];

	/* relaxed: a flag */
	while (!atomic_load_explicit(&race->failed, memory_order_relaxed)) {
		/* acquire: all that was sent before is visible */
		const bool done = atomic_load_explicit(&race->done,
						       memory_order_acquire);
		const unsigned int n = receive(thread, buffers,
			race->params.put == PUT_SINGLE ? 1 :
			1 + test_random(&thread->random) % RACE_BULK);

		if (n)
			put_back(thread, buffers, n);
		else if (done)
			break;
		else
			sched_yield();
		maybe_yield(thread);
	}
	atomic_fetch_add(&race->finished, 1);
	return NULL;
}
