// SPDX-License-Identifier: MIT
/* Accepts one buffer that it does not store. */
#define POOL_NAME broken_lost
#include "broken.h"

static void broken_put(struct pool *pool, struct buffer *buffer)
{
	if (pool->puts != BROKEN_AT)
		broken_store(pool, buffer);
}

POOL_REGISTER(
	.description = "loses one buffer",
	BROKEN_CALLS);
