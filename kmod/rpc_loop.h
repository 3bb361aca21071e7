/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The part of scenario rpc that is compiled for each pool: see hot_loop.h. */

static always_inline bool pool_rpc_refill(struct role *role)
{
	struct rpc *rpc = role->rpc;

	if (!pool_get_pages(role, role->pool, rpc->slot, rpc->empty))
		return false;
	rpc->empty = 0;
	return true;
}

static always_inline void pool_rpc_consume(struct role *role)
{
	struct rpc *rpc = role->rpc;

	/* before the first slice all are empty, then none */
	if (rpc->empty && !pool_rpc_refill(role))
		return;
	for (;;) {
		u32 until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			struct rpc_message *message = rpc_next_message(role);
			u32 pages;
			bool refilled;

			if (!message)
				return;
			pages = rpc->size[rpc->message_number++ % RPC_SIZES];
			message->pages = pages;
			memcpy(message->page, rpc->slot,
			       pages * sizeof(message->page[0]));
			rpc_send(rpc, message);
			rpc->empty = pages;
			refilled = pool_rpc_refill(role);
			/* sent, whether or not there is another page */
			role->tally.buffers += pages;
			role->tally.messages++;
			if (unlikely(!refilled))
				return;
			until_check = pool_until_check(until_check, pages);
		}
		if (!role_goes_on(role))
			return;
	}
}

static always_inline void pool_rpc_produce(struct role *role,
					   enum put_mode put)
{
	struct rpc *rpc = role->rpc;
	struct buffer **own = role->worker->page;

	for (;;) {
		u32 until_check = ROLE_CHECK_EVERY;

		while (until_check > 0) {
			struct rpc_message *message = rpc_claim(role);
			u32 pages;

			if (!message)
				return;
			pages = message->pages;
			pool_put_pages(role, role->pool, own, pages, put);
			memcpy(own, message->page, pages * sizeof(own[0]));
			rpc_message_free(rpc, message);
			rpc_unclaim(rpc);
			role->tally.buffers += pages;
			role->tally.messages++;
			until_check = pool_until_check(until_check, pages);
		}
		(void)role_goes_on(role);
	}
}
