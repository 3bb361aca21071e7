/* SPDX-License-Identifier: MIT */
/*
 * The measured loops: the only ones there are. A pool file includes this
 * after it has defined
 *
 *	POOL_NAME	its identifier, first part of each loop's symbol
 *	pool_put()	enum put_result (struct pool *, struct buffer *,
 *					 struct tally *)
 *	pool_get()	struct buffer *(struct pool *, struct tally *)
 *
 * and may have defined
 *
 *	POOL_PUT_BULK	and pool_put_bulk(): unsigned int (struct pool *,
 *			struct buffer **, unsigned int n, struct tally *),
 *			else bulk is a loop over pool_put()
 *	POOL_BARE	buffers are memory without a descriptor
 *
 * and gets POOL_LOOPS and POOL_CALLS, initializers for its struct pool_ops, and
 * pool_drain_by_get(). All of it is compiled into the pool's own file: no call
 * through a pointer, and no branch on an option, is left for a buffer. The
 * time-stamp counter is read once in ROLE_CHECK_EVERY buffers, or while there
 * is nothing to do.
 *
 * Roles have their names from the pool. Its consumer gets buffers and sends
 * them in messages, each of one burst; its producers receive the messages and
 * put the buffers back. Between a get and the put a buffer is in a ring.
 */
#include <string.h>

#include "pool/loop/role.h"
#include "pool/pool.h"

#include "pool/loop/symbols.h"
#include "pool/loop/touch.h"

static always_inline void pool_count_refusal(struct role *role,
					     enum put_result result)
{
	if (result == PUT_FULL_NEGATIVE)
		account(role->tally.put_full_negative, 1);
	else
		account(role->tally.put_full, 1);
}

static always_inline void pool_refused(struct role *role,
				       struct buffer *buffer,
				       enum put_result result)
{
	pool_count_refusal(role, result);
	role_release(role, buffer);
}

/* A buffer that was got, and is not sent: the pool has starved. */
static always_inline void pool_give_back(struct role *role,
					 struct buffer *buffer)
{
#ifdef POOL_BARE
	/* not for the backing list, which nobody frees */
	(void)pool_put(role->pool, buffer, &role->tally);
#else
	role_release(role, buffer);
#endif
}

#include "pool/loop/latency_loop.h"

/*
 * One burst goes back, as a worker returns the pages of one message. @stamps:
 * in scenario latency, where puts are single.
 */
static always_inline void pool_put_burst(struct role *role,
					 struct buffer **buffers,
					 enum put_mode put, enum touch touch,
					 bool stamps)
{
	struct pool *pool = role->pool;
	const uint32_t burst = role->burst;

	if (touch != TOUCH_NONE) {
		for (uint32_t i = 0; i < burst; i++)
			pool_touch_read(role->arena, buffers[i], touch);
	}
	if (put == PUT_SINGLE) {
		for (uint32_t i = 0; i < burst; i++) {
			struct buffer *buffer = buffers[i];
			const enum put_result result = stamps ?
				pool_latency_put(role, buffer) :
				pool_put(pool, buffer, &role->tally);

			if (unlikely(result != PUT_ACCEPTED))
				pool_refused(role, buffer, result);
		}
	} else {
		uint32_t accepted = pool_put_bulk(pool, buffers, burst,
						  &role->tally);

		for (; unlikely(accepted < burst); accepted++)
			pool_refused(role, buffers[accepted], PUT_FULL);
	}
}

/*
 * One burst out of the pool; a buffer that it does not have comes from the
 * backing list, and only where that is empty too the consumer waits. @stamps:
 * in scenario latency. False when the pool has starved.
 */
static always_inline bool pool_get_burst(struct role *role,
					 struct buffer **buffers,
					 enum touch touch, bool stamps)
{
	struct pool *pool = role->pool;
	const uint32_t burst = role->burst;
	uint64_t wrong_node = 0;

