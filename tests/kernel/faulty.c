// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A pool that errs at the end, for guest-cases alone: the module's books must
 * show it. Which fault it has says max; with another one it has none. Without a
 * lock: for scenario uncontended.
 */
enum { LOSES = 101, DOUBLES, MISCOUNTS, CIRCLES, NEVER_ENDS };

#define FREELIST_LOCK			struct { }
#define FREELIST_TAKE(lock, turn)
#define FREELIST_RELEASE(lock, turn)
#define POOL_NAME faulty
#include "base/node_memory.h"
#include "pool/freelist.h"

static struct buffer *faulty_drain(struct pool *pool)
{
	struct tally unused = { 0 };
	struct buffer *buffer = pool->first;

	if (buffer && pool->max == NEVER_ENDS)
		return buffer;
	if (buffer && pool->max == DOUBLES) {
		pool->max = 0;
		return buffer;
	}
	if (pool->max == LOSES) {
		pool->max = 0;
		pool_get(pool, &unused);
	}
	return pool_get(pool, &unused);
}

static size_t faulty_length(const struct pool *pool)
{
	struct llist_node node = { &node };
	const struct llist_head circle = { &node };

	if (pool->max == CIRCLES)
		return llist_length(&circle);
	return freelist_length(pool) + (pool->max == MISCOUNTS);
}

POOL_REGISTER(
	.description = "wrong where it should be",
	.synchronization = "none",
	/* not among all pools of a trial with several producers */
	.capabilities = POOL_SERIALIZED_PUTS,
	POOL_LIFE,
	.drain = faulty_drain,
	.length = faulty_length,
	POOL_CALLS);
