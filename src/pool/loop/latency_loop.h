/* SPDX-License-Identifier: MIT */
/*
 * Scenario latency, compiled for each pool: the closed loop of handoff, with
 * one put and one get in LATENCY_EVERY stamped. Included by hot_loop.h, on the
 * same terms. Nothing is touched and puts are single: what is timed is a call.
 *
 * How long a buffer was in the pool: the stamp goes with it, in an array apart
 * from the descriptors. In the descriptor it would share the line of a list's
 * link, and a stamped put would find there a line that any other put has to
 * wait for. The producer makes the stamp's line its own before it reads the
 * clock. The consumer looks at the stamp of every buffer that it got, after
 * the end of a stamped get, and only reads it: which stamps it has seen before
 * is in an array of its own. So neither the put nor the get that is timed
 * waits for a line of the stamps; a handoff does, once, whatever the pool.
 */
#include "pool/loop/latency.h"

static always_inline bool pool_latency_is_stamped(struct latency *latency)
{
	if (likely(--latency->until_stamped))
		return false;
	latency->until_stamped = LATENCY_EVERY;
	return true;
}

static always_inline size_t pool_latency_number(const struct role *role,
						const struct buffer *buffer)
{
	return (size_t)(buffer - role->arena->descriptors);
}

static always_inline void pool_latency_put(struct role *role,
					   struct buffer *buffer)
{
	struct latency *latency = role->latency;
	const bool stamped = pool_latency_is_stamped(latency);
	_Atomic(uint64_t) *stamp = NULL;
	enum put_result result;
	uint64_t began = 0;

	if (unlikely(stamped)) {
		if (latency->stamp) {
			stamp = &latency->stamp[pool_latency_number(role,
								    buffer)];
			/* relaxed: it is the line that is wanted */
			(void)atomic_exchange_explicit(stamp, 0,
						memory_order_relaxed);
		}
		began = clock_stamp();
		if (stamp)
			/* relaxed: published with the buffer, by the put */
			atomic_store_explicit(stamp, began,
					      memory_order_relaxed);
	}
	result = pool_put(role->pool, buffer, &role->tally);
	if (unlikely(stamped)) {
		const uint64_t ended = clock_stamp();

		if (result == PUT_ACCEPTED) {
			latency_record(latency, LATENCY_PUT, began, ended);
			role->tally.stamped++;
		} else if (stamp) {
			/* relaxed: published with the buffer, by its release */
			atomic_store_explicit(stamp, 0, memory_order_relaxed);
		}
	}
	if (unlikely(result != PUT_ACCEPTED))
		pool_count_refusal(role, buffer, result);
}

/* The consumer has a buffer: is there a stamp on it that is new? */
static always_inline void pool_latency_arrived(struct role *role,
					       const struct buffer *buffer)
{
	struct latency *latency = role->latency;
	uint64_t stamp;
	size_t number;

	if (!latency->stamp)
		return;
	number = pool_latency_number(role, buffer);
	/* relaxed: the pool has published what was written before the put */
	stamp = atomic_load_explicit(&latency->stamp[number],
				     memory_order_relaxed);
	/* of an earlier slice: it was in the pool while others had their turns */
	if (likely(!stamp || stamp == latency->seen[number] ||
		   stamp < role->start))
		return;
	latency->seen[number] = stamp;
	latency_record(latency, LATENCY_HANDOFF, stamp, clock_stamp());
	role->tally.crossed++;
}

/* As in pool_get_burst(): the backing list, or what comes back meanwhile. */
static always_inline struct buffer *pool_latency_miss(struct role *role)
{
	struct role_wait wait = role_wait_begin(role);
	struct buffer *buffer;

	account(role->tally.get_empty, 1);
	while (!(buffer = role_fallback(role, wait.began)) &&
	       !(buffer = pool_get(role->pool, &role->tally))) {
		if (!role_wait_pause(role, &wait))
			return NULL;
	}
	return buffer;
}

/*
 * Waits until the next get is due; it does so without a pause, which would be
 * part of every figure. False when the trial is over.
 */
static always_inline bool pool_latency_wait(struct role *role, uint64_t *due)
{
	struct latency *latency = role->latency;
	uint64_t began = clock_ticks(), now = began;

	*due = pace_due(&latency->pace, role, latency->load, now, 1);
	while (now < *due) {
		if (unlikely(now >= role->next_edge)) {
			role->tally.wait_ticks += now - began;
			if (!role_edge(role, now))
				return false;
			began = clock_ticks();
		}
		now = clock_ticks();
	}
	role->tally.wait_ticks += now - began;
	return true;
}

/* NULL when the trial is over. */
static always_inline struct buffer *pool_latency_get(struct role *role)
{
	struct latency *latency = role->latency;
	const bool paced = latency->load < 100;
	struct buffer *buffer;
	uint64_t began = 0;
	bool stamped;

	/* from when it was due, however late it is: no omission */
	if (paced && !pool_latency_wait(role, &began))
		return NULL;
	stamped = pool_latency_is_stamped(latency);
	if (unlikely(stamped) && !paced)
		began = clock_stamp();
	buffer = pool_get(role->pool, &role->tally);
	if (unlikely(stamped)) {
		const uint64_t ended = clock_stamp();

		/* while the rate is not known the load is not as asked */
		if (buffer && began) {
			latency_record(latency, LATENCY_GET, began, ended);
			role->tally.stamped++;
		}
	}
	if (unlikely(!buffer)) {
		buffer = pool_latency_miss(role);
		if (!buffer)
			return NULL;
	}
#ifndef POOL_BARE
	account(role->tally.wrong_node,
		arena_is_wrong_node(role->arena, buffer));
	pool_latency_arrived(role, buffer);
#endif
	return buffer;
}

/* An allocator's memory is not for the backing list, which nobody frees. */
static always_inline void pool_latency_return(struct role *role,
					      struct buffer *buffer)
{
#ifdef POOL_BARE
	(void)pool_put(role->pool, buffer, &role->tally);
#else
	role_release(role, buffer);
#endif
}

static always_inline void pool_latency_consume(struct role *role)
{
	for (;;) {
		uint32_t until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			struct forward_ring *ring = pool_next_ring(role);
			struct buffer **slots;

			if (!ring) {
				if (!role_wait_for_room(role))
					return;
				continue;
			}
			slots = forward_slots(ring, ring->sender_sent);
			for (uint32_t i = 0; i < role->burst; i++) {
				slots[i] = pool_latency_get(role);
				if (likely(slots[i]))
					continue;
				/* what has been got must not be lost */
				while (i > 0)
					pool_latency_return(role, slots[--i]);
				return;
			}
			forward_publish(ring);
			role->tally.buffers += role->burst;
			until_check -= until_check < role->burst ?
				       until_check : role->burst;
		}
		if (!role_goes_on(role))
			return;
	}
}

static always_inline void pool_latency_produce(struct role *role)
{
	struct forward_ring *ring = role->rings;

	for (;;) {
		uint32_t until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			struct buffer **buffers = forward_peek(ring);

			if (!buffers) {
				if (!role_wait_for_message(role))
					return;
				continue;
			}
			for (uint32_t i = 0; i < role->burst; i++)
				pool_latency_put(role, buffers[i]);
			forward_release(ring);
			role->tally.buffers += role->burst;
			until_check -= until_check < role->burst ?
				       until_check : role->burst;
		}
		(void)role_goes_on(role);
	}
}

static noinline void POOL_SYMBOL(latency_consumer)(struct role *role)
{
	pool_latency_consume(role);
}

static noinline void POOL_SYMBOL(latency_producer)(struct role *role)
{
	pool_latency_produce(role);
}
