/* SPDX-License-Identifier: MIT */
/*
 * Scenario rpc: what the roles of the RFC series hold and exchange, apart from
 * the pool. One receiver thread (the consumer) serves one or more connections,
 * each with its own pool, page slots and forward queue; worker threads
 * (producers) take messages from any of them, put the pages of the message
 * that they handled before and keep those of the new one. rpc_loop.h is the
 * part that is compiled for each pool; this is what all pools share.
 *
 * From patches 3/7 and 4/7 of "sunrpc: Reduce lock contention for NFSD TCP
 * sockets" (5 Feb 2026), by way of docs/rpc.md.
 */
#pragma once

#include "pool/kernel/atomic.h"
#include "pool/loop/pace.h"
#include "pool/loop/role.h"

/* SVC_TCP_MSG_QUEUE_MAX: messages that wait for a worker, per connection */
#define RPC_QUEUE_MAX		FORWARD_MESSAGES
/* Page slots of a receiver and of a worker: svc_serv_maxpages() at 1 MiB */
#define RPC_SLOTS		260
#define RPC_CONNECTIONS_MAX	64
/* Messages after which a sequence of sizes repeats */
#define RPC_SIZES		64
/* One message in so many has its calls of the pool timed; odd, see above */
#define RPC_TIMED_EVERY		17
/* Calls for one message that last longer than so: the thread lost its CPU */
#define RPC_INTERRUPTED_NS	1000000
/* Occupancy: empty, ten tenths of the cap, above the cap */
#define RPC_OCCUPANCY		12

/*
 * Which slots a receiver fills.
 * @REFILL_EMPTY_SLOTS: those that the last message emptied
 * @REFILL_POSTED: from slot 0 until the pool is empty or the slots end: pages
 *	that were still in their slots are overwritten and leak
 */
enum rpc_refill { REFILL_EMPTY_SLOTS, REFILL_POSTED, RPC_REFILLS };

/*
 * How messages reach workers: by llist_add, a count and llist_del_first, last
 * in, first out; or by a ring.
 */
enum rpc_queue { QUEUE_POSTED, QUEUE_SPSC, RPC_QUEUES };

/*
 * Who puts at once.
 * @PUTS_SERIALIZED: a worker has the connection to itself while it takes a
 *	message and puts its old pages, as under XPT_BUSY
 * @PUTS_CONCURRENT: only while it takes the message: what the API allows
 */
enum rpc_concurrency { PUTS_SERIALIZED, PUTS_CONCURRENT, RPC_CONCURRENCIES };

/* What happens to a message's bytes */
enum rpc_payload {
	PAYLOAD_COPY,	/* the receiver copies pages of a cold source */
	PAYLOAD_NONE,	/* nothing is read or written */
	PAYLOAD_HEADER,	/* the first line is written, then read */
	PAYLOAD_BOTH,	/* as copy, and the worker reads all of it */
	RPC_PAYLOADS,
};

/* How threads wait for each other: on their CPUs, or asleep, by a futex */
enum rpc_waiting { WAITING_SPIN, WAITING_SLEEP, RPC_WAITINGS };

extern const char *const rpc_refill_names[RPC_REFILLS];
extern const char *const rpc_queue_names[RPC_QUEUES];
extern const char *const rpc_concurrency_names[RPC_CONCURRENCIES];
extern const char *const rpc_payload_names[RPC_PAYLOADS];
extern const char *const rpc_waiting_names[RPC_WAITINGS];

/* struct svc_tcp_msg: one message; whoever owns it owns its pages */
struct rpc_message {
	union {
		struct llist_node llist;	/* on a queue, or freed */
		struct rpc_message *next;	/* in unshared lists */
	};
	uint32_t pages;
	struct buffer *page[RPC_SLOTS] __attribute__((aligned(64)));
} __attribute__((aligned(64)));

/* What a sleeping role waits for */
struct rpc_signal {
	_Atomic(uint32_t) events line_pair_aligned;	/* the futex */
	_Atomic(uint32_t) sleepers;	/* how many sleep or are about to */
};

struct rpc_connection {
	struct pool *pool;				/* its own */
	uint32_t empty;	/* slots that the last message left empty, from 0 on */
	struct buffer *slot[RPC_SLOTS];	/* the receiver's, from [empty] on */
	struct llist_head queue line_pair_aligned;	/* for QUEUE_POSTED */
	atomic_t queued;
	struct forward_ring ring line_pair_aligned;	/* for QUEUE_SPSC */
	struct buffer *ring_slots[RPC_QUEUE_MAX];	/* memory of the ring */
	_Atomic(bool) busy line_pair_aligned;	/* XPT_BUSY: some worker's */
};

/* What one worker owns */
struct rpc_worker {
	struct buffer *page[RPC_SLOTS];	/* rq_pages: always all there */
	/* pages that pools refused: a ring with room for all pages */
	struct buffer **released;
	size_t release_next;		/* the worker's index into it */
	size_t release_mask;		/* its size - 1 */
	uint32_t connection;	/* where the search for a message begins */
	size_t cold_offset;	/* of the next byte, if it receives itself */
	/* published index: the receiver may take what is before it */
	_Atomic(size_t) released_to line_pair_aligned;
	_Atomic(uint64_t) accepted;	/* by pools, as of the last message */
	size_t taken_to line_pair_aligned;	/* the receiver's index */
};

/*
 * The page allocator as the receiver sees it. Arrays, not lists: the
 * allocator's own cost must stay below what a miss is charged, and a linked
 * page is a line that another CPU has just written.
 */
