// SPDX-License-Identifier: MIT
/* Scenario rpc: the queues between the roles, and waiting for the other side. */
#include <linux/futex.h>
#include <math.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "pool/loop/rpc_internal.h"

/* Longest sleep: a sleeper must notice the edges of its window, too */
#define SLEEP_NS	500000

static void futex_wait(_Atomic(uint32_t) *futex, uint32_t value, long ns)
{
	const struct timespec timeout = { .tv_nsec = ns };

	/* whatever it returns, the caller looks again */
	syscall(SYS_futex, futex, FUTEX_WAIT_PRIVATE, value, &timeout, NULL,
		0);
}

/* Wakes one sleeper, if there is any. */
static void signal_event(const struct rpc *rpc, struct rpc_signal *signal)
{
	if (rpc->waiting == WAITING_SPIN)
		return;
	/*
	 * seq_cst: either the sleeper is seen here, or it sees the event
	 * before it sleeps.
	 */
	atomic_fetch_add_explicit(&signal->events, 1, memory_order_seq_cst);
	if (atomic_load_explicit(&signal->sleepers, memory_order_seq_cst))
		syscall(SYS_futex, &signal->events, FUTEX_WAKE_PRIVATE, 1,
			NULL, NULL, 0);
}

/*
 * One turn of a wait, after @seen was read and then nothing found. Returns
 * false, to the receiver only, when the trial is over.
 */
static bool wait_turn(struct role *role, struct rpc_signal *signal,
		      uint32_t seen, struct role_wait *wait, uint64_t *now)
{
	if (role->rpc->waiting == WAITING_SLEEP) {
		/* seq_cst: see signal_event() */
		atomic_fetch_add_explicit(&signal->sleepers, 1,
					  memory_order_seq_cst);
		if (atomic_load_explicit(&signal->events,
					 memory_order_seq_cst) == seen)
			futex_wait(&signal->events, seen, SLEEP_NS);
		/* relaxed: one sleeper too many costs a system call */
		atomic_fetch_sub_explicit(&signal->sleepers, 1,
					  memory_order_relaxed);
	}
	return role_wait_look(role, wait, now);
}

static uint32_t signal_seen(struct rpc_signal *signal)
{
	/* seq_cst: before the check for what is waited for */
	return atomic_load_explicit(&signal->events, memory_order_seq_cst);
}

static bool has_room(const struct rpc *rpc, struct rpc_connection *connection)
{
	if (rpc->queue == QUEUE_POSTED)
		return atomic_read(&connection->queued) < RPC_QUEUE_MAX;
	return forward_reserve(&connection->ring) != NULL;
}

/* In turn; a connection whose queue is full is passed over. */
static struct rpc_connection *find_room(struct rpc *rpc)
{
	for (uint32_t tries = rpc->connections; tries > 0; tries--) {
		struct rpc_connection *connection =
			&rpc->connection[rpc->next_connection];

		if (++rpc->next_connection == rpc->connections)
			rpc->next_connection = 0;
		if (has_room(rpc, connection))
			return connection;
	}
	return NULL;
}

struct rpc_connection *rpc_next_connection(struct role *role)
{
	struct rpc *rpc = role->rpc;
	struct rpc_connection *connection = find_room(rpc);
	struct role_wait wait;
	uint64_t now;

	if (likely(connection))
		return connection;
	wait = role_wait_begin(role);
	now = wait.began;
	for (;;) {
		const uint32_t seen = signal_seen(&rpc->for_receiver);

		connection = find_room(rpc);
		if (connection ||
		    !wait_turn(role, &rpc->for_receiver, seen, &wait, &now))
			break;
	}
	role->tally.wait_ticks += now - wait.began;
	return connection;
}

bool rpc_pace(struct role *role, uint32_t pages)
{
	struct rpc *rpc = role->rpc;
	struct role_wait wait;
	uint64_t now, due;
	bool goes_on = true;

	if (!rpc->pace.known) {
		pace_look(&rpc->pace, role, rpc->load, pages, PACE_PAGES);
		return true;
	}
	wait = role_wait_begin(role);
	now = wait.began;
	due = pace_due(&rpc->pace, pages);
	while (now < due && goes_on) {
		/* nobody signals that it is time; sleep a part of it */
		if (rpc->waiting == WAITING_SLEEP) {
			const double ns = (double)(due - now) /
					  role->ticks_per_ns;

			futex_wait(&rpc->for_receiver.events,
				   signal_seen(&rpc->for_receiver),
				   ns < SLEEP_NS ? (long)ns : SLEEP_NS);
		}
		goes_on = role_wait_look(role, &wait, &now);
	}
	role->tally.wait_ticks += now - wait.began;
	return goes_on;
}

