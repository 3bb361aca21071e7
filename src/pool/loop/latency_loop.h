/* SPDX-License-Identifier: MIT */
/*
 * Scenario latency, compiled for each pool: the closed loop of handoff, with
 * one put and one get in LATENCY_EVERY stamped. Included by hot_loop.h, whose
 * loop calls what is here in place of pool_put() and pool_get(). Nothing is
 * touched and puts are single: what is timed is a call.
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

static always_inline enum put_result pool_latency_put(struct role *role,
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
	return result;
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

/*
 * Waits until the next get is due; it does so without a pause, which would be
 * part of every figure. A slice does not end in here: when all windows have
 * closed, what the loop does until it looks at the clock is not paced.
 * Return: when it was due; 0 while the rate is not known
 */
static always_inline uint64_t pool_latency_wait(struct role *role)
{
	struct latency *latency = role->latency;
	uint64_t began, now, due;

	if (unlikely(!latency->pace.known))
		return 0;
	due = pace_due(&latency->pace, 1);
	began = now = clock_ticks();
	for (; now < due; now = clock_ticks()) {
		if (likely(now < role->next_edge))
			continue;
		if (role->edge == ROLE_EDGES) {
			if (role_all_closed(role))
				break;
			continue;
		}
		role->tally.wait_ticks += now - began;
		(void)role_edge(role, now);
		began = clock_ticks();
	}
	role->tally.wait_ticks += now - began;
	return due;
}

static always_inline struct buffer *pool_latency_get(struct role *role)
{
	struct latency *latency = role->latency;
	const bool paced = latency->load < 100;
	/* from when it was due, however late it is: no omission */
	uint64_t began = paced ? pool_latency_wait(role) : 0;
	const bool stamped = pool_latency_is_stamped(latency);
	struct buffer *buffer;

	if (unlikely(stamped) && !paced)
		began = clock_stamp();
	/* as the saturated loop, whose rate this is to be a share of */
	else if (unlikely(stamped) && !latency->pace.known)
		(void)clock_stamp();
	buffer = pool_get(role->pool, &role->tally);
	if (unlikely(stamped)) {
		const uint64_t ended = clock_stamp();

		/*
		 * By stamped gets alone: what is done in all others would make
		 * the loop slower than the saturated one, and the rate too low.
		 */
		if (paced && !latency->pace.known) {
			latency->pace.messages += LATENCY_EVERY;
			pace_measure(&latency->pace, role, latency->load,
				     ended);
		}

		/* while the rate is not known the load is not as asked */
		if (buffer && began) {
			latency_record(latency, LATENCY_GET, began, ended);
			role->tally.stamped++;
		}
	}
	return buffer;
}
