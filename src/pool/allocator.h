/* SPDX-License-Identifier: MIT */
/*
 * malloc and free as a pool, for whichever library provides them: each
 * allocator that is measured is a file of its own that includes this, with
 * its own loops. Calls go through the PLT: that is how they are called. A file
 * can define ALLOCATOR_GET() and ALLOCATOR_PUT() for something else.
 *
 * The caller of a free() in another thread is what these pools are about; the
 * trial has no population and no cap here, and nodes do not apply.
 */
#include <stdlib.h>

#include "pool/pool.h"

#define POOL_BARE

#ifndef ALLOCATOR_GET
#define ALLOCATOR_GET(bytes)		malloc(bytes)
#define ALLOCATOR_PUT(memory, bytes)	free(memory)
#endif

/* The buffer's size is all there is to know; free() has no use for it. */
struct pool {
	size_t buffer_bytes;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	ALLOCATOR_PUT(buffer, pool->buffer_bytes);
	return PUT_ACCEPTED;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	void *memory = ALLOCATOR_GET(pool->buffer_bytes);

	/* or the compiler deletes a malloc() whose free() it sees */
	__asm__ __volatile__("" : "+r"(memory));
	return memory;
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	pool->buffer_bytes = params->buffer_bytes;
}

#include "pool/loop/hot_loop.h"
#include "pool/life.h"

/* More of them, from the file that includes this */
#ifndef ALLOCATOR_CAPABILITIES
#define ALLOCATOR_CAPABILITIES	0
#endif

#define ALLOCATOR_CALLS							\
	.synchronization = "any calls at once, by the allocator's own locks", \
	.capabilities = POOL_BARE_MEMORY | POOL_FAULTS |		\
			POOL_HIDES_RETRIES | ALLOCATOR_CAPABILITIES,	\
	.drain = pool_drain_nothing, POOL_CALLS
