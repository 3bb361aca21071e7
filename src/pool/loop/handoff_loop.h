/* SPDX-License-Identifier: MIT */
/*
 * The loops of scenario handoff, around the pool_put_burst() and
 * pool_get_burst() of whichever hot_loop.h includes this: user space's or
 * kmod's.
 */
static always_inline void pool_produce(struct role *role, enum put_mode put,
				       enum touch touch, bool stamps)
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
			pool_put_burst(role, buffers, put, touch, stamps);
			forward_release(ring);
			role->tally.buffers += role->burst;
			until_check = pool_until_check(until_check,
						       role->burst);
		}
		(void)role_goes_on(role);
	}
}

/* The rings take turns; one that is full is skipped. */
static always_inline struct forward_ring *pool_next_ring(struct role *role)
{
	for (uint32_t tries = role->nr_rings; tries > 0; tries--) {
		struct forward_ring *ring = &role->rings[role->next_ring];

		if (++role->next_ring == role->nr_rings)
			role->next_ring = 0;
		if (likely(forward_reserve(ring)))
			return ring;
	}
	return NULL;
}

static always_inline void pool_consume(struct role *role, enum touch touch,
				       bool stamps)
{
	for (;;) {
		uint32_t until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			struct forward_ring *ring = pool_next_ring(role);

			if (!ring) {
				if (!role_wait_for_room(role))
					return;
				continue;
			}
			if (!pool_get_burst(role, forward_slots(ring,
						ring->sender_sent), touch,
					    stamps))
				return;
			forward_publish(ring);
			role->tally.buffers += role->burst;
			until_check = pool_until_check(until_check,
						       role->burst);
		}
		if (!role_goes_on(role))
			return;
	}
}
