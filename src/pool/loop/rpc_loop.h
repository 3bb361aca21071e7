/* SPDX-License-Identifier: MIT */
/*
 * The part of scenario rpc that is compiled for each pool: filling slots from
 * it, and putting a worker's old pages. Included by hot_loop.h, on the same
 * terms; in addition a pool file may have defined
 *
 *	POOL_TAKES_MESSAGES	and pool_take_message(): struct rpc_message *
 *		(struct pool *), a message to be sent, NULL for none, and
 *		pool_put_message(): bool (struct pool *, struct rpc_message *,
 *		struct tally *): whole messages go back, their pages replaced
 *		by the worker's old ones; false: refused, as pool_put()
 *
 * Calls by name, one for each message, lead to rpc.c and rpc_wait.c.
 */
#include "pool/loop/rpc.h"

#ifdef POOL_BARE
#define POOL_IS_BARE	true
#else
#define POOL_IS_BARE	false
#endif

static always_inline struct rpc_message *
pool_rpc_message(struct role *role, struct rpc_connection *connection)
{
#ifdef POOL_TAKES_MESSAGES
	struct rpc_message *message = pool_take_message(connection->pool);

	if (likely(message))
		return message;
#endif
	return rpc_message_alloc(role);
}

static always_inline bool pool_rpc_refill(struct role *role,
					  struct rpc_connection *connection)
{
	struct rpc *rpc = role->rpc;
	const uint32_t empty = connection->empty;
	/* an allocator is never empty, so its slots would all be overwritten */
	const uint32_t end = rpc->refill == REFILL_POSTED && !POOL_IS_BARE ?
			     RPC_SLOTS : empty;
	const bool timed = rpc_is_timed(role);
	const uint64_t began = timed ? clock_ticks() : 0;
	uint64_t wrong_node = 0;
	uint32_t filled = 0;

	for (; filled < end; filled++) {
		struct buffer *page = pool_get(connection->pool,
					       &role->tally);

		if (unlikely(!page)) {
			account(role->tally.get_empty, 1);
			break;
		}
		if (unlikely(filled >= empty))
			rpc_leak(role, connection->slot[filled]);
#ifndef POOL_BARE
		wrong_node += arena_is_wrong_node(role->arena, page);
#endif
		connection->slot[filled] = page;
	}
	if (unlikely(timed)) {
		rpc_timed(role, began);
		rpc_sample_occupancy(role);
	}
	account(role->tally.get_hit, filled);
	account(role->tally.wrong_node, wrong_node);
	if (filled < empty &&
	    !rpc_allocate(role, connection, filled, empty))
		return false;
	connection->empty = 0;
	return true;
}

static always_inline void pool_rpc_consume(struct role *role)
{
	struct rpc *rpc = role->rpc;

	/* before the first slice all are empty, then none */
	for (uint32_t i = 0; i < rpc->connections; i++) {
		if (rpc->connection[i].empty &&
		    !pool_rpc_refill(role, &rpc->connection[i]))
			return;
	}
	/* what a window counts begins and ends with all slots filled */
	for (;;) {
		uint32_t until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			struct rpc_connection *connection =
				rpc_next_connection(role);
			const uint32_t pages =
				rpc->size[rpc->message_number++ %
						  RPC_SIZES];
			struct rpc_message *message;
			bool refilled;

			if (!connection ||
			    (rpc->load < 100 && !rpc_pace(role, pages)))
				return;
			rpc_receive_payload(role, connection->slot, pages,
					    &rpc->cold_offset, POOL_IS_BARE);
			message = pool_rpc_message(role, connection);
			message->pages = pages;
			memcpy(message->page, connection->slot,
			       pages * sizeof(message->page[0]));
			rpc_send(role, connection, message);
			connection->empty = pages;
			refilled = pool_rpc_refill(role, connection);
			/* sent, whether or not there is another page */
			role->tally.buffers += pages;
			role->tally.messages++;
			if (unlikely(!refilled))
				return;
			until_check = pool_until_check(until_check, pages);
		}
		if (!role_goes_on(role))
			return;
	}
}

