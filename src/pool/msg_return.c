// SPDX-License-Identifier: MIT
/*
 * msg_return: no pool of pages, the message goes both ways. A worker puts its
 * old pages where it took the new ones from, into the message's own array, and
 * sends that back; the receiver refills its slots out of it and sends the next
 * message in it. One compare-exchange and one line per eight pages instead of
 * a link in each page, and no allocation of messages.
 *
 * The cap counts pages first and backs out, so it is exact; it is kept per
 * message: one that does not fit as a whole is refused as a whole.
 */
#include <stdatomic.h>
#include <stddef.h>

#include "pool/loop/rpc.h"
#include "pool/pool.h"

/* Messages on their way back. @current: taken, the first is being emptied */
struct pool {
	/* by workers, with pages */
	_Atomic(struct rpc_message *) returned line_pair_aligned;
	_Atomic(int) pages;	/* in @returned and @current */
	unsigned int max;
	struct rpc_message *current line_pair_aligned;
	uint32_t next;		/* its first page that has not been taken */
	struct rpc_message *emptied;	/* without pages, to be sent again */
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	return PUT_FULL;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct rpc_message *message = pool->current;
	struct buffer *page;

	if (!message) {
		/* acquire: pairs with pool_put_message() */
		message = atomic_exchange_explicit(&pool->returned, NULL,
						   memory_order_acquire);
		if (!message)
			return NULL;
		pool->current = message;
		pool->next = 0;
	}
	page = message->page[pool->next++];
	if (pool->next == message->pages) {
		/* relaxed: a number, nothing is read through it */
		atomic_fetch_sub_explicit(&pool->pages, (int)message->pages,
					  memory_order_relaxed);
		pool->current = message->next;
		pool->next = 0;
		message->next = pool->emptied;
		pool->emptied = message;
	}
	return page;
}

#define POOL_TAKES_MESSAGES
static always_inline struct rpc_message *pool_take_message(struct pool *pool)
{
	struct rpc_message *message = pool->emptied;

	if (message)
		pool->emptied = message->next;
	return message;
}

static always_inline bool pool_put_message(struct pool *pool,
					   struct rpc_message *message,
					   struct tally *tally)
{
	const int pages = (int)message->pages;
	/* relaxed: only the number matters */
	const int held = atomic_fetch_add_explicit(&pool->pages, pages,
						   memory_order_relaxed);
	struct rpc_message *first;

	account_range(tally->count_lowest, tally->count_highest, held);
	if (held + pages > (int)pool->max) {
		atomic_fetch_sub_explicit(&pool->pages, pages,
					  memory_order_relaxed);
		return false;
	}
	/* relaxed: only compared and stored again */
	first = atomic_load_explicit(&pool->returned, memory_order_relaxed);
	for (;;) {
		message->next = first;
		/* release: the pages; ABA is none: the taker takes all */
		if (likely(atomic_compare_exchange_strong_explicit(
				&pool->returned, &first, message,
				memory_order_release, memory_order_relaxed)))
			return true;
		account(tally->put_retries, 1);
	}
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	pool->max = params->max;
}

#define POOL_NAME msg_return
#include "pool/loop/hot_loop.h"
#include "pool/life.h"

POOL_REGISTER(
	.description = "no pool: a worker's old pages ride back in the message they replace",
	.synchronization = "any number of workers return messages at once, and one receiver takes pages with them; the receiver takes whole lists, so there is no ABA",
	.capabilities = POOL_ABSENT | POOL_KEEPS_MESSAGES | POOL_COUNTS,
	POOL_LIFE,
	.drain = pool_drain_by_get,
	POOL_CALLS);
