/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Scenario rpc in the kernel: one connection, whose receiver (the consumer)
 * fills page slots and queues messages, and workers (the producers) that put
 * the pages of the message before while they have the connection to themselves.
 * The shape of patches 3/7 and 4/7 of the series, as src/pool/loop/rpc.h has
 * it, with refill=empty-slots, queue=posted, concurrency=serialized,
 * payload=none and waiting=spin.
 */
#pragma once

#include "role.h"

/* As in user space: SVC_TCP_MSG_QUEUE_MAX, svc_serv_maxpages() at 1 MiB */
#define RPC_QUEUE_MAX	64
#define RPC_SLOTS	260
/* Messages after which a sequence of sizes repeats */
#define RPC_SIZES	64

/**
 * struct rpc_message - the pages of one message
 * @llist: on the queue, or on the list of freed messages
 * @pages: how many it has
 * @page: them; whoever owns the message owns these
 */
struct rpc_message {
	struct llist_node llist;
	u32 pages;
	struct buffer *page[RPC_SLOTS] __aligned(CACHE_LINE);
} __aligned(CACHE_LINE);

/**
 * struct rpc_worker - what one worker owns
 * @page: rq_pages: always all there
 */
struct rpc_worker {
	struct buffer *page[RPC_SLOTS] line_pair_aligned;
};

/**
 * struct rpc - the connection
 * @size: pages of each message, repeated
 * @workers: how many
 * @worker: them
 * @message: all messages
 * @slot: the receiver's pages, [empty] to the last
 * @empty: slots that the last message left empty
 * @message_number: of the next message
 * @free: messages that it can use without a look at @freed
 * @queue: messages for the workers
 * @queued: how many
 * @busy: XPT_BUSY
 * @freed: messages that workers have freed
 */
struct rpc {
	u32 size[RPC_SIZES];
	u32 workers;
	struct rpc_worker *worker;
	struct rpc_message *message;

	u32 empty line_pair_aligned;
	u32 message_number;
	struct llist_node *free;
	struct buffer *slot[RPC_SLOTS];

	struct llist_head queue line_pair_aligned;
	atomic_t queued;
	bool busy line_pair_aligned;
	struct llist_head freed line_pair_aligned;
};

/**
 * rpc_create() - a connection without pages
 * @workers: how many
 * @pages: of every message; 0: the mix
 * @node: where it lies
 *
 * Return: NULL when memory is short.
 */
struct rpc *rpc_create(u32 workers, u32 pages, int node);

void rpc_destroy(struct rpc *rpc);

/**
 * rpc_next_message() - a message to be filled, and room for it in the queue
 *
 * Return: NULL when the slice is over.
 */
struct rpc_message *rpc_next_message(struct role *role);

void rpc_send(struct rpc *rpc, struct rpc_message *message);

/**
 * rpc_claim() - take a message, and the connection until rpc_unclaim()
 *
 * Return: NULL when there will be no more messages in this slice.
 */
struct rpc_message *rpc_claim(struct role *role);

void rpc_unclaim(struct rpc *rpc);

static inline void rpc_message_free(struct rpc *rpc,
				    struct rpc_message *message)
{
	u64 *none = NULL;

	llist_add(&message->llist, &rpc->freed, none);
}
