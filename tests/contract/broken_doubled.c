// SPDX-License-Identifier: MIT
/* Stores one buffer twice. */
#define POOL_NAME broken_doubled
#include "broken.h"

static void broken_put(struct pool *pool, struct buffer *buffer)
{
	broken_store(pool, buffer);
	if (pool->puts == BROKEN_AT)
		broken_store(pool, buffer);
}

POOL_REGISTER(
	.description = "doubles one buffer",
	BROKEN_CALLS);
