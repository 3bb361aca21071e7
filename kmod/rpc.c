// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "rpc.h"

#include <linux/slab.h>

#include "base/node_memory.h"

static struct rpc_message *message_of(struct llist_node *node)
{
	return container_of(node, struct rpc_message, llist);
}

struct rpc *rpc_create(u32 workers, u32 pages, int node)
{
	static const u16 mix[] = { 1, 17, 1, 65, 1, 17, 1, 257 };
	/* in the queue, in the receiver's and in the workers' hands */
	const u32 messages = RPC_QUEUE_MAX + 2 + workers;
	struct rpc *rpc = node_memory_alloc(sizeof(*rpc), node, NULL);
	u32 i;

	if (!rpc)
		return NULL;
	rpc->worker = node_memory_alloc(workers * sizeof(*rpc->worker), node,
					NULL);
	rpc->message = node_memory_alloc(messages * sizeof(*rpc->message),
					 node, NULL);
	if (!rpc->worker || !rpc->message) {
		rpc_destroy(rpc);
		return NULL;
	}
	rpc->workers = workers;
	rpc->empty = RPC_SLOTS;
	for (i = 0; i < RPC_SIZES; i++)
		rpc->size[i] = pages ? pages : mix[i % ARRAY_SIZE(mix)];
	for (i = 0; i < messages; i++) {
		rpc->message[i].llist.next = rpc->free;
		rpc->free = &rpc->message[i].llist;
	}
	return rpc;
}

void rpc_destroy(struct rpc *rpc)
{
	if (!rpc)
		return;
	kvfree(rpc->worker);
	kvfree(rpc->message);
	kvfree(rpc);
}

static bool has_room(const struct rpc *rpc)
{
	return atomic_read(&rpc->queued) < RPC_QUEUE_MAX;
}

struct rpc_message *rpc_next_message(struct role *role)
{
	struct rpc *rpc = role->rpc;
	struct llist_node *node;
	bool goes_on = true;

	if (unlikely(!has_room(rpc))) {
		u64 began = clock_ticks(), now = began;

		while (goes_on && !has_room(rpc))
			goes_on = role_wait_turn(role, &began, &now);
		role->tally.wait_ticks += now - began;
	}
	if (!goes_on)
		return NULL;
	if (!rpc->free)
		rpc->free = llist_del_all(&rpc->freed);
	/* never NULL: there are enough for the queue and all hands */
	node = rpc->free;
	rpc->free = node->next;
	return message_of(node);
}

void rpc_send(struct rpc *rpc, struct rpc_message *message)
{
	u64 *none = NULL;

	llist_add(&message->llist, &rpc->queue, none);
	atomic_inc(&rpc->queued);
}

static struct rpc_message *try_claim(struct rpc *rpc)
{
	struct llist_node *node;
	u64 *none = NULL;

	/* a look first, so that a busy line is not taken away */
	if (atomic_read(&rpc->queued) <= 0 || READ_ONCE(rpc->busy) ||
	    xchg_acquire(&rpc->busy, true))
		return NULL;
	node = llist_del_first(&rpc->queue, none);
	if (!node) {
		rpc_unclaim(rpc);
		return NULL;
	}
	atomic_dec(&rpc->queued);
	return message_of(node);
}

struct rpc_message *rpc_claim(struct role *role)
{
	struct rpc *rpc = role->rpc;
	struct rpc_message *message = try_claim(rpc);
	u64 began, now;

	if (likely(message))
		return message;
	began = now = clock_ticks();
	for (;;) {
		/* acquire: every message that was sent before is visible */
		const bool done = smp_load_acquire(&role->phases->done);

		message = try_claim(rpc);
		/* one that another worker has claimed is that one's */
		if (message || (done && llist_empty(&rpc->queue)))
			break;
		role_wait_turn(role, &began, &now);
	}
	role->tally.wait_ticks += now - began;
	return message;
}

void rpc_unclaim(struct rpc *rpc)
{
	/* release: what this worker did to queue and pool */
	smp_store_release(&rpc->busy, false);
}