static always_inline void pool_rpc_refused(struct role *role,
					   struct buffer *page,
					   enum put_result result)
{
	pool_count_refusal(role, result);
#ifdef POOL_BARE
#else
	rpc_release(role->worker, page);
#endif
}

/* For each page of the message the worker's old one is put. */
static always_inline void pool_rpc_put(struct role *role, struct pool *pool,
				       struct rpc_message *message,
				       enum put_mode put)
{
	struct buffer **own = role->worker->page;
	const uint32_t pages = message->pages;

	if (put == PUT_SINGLE) {
		for (uint32_t i = 0; i < pages; i++) {
			struct buffer *old = own[i];
			const enum put_result result =
				pool_put(pool, old, &role->tally);

			if (unlikely(result != PUT_ACCEPTED))
				pool_rpc_refused(role, old, result);
			own[i] = message->page[i];
		}
	} else {
		uint32_t accepted = pool_put_bulk(pool, own, pages,
						  &role->tally);

		for (; unlikely(accepted < pages); accepted++)
			pool_rpc_refused(role, own[accepted], PUT_FULL);
		memcpy(own, message->page, pages * sizeof(own[0]));
	}
	rpc_message_free(role->rpc, message);
}

#ifdef POOL_TAKES_MESSAGES
/* The worker's old pages ride back in the message. */
static always_inline void pool_rpc_put_message(struct role *role,
					       struct pool *pool,
					       struct rpc_message *message)
{
	struct buffer **own = role->worker->page;
	const uint32_t pages = message->pages;

	for (uint32_t i = 0; i < pages; i++) {
		struct buffer *old = own[i];

		own[i] = message->page[i];
		message->page[i] = old;
	}
	if (likely(pool_put_message(pool, message, &role->tally)))
		return;
	for (uint32_t i = 0; i < pages; i++)
		pool_rpc_refused(role, message->page[i], PUT_FULL);
	rpc_message_free(role->rpc, message);
}
#endif

static always_inline void pool_rpc_produce(struct role *role,
					   enum put_mode put)
{
	struct rpc_worker *worker = role->worker;
	const bool concurrent = role->rpc->concurrency == PUTS_CONCURRENT;

#ifdef POOL_BARE
	/* the worker's own pages are its own allocations */
	for (uint32_t i = 0; i < RPC_SLOTS; i++) {
		if (!worker->page[i])
			worker->page[i] = pool_get(
				role->rpc->connection[0].pool, &role->tally);
	}
#endif
	for (;;) {
		uint32_t until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			struct rpc_message *message;
			struct rpc_connection *connection =
				rpc_claim(role, &message);
			uint64_t began;
			uint32_t pages;
			bool timed;

			if (!connection)
				return;
			if (concurrent)
				rpc_unclaim(role, connection);
			pages = message->pages;
			timed = rpc_is_timed(role);
			began = timed ? clock_ticks() : 0;
#ifdef POOL_TAKES_MESSAGES
			(void)put;
			pool_rpc_put_message(role, connection->pool, message);
#else
			pool_rpc_put(role, connection->pool, message, put);
#endif
			if (unlikely(timed))
				rpc_timed(role, began);
			role->tally.buffers += pages;
			role->tally.messages++;
			rpc_release_done(role);
			if (!concurrent)
				rpc_unclaim(role, connection);
			rpc_process_payload(role, worker->page, pages,
					    POOL_IS_BARE);
			until_check = pool_until_check(until_check, pages);
		}
		(void)role_goes_on(role);
	}
}

POOL_LOOP(rpc_consumer, pool_rpc_consume(role))
POOL_LOOP(rpc_producer_single, pool_rpc_produce(role, PUT_SINGLE))
POOL_LOOP(rpc_producer_bulk, pool_rpc_produce(role, PUT_BULK))