	for (uint32_t i = 0; i < burst; i++) {
		struct buffer *buffer = stamps ?
			pool_latency_get(role) :
			pool_get(pool, &role->tally);

		if (unlikely(!buffer)) {
			struct role_wait wait = role_wait_begin(role);

			account(role->tally.get_empty, 1);
			while (!(buffer = role_fallback(role,
							wait.began)) &&
			       !(buffer = pool_get(pool, &role->tally))) {
				if (role_wait_pause(role, &wait))
					continue;
				/* what has been got must not be lost */
				while (i > 0)
					pool_give_back(role, buffers[--i]);
				return false;
			}
		}
#ifndef POOL_BARE
		wrong_node += arena_is_wrong_node(role->arena, buffer);
		if (stamps)
			pool_latency_arrived(role, buffer);
#endif
		pool_touch_write(role->arena, buffer, touch);
		buffers[i] = buffer;
	}
	account(role->tally.wrong_node, wrong_node);
	return true;
}

#include "pool/loop/handoff_loop.h"

static always_inline void pool_turn_around(struct role *role,
					   enum put_mode put, enum touch touch)
{
	struct buffer *buffers[ROLE_MAX_BURST];

	for (;;) {
		uint32_t until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			if (!pool_get_burst(role, buffers, touch, false))
				return;
			pool_put_burst(role, buffers, put, touch, false);
			role->tally.buffers += role->burst;
			until_check = pool_until_check(until_check,
						       role->burst);
		}
		if (!role_goes_on(role))
			return;
	}
}

#define POOL_LOOP_PUT(put_name, put, touch_name, touch)			\
	POOL_LOOP(producer_##put_name##_##touch_name,			\
		  pool_produce(role, put, touch, false))		\
	POOL_LOOP(uncontended_##put_name##_##touch_name,		\
		  pool_turn_around(role, put, touch))

#define POOL_LOOP_TOUCH(touch_name, touch)				\
	POOL_LOOP_PUT(single, PUT_SINGLE, touch_name, touch)		\
	POOL_LOOP_PUT(bulk, PUT_BULK, touch_name, touch)		\
	POOL_LOOP(consumer_##touch_name, pool_consume(role, touch, false))

#include "pool/loop/overflow_loop.h"
#include "pool/loop/rpc_loop.h"

POOL_LOOP_TOUCH(none, TOUCH_NONE)
POOL_LOOP_TOUCH(descriptor, TOUCH_DESCRIPTOR)
POOL_LOOP_TOUCH(line, TOUCH_LINE)
POOL_LOOP_TOUCH(page, TOUCH_PAGE)
POOL_LOOP(latency_producer, pool_produce(role, PUT_SINGLE, TOUCH_NONE, true))
POOL_LOOP(latency_consumer, pool_consume(role, TOUCH_NONE, true))

static noinline void POOL_SYMBOL(pairs)(struct pool *pool,
					struct tally *tally, size_t n)
{
	while (n-- > 0) {
		struct buffer *buffer = pool_get(pool, tally);

		if (unlikely(!buffer)) {
			tally->get_empty++;
			continue;
		}
		if (unlikely(pool_put(pool, buffer, tally) != PUT_ACCEPTED))
			tally->put_full++;
	}
}

#define POOL_EACH_TOUCH(stem)						\
	{								\
		[TOUCH_NONE] = POOL_SYMBOL(stem##_none),		\
		[TOUCH_DESCRIPTOR] = POOL_SYMBOL(stem##_descriptor),	\
		[TOUCH_LINE] = POOL_SYMBOL(stem##_line),		\
		[TOUCH_PAGE] = POOL_SYMBOL(stem##_page),		\
	}

#define POOL_EACH_PUT(each, stem)					\
	{								\
		[PUT_SINGLE] = each(stem##_single),			\
		[PUT_BULK] = each(stem##_bulk),				\
	}

#define POOL_LOOPS							\
	{								\
		.producer = POOL_EACH_PUT(POOL_EACH_TOUCH, producer),	\
		.consumer = POOL_EACH_TOUCH(consumer),			\
		.uncontended = POOL_EACH_PUT(POOL_EACH_TOUCH, uncontended), \
		.pairs = POOL_SYMBOL(pairs),				\
		.rpc_producer = POOL_EACH_PUT(POOL_SYMBOL, rpc_producer), \
		.rpc_consumer = POOL_SYMBOL(rpc_consumer),		\
		.overflow_producer = POOL_EACH_PUT(POOL_SYMBOL,		\
						   overflow_producer),	\
		.overflow_consumer = POOL_SYMBOL(overflow_consumer),	\
		.latency_producer = POOL_SYMBOL(latency_producer),	\
		.latency_consumer = POOL_SYMBOL(latency_consumer),	\
	}

#include "pool/loop/calls.h"
