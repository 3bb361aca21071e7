/* SPDX-License-Identifier: MIT */
/* What the files of scenario rpc, and the trial that sets it up, share. */
#pragma once

#include "pool/loop/rpc.h"

/** rpc_source_push() - free a page: by the receiver, or while no role runs */
static inline void rpc_source_push(struct rpc *rpc, const struct arena *arena,
				   struct buffer *page)
{
	const unsigned int list = arena_is_wrong_node(arena, page);

	rpc->source.page[list][rpc->source.count[list]++] = page;
}

/** rpc_has_message() - whether a connection has a message for a worker */
static inline bool rpc_has_message(const struct rpc *rpc,
				   const struct rpc_connection *connection)
{
	if (rpc->queue == QUEUE_POSTED)
		return atomic_read(&connection->queued) > 0;
	/* relaxed: a look; whoever takes it looks again */
	return atomic_load_explicit(&connection->ring.sent,
				    memory_order_relaxed) !=
	       atomic_load_explicit(&connection->ring.received,
				    memory_order_relaxed);
}