struct rpc_source {
	struct buffer **page[2];	/* stacks, by arena_is_wrong_node() */
	size_t count[2];	/* of each */
};

/* One trial of the scenario */
struct rpc {
	enum rpc_refill refill;
	enum rpc_queue queue;
	enum rpc_concurrency concurrency;
	enum rpc_payload payload;
	enum rpc_waiting waiting;
	bool clear;	/* allocated pages, as with init_on_alloc */
	uint32_t load;	/* percent of the rate that the warmup showed */
	uint32_t connections;
	struct rpc_connection *connection;
	uint32_t workers;
	struct rpc_worker *worker;
	uint32_t size[RPC_SIZES];	/* pages of each message, repeated */
	const char *cold;	/* payloads' source, larger than the caches */
	size_t cold_bytes;
	double stamp_ticks;	/* of a reading of the clock; may be below 1 */
	uint64_t interrupted_ticks;		/* RPC_INTERRUPTED_NS */
	uint32_t pool_max;

	struct rpc_source source line_pair_aligned;	/* the receiver's */
	struct rpc_message *free;	/* usable without a look at @freed */
	uint32_t next_connection;		/* whose turn it is */
	uint32_t message_number;	/* the next: its size follows from it */
	size_t cold_offset;			/* the next byte to copy */
	struct pace pace;			/* when messages are due */
	uint64_t occupancy[RPC_OCCUPANCY];	/* samples of each */

	/* messages that workers have freed: a remote free as SLUB does it */
	_Atomic(struct rpc_message *) freed line_pair_aligned;
	/* a message, or a connection that is no longer busy */
	struct rpc_signal for_workers;
	struct rpc_signal for_receiver;		/* room in a queue */
};

/**
 * rpc_sizes() - the sequence of message sizes
 * @size: filled with RPC_SIZES numbers of pages
 * @pages: of every message; 0: a mix
 *
 * The mix is an assumption, not a trace: of 64 messages 32 have 1 page, 16
 * have 17, 8 have 65 and 8 have 257, in an order that is always the same.
 */
void rpc_sizes(uint32_t size[RPC_SIZES], uint32_t pages);

/* Between the receiver and the workers; one call for each message. */

/** rpc_next_connection() - wait for one with room; NULL: the trial is over */
struct rpc_connection *rpc_next_connection(struct role *role);

/** rpc_pace() - wait until a message is due; false: the trial is over */
bool rpc_pace(struct role *role, uint32_t pages);

/** rpc_message_alloc() - one without pages; there are enough for all queues */
struct rpc_message *rpc_message_alloc(struct role *role);

/** rpc_message_free() - a worker has taken the pages out */
void rpc_message_free(struct rpc *rpc, struct rpc_message *message);

/** rpc_send() - queue a message for the workers: the queue has room */
void rpc_send(struct role *role, struct rpc_connection *connection,
	      struct rpc_message *message);

/**
 * rpc_claim() - wait for a message and take it
 *
 * Return: the connection, which is the worker's alone until rpc_unclaim(); NULL
 * when there will be no more messages.
 */
struct rpc_connection *rpc_claim(struct role *role,
				 struct rpc_message **message);

/** rpc_unclaim() - svc_xprt_received(): other workers may have it */
void rpc_unclaim(struct role *role, struct rpc_connection *connection);

/**
 * rpc_allocate() - __alloc_pages_bulk() for slots that the pool did not fill
 * @to: first slot not to fill
 *
 * Lasts for role_charge() of its pages at least, then clears the pages if asked
 * to.
 *
 * Return: false when no page has come back for too long: starved.
 */
bool rpc_allocate(struct role *role, struct rpc_connection *connection,
		  uint32_t from, uint32_t to);

/**
 * rpc_leak() - a page was lost by its owner
 *
 * Counted, and given to the allocator: the kernel would have one page less,
 * a trial continues with what it has.
 */
void rpc_leak(struct role *role, struct buffer *page);

/** rpc_release_done() - publish what a worker released for one message */
void rpc_release_done(struct role *role);

/**
 * rpc_receive_payload() - bytes arrive in the pages of a message
 * @cold_offset: where in the cold source the next bytes are; moved on
 * @bare: they are bare memory
 */
void rpc_receive_payload(struct role *role, struct buffer *const *page,
			 uint32_t pages, size_t *cold_offset, bool bare);

/** rpc_process_payload() - a worker handles what has arrived */
void rpc_process_payload(struct role *role, struct buffer *const *page,
			 uint32_t pages, bool bare);

/** rpc_sample_occupancy() - how full the pools are, by the ledger */
void rpc_sample_occupancy(struct role *role);

/** rpc_release() - a pool refused a page: it goes to the page allocator */
static always_inline void rpc_release(struct rpc_worker *worker,
				      struct buffer *page)
{
	worker->released[worker->release_next++ & worker->release_mask] = page;
}

/** rpc_is_timed() - whether the calls for this message are to be timed */
static always_inline bool rpc_is_timed(struct role *role)
{
	if (likely(--role->until_timed))
		return false;
	role->until_timed = RPC_TIMED_EVERY;
	return true;
}

/** rpc_timed() - add up what the calls for a message took, since @began */
static always_inline void rpc_timed(struct role *role, uint64_t began)
{
	const uint64_t took = clock_ticks() - began;

	/* a time slice, times RPC_TIMED_EVERY, is most of a window */
	if (unlikely(took > role->rpc->interrupted_ticks))
		return;
	role->tally.timed++;
	role->tally.pool_ticks += took;
}
