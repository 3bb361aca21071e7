// SPDX-License-Identifier: MIT
/*
 * urcu_lfstack: the lock-free stack of Userspace RCU (liburcu-cds), the twin
 * of an llist without a count. One thread pops, so that neither RCU nor the
 * stack's mutex is needed: the third of the three ways that urcu/lfstack.h
 * allows (multi-provider, single-consumer).
 *
 * A push tries first whether the stack is empty: where it is not, each push
 * costs a second compare-exchange, which the library
 * counts as little as any retry.
 */
#define POOL_NAME urcu_lfstack
#include "pool/urcu.h"

#if LIBRARY_FOUND
/* Alone on its page, so that no other data shares its line. */
struct pool {
	struct __cds_lfs_stack stack;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	(void)cds_lfs_push(&pool->stack, buffer_link(buffer));
	return PUT_ACCEPTED;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct cds_lfs_node *node = __cds_lfs_pop(&pool->stack);

	return node ? buffer_of_link(node) : NULL;
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	__cds_lfs_init(&pool->stack);
}

#include "pool/loop/hot_loop.h"
#include "pool/life.h"

/* By the consumer: what is on the stack stays, more may be pushed. */
static size_t urcu_lfstack_length(const struct pool *pool)
{
	const struct cds_lfs_head *head = CMM_LOAD_SHARED(pool->stack.head);
	size_t length = 0;

	for (const struct cds_lfs_node *node = &head->node; node;
	     node = CMM_LOAD_SHARED(node->next))
		length++;
	return length;
}

#define LIBRARY_OPS							\
	POOL_LIFE, .drain = pool_drain_by_get,				\
	.length = urcu_lfstack_length, .max_excess = pool_excess_unbounded
#endif

POOL_REGISTER(
	.description = "lock-free stack of liburcu, without a count: twin of an llist",
	.synchronization = "any number of puts at once, and one get with them; get against get must be excluded by the caller (ABA in __cds_lfs_pop); no ABA otherwise, since a buffer on the stack is not pushed again",
	LIBRARY_CALLS);
