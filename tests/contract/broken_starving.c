// SPDX-License-Identifier: MIT
/* Accepts all and hands out none, but drains: nothing is lost. */
#define POOL_NAME broken_starving
#include "broken.h"

static void broken_put(struct pool *pool, struct buffer *buffer)
{
	broken_store(pool, buffer);
	pool->seen = pool->count;
}

POOL_REGISTER(
	.description = "hands nothing out",
	BROKEN_CALLS);
