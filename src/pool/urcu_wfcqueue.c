// SPDX-License-Identifier: MIT
/*
 * urcu_wfcqueue: the concurrent queue of Userspace RCU, first in first out. A
 * put is one exchange, which cannot fail, and one store: wait-free. What it
 * pays with: between the two, the queue is cut, and a producer that is
 * preempted there hides from the consumer what it and others put after it. A
 * get does not wait for it (the library's blocking dequeue sleeps 10 ms) but
 * finds nothing, and counts that in get_retries.
 */
/* a put is one exchange, never tried again, and a get tells */
#define LIBRARY_CAPABILITIES 0
#define POOL_NAME urcu_wfcqueue
#include "pool/urcu.h"

#if LIBRARY_FOUND
struct pool {
	struct cds_wfcq_tail tail line_pair_aligned;	/* exchanged by puts */
	/* the consumer's, except for the put into an empty queue */
	struct __cds_wfcq_head head line_pair_aligned;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	struct cds_wfcq_node *node = buffer_link(buffer);

	cds_wfcq_node_init(node);
	(void)cds_wfcq_enqueue(&pool->head, &pool->tail, node);
	return PUT_ACCEPTED;
}

/* A queue of its own, linked without atomics, which is spliced as a whole */
#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **buffers, unsigned int n,
	      struct tally *tally)
{
	struct __cds_wfcq_head head;
	struct cds_wfcq_tail tail;
	struct cds_wfcq_node *last = &head.node;

	for (unsigned int i = 0; i < n; i++) {
		last->next = buffer_link(buffers[i]);
		last = last->next;
	}
	last->next = NULL;
	tail.p = last;
	/* never to be waited for: nobody else enqueues to that queue */
	(void)__cds_wfcq_splice_nonblocking(&pool->head, &pool->tail, &head,
					    &tail);
	return n;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct cds_wfcq_node *node =
		__cds_wfcq_dequeue_nonblocking(&pool->head, &pool->tail);

	if (unlikely(node == CDS_WFCQ_WOULDBLOCK)) {
		account(tally->get_retries, 1);
		return NULL;
	}
	return node ? buffer_of_link(node) : NULL;
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	__cds_wfcq_init(&pool->head, &pool->tail);
}

#include "pool/loop/hot_loop.h"
#include "pool/life.h"

/* By the consumer: up to where a put is under way. */
static size_t urcu_wfcqueue_length(const struct pool *pool)
{
	const struct cds_wfcq_node *node = CMM_LOAD_SHARED(pool->head.node.next);
	size_t length = 0;

	for (; node; node = CMM_LOAD_SHARED(node->next))
		length++;
	return length;
}

#define LIBRARY_OPS							\
	POOL_LIFE, .drain = pool_drain_by_get,				\
	.length = urcu_wfcqueue_length, .max_excess = pool_excess_unbounded
#endif

POOL_REGISTER(
	.description = "wait-free enqueue, first in first out: wfcqueue of liburcu",
	.synchronization = "any number of puts at once, and one get with them; get against get must be excluded by the caller; a put is an exchange, so there is no ABA; a producer that is preempted in a put hides what was put after it",
	LIBRARY_CALLS);
