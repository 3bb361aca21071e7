// SPDX-License-Identifier: MIT
/* Stores one buffer in the place of another: none is missing by number. */
#define POOL_NAME broken_replaced
#include "broken.h"

static void broken_put(struct pool *pool, struct buffer *buffer)
{
	if (pool->puts >= BROKEN_AT && buffer != pool->first && !pool->done) {
		pool->done = true;
		buffer = pool->first;
	}
	broken_store(pool, buffer);
}

POOL_REGISTER(
	.description = "has one buffer twice and another not at all",
	BROKEN_CALLS);
