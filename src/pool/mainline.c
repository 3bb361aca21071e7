// SPDX-License-Identifier: MIT
/*
 * mainline: the kernel without the series. No page crosses from one thread to
 * another: a worker that owns the transport receives from the socket into its
 * own pages, in turn with the other workers of the connection. Here the
 * consumer only says that bytes have arrived (data_ready), at most
 * RPC_QUEUE_MAX messages ahead; the workers copy them.
 *
 * What it saves is the receiver's work and every handoff; what it costs is
 * that the copies of one connection are serialized under XPT_BUSY. With one
 * worker there is nobody to wait for it.
 */
#include "pool/loop/rpc.h"
#include "pool/pool.h"

struct pool {
	char unused;
};

#define POOL_NAME mainline
#include "pool/life.h"

/* A message that has no pages yet: only its size is queued. */
static noinline void mainline_consumer(struct role *role)
{
	struct rpc *rpc = role->rpc;
	uint32_t message_number = 0;

	for (;;) {
		struct rpc_connection *connection = rpc_next_connection(role);
		const uint32_t pages =
			rpc->size[message_number++ % RPC_SIZES];
		struct rpc_message *message;

		if (!connection || (rpc->load < 100 && !rpc_pace(role, pages)))
			return;
		message = rpc_message_alloc(role);
		message->pages = pages;
		rpc_send(role, connection, message);
		role->tally.buffers += pages;
		role->tally.messages++;
		if (!role_goes_on(role))
			return;
	}
}

static noinline void mainline_producer(struct role *role)
{
	struct rpc_worker *worker = role->worker;

	for (;;) {
		struct rpc_message *message;
		struct rpc_connection *connection = rpc_claim(role, &message);
		uint32_t pages;

		if (!connection)
			return;
		pages = message->pages;
		rpc_message_free(role->rpc, message);
		rpc_receive_payload(role, worker->page, pages,
				    &worker->cold_offset, false);
		rpc_unclaim(role, connection);
		rpc_process_payload(role, worker->page, pages, false);
		role->tally.buffers += pages;
		role->tally.messages++;
		(void)role_goes_on(role);
	}
}

POOL_REGISTER(
	.description = "no pool and no receiver: workers receive into their own pages, in turn",
	.synchronization = "no calls: pages never leave their worker",
	.capabilities = POOL_ABSENT,
	POOL_LIFE,
	.drain = pool_drain_nothing,
	.loops = {
		.rpc_consumer = mainline_consumer,
		.rpc_producer = {
			[PUT_SINGLE] = mainline_producer,
			[PUT_BULK] = mainline_producer,
		},
	});
