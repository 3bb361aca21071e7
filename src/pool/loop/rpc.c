// SPDX-License-Identifier: MIT
#include "pool/loop/rpc.h"

#include <string.h>

#include "pool/loop/rpc_internal.h"

const char *const rpc_refill_names[RPC_REFILLS] = { "empty-slots", "posted" };
const char *const rpc_queue_names[RPC_QUEUES] = { "posted", "spsc" };
const char *const rpc_concurrency_names[RPC_CONCURRENCIES] = {
	"serialized", "concurrent"
};
const char *const rpc_payload_names[RPC_PAYLOADS] = {
	"copy", "none", "header", "both"
};
const char *const rpc_waiting_names[RPC_WAITINGS] = { "spin", "sleep" };

void rpc_sizes(uint32_t size[RPC_SIZES], uint32_t pages)
{
	/* small ones apart from each other, as one client's requests are not */
	static const uint16_t mix[] = {
		1, 17, 1, 65, 1, 17, 1, 257,
	};

	for (uint32_t i = 0; i < RPC_SIZES; i++)
		size[i] = pages ? pages : mix[i % ARRAY_SIZE(mix)];
}

struct rpc_message *rpc_message_alloc(struct role *role)
{
	struct rpc *rpc = role->rpc;
	struct rpc_message *message = rpc->free;

	if (!message)
		/* acquire: pairs with rpc_message_free() */
		message = atomic_exchange_explicit(&rpc->freed, NULL,
						   memory_order_acquire);
	rpc->free = message->next;
	return message;
}

void rpc_message_free(struct rpc *rpc, struct rpc_message *message)
{
	/* relaxed: only compared and stored again */
	struct rpc_message *first = atomic_load_explicit(&rpc->freed,
						memory_order_relaxed);

	do {
		message->next = first;
		/* release: the pages have been read, next is set */
	} while (!atomic_compare_exchange_weak_explicit(
			&rpc->freed, &first, message, memory_order_release,
			memory_order_relaxed));
}

/* Pages that workers have released since, to the stacks of their nodes. */
static void source_collect(struct role *role)
{
	struct rpc *rpc = role->rpc;

	for (uint32_t i = 0; i < rpc->workers; i++) {
		struct rpc_worker *worker = &rpc->worker[i];
		/* acquire: pairs with rpc_release_done() */
		const size_t to = atomic_load_explicit(&worker->released_to,
						memory_order_acquire);

		while (worker->taken_to != to)
			rpc_source_push(rpc, role->arena,
					worker->released[worker->taken_to++ &
							 worker->release_mask]);
	}
}

static struct buffer *source_pop(struct rpc_source *source)
{
	/* an allocation for a node looks elsewhere only where that is empty */
	for (int list = 0; list < 2; list++) {
		if (source->count[list])
			return source->page[list][--source->count[list]];
	}
	return NULL;
}

void rpc_leak(struct role *role, struct buffer *page)
{
	account(role->tally.leaked, 1);
	rpc_source_push(role->rpc, role->arena, page);
}

void rpc_release_done(struct role *role)
{
	struct rpc_worker *worker = role->worker;

	if (worker->release_next !=
	    atomic_load_explicit(&worker->released_to,
				 memory_order_relaxed) /* the worker's own */)
		/* release: the ring's slots */
		atomic_store_explicit(&worker->released_to,
				      worker->release_next,
				      memory_order_release);
	/* relaxed: a number for the ledger, nothing is read through it */
	if (ACCOUNTING)
		atomic_store_explicit(&worker->accepted,
			role->tally.buffers - role->tally.put_full -
			role->tally.put_full_negative, memory_order_relaxed);
}

static void clear_pages(struct role *role, struct buffer *const *page,
			uint32_t pages)
{
	for (uint32_t i = 0; i < pages; i++)
		memset(arena_data(role->arena, page[i]), 0,
		       role->arena->buffer_bytes);
}

