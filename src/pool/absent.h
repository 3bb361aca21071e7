/* SPDX-License-Identifier: MIT */
/*
 * put and get of a pool that is listed, but could not be built: it holds
 * nothing. The loops that every pool has can then be made all the same.
 */
#pragma once

#include "pool/pool.h"

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	(void)pool;
	(void)buffer;
	(void)tally;
	return PUT_FULL;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	(void)pool;
	(void)tally;
	return NULL;
}