void rpc_send(struct role *role, struct rpc_connection *connection,
	      struct rpc_message *message)
{
	struct rpc *rpc = role->rpc;
	uint64_t retries = 0;

	if (rpc->queue == QUEUE_POSTED) {
		llist_add(&message->llist, &connection->queue, &retries);
		atomic_inc(&connection->queued);
	} else {
		/* a ring of pointers is a ring of pointers */
		*forward_reserve(&connection->ring) =
			(struct buffer *)message;
		forward_publish(&connection->ring);
	}
	signal_event(rpc, &rpc->for_workers);
}

static struct rpc_message *take_message(struct rpc *rpc,
					struct rpc_connection *connection)
{
	struct rpc_message *message = NULL;
	struct buffer **slot;
	uint64_t retries = 0;

	if (rpc->queue == QUEUE_POSTED) {
		struct llist_node *node = llist_del_first(&connection->queue,
							  &retries);

		if (node) {
			atomic_dec(&connection->queued);
			/* llist is the first member */
			message = (struct rpc_message *)node;
		}
	} else {
		slot = forward_peek(&connection->ring);
		if (slot) {
			message = (struct rpc_message *)*slot;
			forward_release(&connection->ring);
		}
	}
	return message;
}

static struct rpc_message *try_claim(struct rpc *rpc,
				     struct rpc_connection *connection)
{
	struct rpc_message *message;

	if (!rpc_has_message(rpc, connection))
		return NULL;
	/* relaxed: a look, so that a busy line is not taken away */
	if (atomic_load_explicit(&connection->busy, memory_order_relaxed) ||
	    /* acquire: what the last owner did to queue and pool */
	    atomic_exchange_explicit(&connection->busy, true,
				     memory_order_acquire))
		return NULL;
	message = take_message(rpc, connection);
	if (!message)
		/* release: as in rpc_unclaim() */
		atomic_store_explicit(&connection->busy, false,
				      memory_order_release);
	return message;
}

static struct rpc_connection *find_message(struct role *role,
					   struct rpc_message **message)
{
	struct rpc *rpc = role->rpc;
	struct rpc_worker *worker = role->worker;

	for (uint32_t tries = rpc->connections; tries > 0; tries--) {
		struct rpc_connection *connection =
			&rpc->connection[worker->connection];

		if (++worker->connection == rpc->connections)
			worker->connection = 0;
		*message = try_claim(rpc, connection);
		if (*message) {
			signal_event(rpc, &rpc->for_receiver);
			return connection;
		}
	}
	return NULL;
}

static bool any_message(const struct rpc *rpc)
{
	for (uint32_t i = 0; i < rpc->connections; i++) {
		if (rpc_has_message(rpc, &rpc->connection[i]))
			return true;
	}
	return false;
}

struct rpc_connection *rpc_claim(struct role *role,
				 struct rpc_message **message)
{
	struct rpc *rpc = role->rpc;
	struct rpc_connection *connection = find_message(role, message);
	struct role_wait wait;
	uint64_t now;

	if (likely(connection))
		return connection;
	wait = role_wait_begin(role);
	now = wait.began;
	for (;;) {
		/* acquire: every message that was sent before is visible */
		const bool done = atomic_load_explicit(&role->phases->done,
						       memory_order_acquire);
		const uint32_t seen = signal_seen(&rpc->for_workers);

		connection = find_message(role, message);
		/* one that another worker has claimed is that one's */
		if (connection || (done && !any_message(rpc)))
			break;
		wait_turn(role, &rpc->for_workers, seen, &wait, &now);
	}
	role->tally.wait_ticks += now - wait.began;
	return connection;
}

void rpc_unclaim(struct role *role, struct rpc_connection *connection)
{
	struct rpc *rpc = role->rpc;

	/* release: what this worker did to queue and pool */
	atomic_store_explicit(&connection->busy, false, memory_order_release);
	/* svc_xprt_received() enqueues the transport again */
	if (rpc_has_message(rpc, connection))
		signal_event(rpc, &rpc->for_workers);
}