bool rpc_allocate(struct role *role, struct rpc_connection *connection,
		  uint32_t from, uint32_t to)
{
	struct rpc *rpc = role->rpc;
	struct role_wait wait = role_wait_begin(role);
	const uint64_t until = wait.began + role_charge(role, to - from);
	const uint64_t starved = role->tally.starved_ticks;
	const uint64_t began = wait.began;

	/* the page that was freed last is handed out first, while it is warm */
	source_collect(role);
	for (uint32_t i = from; i < to; i++) {
		struct buffer *page;

		while (!(page = source_pop(&rpc->source))) {
			if (role_wait_pause(role, &wait)) {
				source_collect(role);
				continue;
			}
			/* what the last message took stays taken */
			memset(&connection->slot[i], 0,
			       (to - i) * sizeof(connection->slot[0]));
			return false;
		}
		account(role->tally.wrong_node,
			arena_is_wrong_node(role->arena, page));
		connection->slot[i] = page;
	}
	account(role->tally.fallback, to - from);
	while (clock_ticks() < until)
		;
	if (rpc->clear)
		clear_pages(role, connection->slot + from, to - from);
	role->tally.miss_ticks += clock_ticks() - began -
				  (role->tally.starved_ticks - starved);
	return true;
}

static char *page_data(const struct role *role, struct buffer *page, bool bare)
{
	return bare ? (char *)page : arena_data(role->arena, page);
}

void rpc_receive_payload(struct role *role, struct buffer *const *page,
			 uint32_t pages, size_t *cold_offset, bool bare)
{
	const struct rpc *rpc = role->rpc;
	const size_t bytes = role->arena->buffer_bytes;
	char *data;

	switch (rpc->payload) {
	case PAYLOAD_HEADER:
		data = page_data(role, page[0], bare);
		memset(data, 0x5a, CACHE_LINE);
		__asm__ __volatile__("" : : "r"(data) : "memory");
		break;
	case PAYLOAD_COPY:
	case PAYLOAD_BOTH:
		for (uint32_t i = 0; i < pages; i++) {
			data = page_data(role, page[i], bare);
			memcpy(data, rpc->cold + *cold_offset, bytes);
			__asm__ __volatile__("" : : "r"(data) : "memory");
			*cold_offset += bytes;
			if (*cold_offset + bytes > rpc->cold_bytes)
				*cold_offset = 0;
		}
		break;
	default:
		break;
	}
}

static void read_line_by_line(const char *data, size_t bytes)
{
	const volatile uint64_t *word = (const volatile uint64_t *)data;

	for (size_t i = 0; i < bytes / sizeof(*word); i++)
		(void)word[i];
}

void rpc_process_payload(struct role *role, struct buffer *const *page,
			 uint32_t pages, bool bare)
{
	switch (role->rpc->payload) {
	case PAYLOAD_HEADER:
		read_line_by_line(page_data(role, page[0], bare), CACHE_LINE);
		break;
	case PAYLOAD_BOTH:
		for (uint32_t i = 0; i < pages; i++)
			read_line_by_line(page_data(role, page[i], bare),
					  role->arena->buffer_bytes);
		break;
	default:
		break;
	}
}

void rpc_sample_occupancy(struct role *role)
{
	struct rpc *rpc = role->rpc;
	const uint64_t cap = (uint64_t)rpc->pool_max * rpc->connections;
	uint64_t accepted = 0, held;

	if (!ACCOUNTING)
		return;
	for (uint32_t i = 0; i < rpc->workers; i++)
		/* relaxed: see rpc_release_done() */
		accepted += atomic_load_explicit(&rpc->worker[i].accepted,
						 memory_order_relaxed);
	/* a message that is being put back is not in accepted yet */
	held = accepted > role->tally.get_hit ?
	       accepted - role->tally.get_hit : 0;
	if (!held)
		rpc->occupancy[0]++;
	else if (held > cap)
		rpc->occupancy[RPC_OCCUPANCY - 1]++;
	else
		rpc->occupancy[1 + (held - 1) * (RPC_OCCUPANCY - 2) / cap]++;
}
