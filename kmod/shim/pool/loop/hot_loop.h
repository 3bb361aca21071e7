/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The measured loops of the kernel, on the terms of src/pool/loop/hot_loop.h:
 * the twin of that file, which cannot be used here since its misses come from
 * a backing list, and charge for what an allocation would take. Here they are
 * allocations. A file may have defined in addition
 *
 *	POOL_GET_BULK	and pool_get_bulk(): unsigned int (struct pool *,
 *			struct buffer **, unsigned int n, struct tally *),
 *			else bulk is a loop over pool_get(). As the series has
 *			it: the first empty get ends it, and the rest of the
 *			burst is allocated at once.
 *	POOL_PUTS_BURSTS	a burst goes back by one call in either put mode
 *	POOL_OWN_PAGES	pages are the pool's own: it never lacks one while there
 *			is memory, and no others are to be put
 */
#include <linux/mm.h>
#include <linux/string.h>

#include "pool/pool.h"
#include "role.h"
#include "rpc.h"

/*
 * A module is linked with ld -r, which marks no section's beginning and end:
 * pools.def is the registry.
 */
#undef POOL_REGISTER
#define POOL_REGISTER(...)						\
	static const struct pool_ops this_pool = {			\
		.name = POOL_STRING(POOL_NAME), __VA_ARGS__		\
	};								\
	extern const struct pool_ops *const POOL_REGISTERED;		\
	const struct pool_ops *const POOL_REGISTERED = &this_pool
#define POOL_REGISTERED	POOL_PASTE(registered, POOL_NAME)

#include "pool/loop/symbols.h"

/* What the pool refuses goes to the page allocator, as the series does it. */
static always_inline void pool_put_pages(struct role *role, struct pool *pool,
					 struct buffer **buffers,
					 unsigned int n, enum put_mode put)
{
	unsigned int i;

#ifdef POOL_PUTS_BURSTS
	put = PUT_BULK;
#endif
	if (put == PUT_BULK) {
		const unsigned int accepted =
			pool_put_bulk(pool, buffers, n, &role->tally);

		if (unlikely(accepted < n)) {
			role->tally.put_full += n - accepted;
			release_pages(buffer_pages(buffers + accepted),
				      n - accepted);
		}
		return;
	}
	for (i = 0; i < n; i++) {
		const enum put_result result =
			pool_put(pool, buffers[i], &role->tally);

		if (likely(result == PUT_ACCEPTED))
			continue;
		if (result == PUT_FULL_NEGATIVE)
			role->tally.put_full_negative++;
		else
			role->tally.put_full++;
		put_page(buffer_page(buffers[i]));
	}
}

/*
 * Return: how many of @n the pool had. Where they come one by one each page's
 * node is looked at as it comes, as in user space: the instructions are the
 * same, or the two could not be compared.
 */
static always_inline unsigned int pool_get_some(struct role *role,
						struct pool *pool,
						struct buffer **buffers,
						unsigned int n)
{
	u64 wrong_node = 0;
	unsigned int i;

#ifdef POOL_GET_BULK
	n = pool_get_bulk(pool, buffers, n, &role->tally);
#endif
	for (i = 0; i < n; i++) {
#ifndef POOL_GET_BULK
		struct buffer *buffer = pool_get(pool, &role->tally);

		if (unlikely(!buffer))
			break;
		buffers[i] = buffer;
#endif
		wrong_node += arena_is_wrong_node(role->arena, buffers[i]);
	}
	role->tally.wrong_node += wrong_node;
	return i;
}

/* Return: false when memory is short; then there are no more slices. */
static always_inline bool pool_get_pages(struct role *role, struct pool *pool,
					 struct buffer **buffers,
					 unsigned int n)
{
	unsigned int got = pool_get_some(role, pool, buffers, n);

	if (likely(got == n))
		return true;
#ifdef POOL_OWN_PAGES
	(void)pool_put_bulk(pool, buffers, got, &role->tally);
	role_short(role, buffers, 0);
#else
	got = role_allocate(role, buffers, got, n);
	if (likely(got == n))
		return true;
	role_short(role, buffers, got);
#endif
	return false;
}

/* Of the axis touch and of stamps the kernel has none. */
static always_inline void pool_put_burst(struct role *role,
					 struct buffer **buffers,
					 enum put_mode put, enum touch touch,
					 bool stamps)
{
	pool_put_pages(role, role->pool, buffers, role->burst, put);
}

static always_inline bool pool_get_burst(struct role *role,
					 struct buffer **buffers,
					 enum touch touch, bool stamps)
{
	return pool_get_pages(role, role->pool, buffers, role->burst);
}

#include "pool/loop/handoff_loop.h"

static always_inline void pool_turn_around(struct role *role,
					   enum put_mode put)
{
	for (;;) {
		u32 until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			if (!pool_get_pages(role, role->pool, role->scratch,
					    role->burst))
				return;
			pool_put_pages(role, role->pool, role->scratch,
				       role->burst, put);
			role->tally.buffers += role->burst;
			until_check = pool_until_check(until_check,
						       role->burst);
		}
		if (!role_goes_on(role))
			return;
	}
}

#include "rpc_loop.h"

POOL_LOOP(producer_single, pool_produce(role, PUT_SINGLE, TOUCH_NONE, false))
POOL_LOOP(producer_bulk, pool_produce(role, PUT_BULK, TOUCH_NONE, false))
POOL_LOOP(consumer, pool_consume(role, TOUCH_NONE, false))
POOL_LOOP(uncontended_single, pool_turn_around(role, PUT_SINGLE))
POOL_LOOP(uncontended_bulk, pool_turn_around(role, PUT_BULK))
POOL_LOOP(rpc_producer_single, pool_rpc_produce(role, PUT_SINGLE))
POOL_LOOP(rpc_producer_bulk, pool_rpc_produce(role, PUT_BULK))
POOL_LOOP(rpc_consumer, pool_rpc_consume(role))

#define POOL_LOOPS							\
	{								\
		.producer = {						\
			[PUT_SINGLE][TOUCH_NONE] =			\
				POOL_SYMBOL(producer_single),		\
			[PUT_BULK][TOUCH_NONE] =			\
				POOL_SYMBOL(producer_bulk),		\
		},							\
		.consumer = { [TOUCH_NONE] = POOL_SYMBOL(consumer) },	\
		.uncontended = {					\
			[PUT_SINGLE][TOUCH_NONE] =			\
				POOL_SYMBOL(uncontended_single),	\
			[PUT_BULK][TOUCH_NONE] =			\
				POOL_SYMBOL(uncontended_bulk),		\
		},							\
		.rpc_producer = {					\
			[PUT_SINGLE] = POOL_SYMBOL(rpc_producer_single), \
			[PUT_BULK] = POOL_SYMBOL(rpc_producer_bulk),	\
		},							\
		.rpc_consumer = POOL_SYMBOL(rpc_consumer),		\
	}

#include "pool/loop/calls.h"
