/* SPDX-License-Identifier: MIT */
/*
 * pool_put() and pool_put_bulk() as posted, checks included, of a struct pool
 * with the posted members: for variants in which something else differs.
 */
#include "pool/kernel/posted.h"

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *page, struct tally *tally)
{
	if (unlikely(!page))
		return PUT_ACCEPTED;
	if (unlikely(!pool))
		return PUT_FULL;
	return posted_put(&pool->pp_pages, &pool->pp_count, pool->pp_max, page,
			  tally);
}

#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **pages, unsigned int n,
	      struct tally *tally)
{
	if (unlikely(!pool))
		return 0;
	return posted_put_bulk(&pool->pp_pages, &pool->pp_count, pool->pp_max,
			       pages, n, tally);
}
