/* SPDX-License-Identifier: MIT */
/*
 * What a hot_loop.h begins with, that of user space and that of kmod: names,
 * and a put of a burst for a pool that has none.
 */
#define POOL_PASTE_(a, b)	a##_##b
#define POOL_PASTE(a, b)	POOL_PASTE_(a, b)
#define POOL_SYMBOL(name)	POOL_PASTE(POOL_NAME, name)

#ifndef POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	for (unsigned int i = 0; i < n; i++) {
		if (pool_put(pool, buffers[i], tally) != PUT_ACCEPTED)
			return i;
	}
	return n;
}
#endif

/* Return: buffers until the clock is looked at, after @n more */
static always_inline uint32_t pool_until_check(uint32_t before, uint32_t n)
{
	return before - (before < n ? before : n);
}

/* A loop that exists as a function, by whose name profiles show it */
#define POOL_LOOP(name, body)						\
	static noinline void POOL_SYMBOL(name)(struct role *role)	\
	{								\
		body;							\
	}
