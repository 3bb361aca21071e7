/* SPDX-License-Identifier: MIT */
/*
 * Scenario overflow, compiled for each pool: the cap under pressure. Included
 * by hot_loop.h, on the same terms.
 *
 * Producers put as fast as they can; what is refused they put again. The
 * consumer goes in turns: it rests until the producers can have filled the
 * pool, looks how long the list really is, and drains it until it has found it
 * empty many times in a row. So both ends of the count are reached: overshoot
 * at the cap, and a get between a put's add and its count at zero.
 */

/* How long the consumer rests; a pool of 259 fills in less */
#define OVERFLOW_REST_US	50
/* Gets in a row that find nothing: the end of a drain */
#define OVERFLOW_EMPTY_GETS	256
/* Gets of a drain that never ends, because producers keep up */
#define OVERFLOW_DRAIN_GETS	4096

/* Buffers that the consumer has go back to whichever producer has room. */
static always_inline bool pool_overflow_supply(struct role *role)
{
	struct forward_ring *ring = pool_next_ring(role);
	struct buffer **slots;

	if (!ring)
		return false;
	slots = forward_slots(ring, ring->sender_sent);
	for (uint32_t i = 0; i < role->burst; i++) {
		slots[i] = backing_take(role->backing);
		if (slots[i])
			continue;
		while (i > 0)
			role_release(role, slots[--i]);
		return false;
	}
	forward_publish(ring);
	return true;
}

static always_inline bool pool_overflow_rest(struct role *role)
{
	const uint64_t until = clock_ticks() +
		(uint64_t)(OVERFLOW_REST_US * 1e3 * role->ticks_per_ns);

	while (clock_ticks() < until) {
		if (!pool_overflow_supply(role))
			cpu_relax();
		if (!role_goes_on(role))
			return false;
	}
	return true;
}

static always_inline void pool_overflow_consume(struct role *role)
{
	while (pool_overflow_rest(role)) {
		uint32_t empty = 0, gets = 0;

		if (role->length) {
			const uint64_t length = role->length(role->pool);

			if (length > role->tally.longest)
				role->tally.longest = length;
		}
		while (empty < OVERFLOW_EMPTY_GETS &&
		       gets++ < OVERFLOW_DRAIN_GETS) {
			struct buffer *buffer = pool_get(role->pool,
							 &role->tally);

			if (buffer) {
				role_release(role, buffer);
				role->tally.get_hit++;
				role->tally.buffers++;
				empty = 0;
				continue;
			}
			role->tally.get_empty++;
			empty++;
			(void)pool_overflow_supply(role);
		}
	}
}

/* Puts what it has; moves what was refused to the front, returns how much. */
static always_inline uint32_t pool_overflow_put(struct role *role,
						struct buffer **own,
						uint32_t n, enum put_mode put)
{
	struct tally *tally = &role->tally;
	uint32_t left = 0;

	if (put == PUT_BULK) {
		const uint32_t accepted = pool_put_bulk(role->pool, own, n,
							tally);

		left = n - accepted;
		tally->put_full += left;
		memmove(own, own + accepted, left * sizeof(own[0]));
		return left;
	}
	for (uint32_t i = 0; i < n; i++) {
		const enum put_result result = pool_put(role->pool, own[i],
							tally);

		if (likely(result == PUT_ACCEPTED))
			continue;
		if (result == PUT_FULL_NEGATIVE)
			tally->put_full_negative++;
		else
			tally->put_full++;
		own[left++] = own[i];
	}
	return left;
}

static always_inline void pool_overflow_produce(struct role *role,
						enum put_mode put)
{
	struct forward_ring *ring = role->rings;
	struct buffer *own[ROLE_MAX_BURST];
	uint32_t n = 0;

	/* relaxed: nothing is read that the consumer wrote */
	while (!atomic_load_explicit(&role->phases->done,
				     memory_order_relaxed)) {
		for (uint32_t i = 0; i < ROLE_CHECK_EVERY; i += role->burst) {
			struct buffer **message = n ? NULL :
						  forward_peek(ring);

			if (message) {
				memcpy(own, message,
				       role->burst * sizeof(own[0]));
				forward_release(ring);
				n = role->burst;
			}
			if (n) {
				role->tally.buffers += n;
				n = pool_overflow_put(role, own, n, put);
			} else {
				cpu_relax();
			}
		}
		(void)role_goes_on(role);
	}
	while (n > 0)
		role_release(role, own[--n]);
}

POOL_LOOP(overflow_consumer, pool_overflow_consume(role))
POOL_LOOP(overflow_producer_single, pool_overflow_produce(role, PUT_SINGLE))
POOL_LOOP(overflow_producer_bulk, pool_overflow_produce(role, PUT_BULK))
