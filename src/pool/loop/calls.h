/* SPDX-License-Identifier: MIT */
/*
 * What a hot_loop.h ends in, that of user space and that of kmod: a pool's put
 * and get as functions, and POOL_CALLS. It has defined POOL_LOOPS.
 */
static enum put_result POOL_SYMBOL(put)(struct pool *pool,
					struct buffer *buffer,
					struct tally *tally)
{
	return pool_put(pool, buffer, tally);
}

static unsigned int POOL_SYMBOL(put_bulk)(struct pool *pool,
					  struct buffer **buffers,
					  unsigned int n, struct tally *tally)
{
	return pool_put_bulk(pool, buffers, n, tally);
}

static struct buffer *POOL_SYMBOL(get)(struct pool *pool, struct tally *tally)
{
	return pool_get(pool, tally);
}

/* Where get finds every buffer, once all threads have ended */
static inline struct buffer *pool_drain_by_get(struct pool *pool)
{
	struct tally unused = { 0 };

	return pool_get(pool, &unused);
}

#define POOL_CALLS							\
	.put = POOL_SYMBOL(put), .put_bulk = POOL_SYMBOL(put_bulk),	\
	.get = POOL_SYMBOL(get), .loops = POOL_LOOPS
