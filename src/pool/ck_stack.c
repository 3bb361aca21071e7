// SPDX-License-Identifier: MIT
/*
 * ck_stack: the stack of Concurrency Kit. The consumer pops all of it at once
 * and hands buffers out of that private list: one exchange for as many as were
 * put meanwhile, and no compare-exchange that a put can make fail.
 */
#define POOL_NAME ck_stack
#include "pool/ck.h"

#if LIBRARY_FOUND
struct pool {
	ck_stack_t stack line_pair_aligned;	/* shared */
	ck_stack_entry_t *taken line_pair_aligned;	/* the consumer's */
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	ck_stack_push_upmc(&pool->stack, buffer_link(buffer));
	return PUT_ACCEPTED;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	ck_stack_entry_t *entry = pool->taken;

	if (!entry) {
		/* a look, so that an empty stack's line is not taken away */
		if (!ck_pr_load_ptr(&pool->stack.head))
			return NULL;
		entry = ck_stack_batch_pop_upmc(&pool->stack);
	}
	pool->taken = CK_STACK_NEXT(entry);
	return buffer_of_link(entry);
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	ck_stack_init(&pool->stack);
}

#include "pool/loop/hot_loop.h"
#include "pool/life.h"

/* By the consumer: what is on the stack stays, more may be pushed. */
static size_t ck_stack_length(const struct pool *pool)
{
	const ck_stack_entry_t *entry;
	size_t length = 0;

	for (entry = pool->taken; entry; entry = CK_STACK_NEXT(entry))
		length++;
	for (entry = ck_pr_load_ptr(&pool->stack.head); entry;
	     entry = CK_STACK_NEXT(entry))
		length++;
	return length;
}

#define LIBRARY_OPS							\
	POOL_LIFE, .drain = pool_drain_by_get,				\
	.length = ck_stack_length, .max_excess = pool_excess_unbounded
#endif

POOL_REGISTER(
	.description = "lock-free stack of Concurrency Kit; the consumer pops all and keeps a private list",
	.synchronization = "any number of puts at once, and one get with them; get against get must be excluded by the caller (the private list); the consumer takes whole lists, so there is no ABA",
	LIBRARY_CALLS);
