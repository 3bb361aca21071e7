// SPDX-License-Identifier: MIT
/* Accepts one buffer that it does not store. */
#define POOL_NAME broken_lost
#include "broken.h"

static void broken_put(struct pool *pool, struct buffer *buffer)
{
	if (pool->puts != BROKEN_AT)
		broken_store(pool, buffer);
}

static const struct pool_ops broken_lost = {
	.name = "broken_lost",
	.description = "loses one buffer",
	BROKEN_CALLS,
};
POOL_REGISTER(broken_lost);
