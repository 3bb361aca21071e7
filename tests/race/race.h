/* SPDX-License-Identifier: MIT */
/*
 * The closed loop of scenario handoff without its clock: a consumer gets
 * buffers and sends them to producers, which put them back, a fixed number of
 * times, with yields in between. Each buffer has an owner word of its own that
 * changes by compare-exchange: whoever is handed a buffer that is not where it
 * should be says so at once, not at the end.
 *
 * The owner words are relaxed on purpose: they order nothing, so that what a
 * pool fails to order stays visible (to ThreadSanitizer, and in the stamps).
 */
#pragma once

#include <errno.h>
#include <pthread.h>

#include "pool/loop/role.h"
#include "pools.h"

#define RACE_PRODUCERS	4
#define RACE_BULK	16

/* Where a buffer is; a producer's number is added to the last one. */
enum owner {
	OWNER_NOBODY,
	OWNER_POOL,
	OWNER_CONSUMER,
	OWNER_RING,
	OWNER_PRODUCER,
};

/* What all threads of a race share */
struct race_state {
	const struct pool_ops *ops;	/* what is tested */
	struct pool_params params;	/* what it was made with */
	struct pool *pool;	/* the pool */
	struct arena arena;	/* all buffers */
	_Atomic(uint32_t) *owner;	/* an enum owner for each */
	/* odd from the put to the get, even elsewhere; not atomic */
	uint64_t *stamps;
	/* puts go through @baton: the pool leaves that to its caller */
	bool serialized;
	pthread_mutex_t baton;	/* held by the producer that puts */
	struct backing backing;	/* buffers outside of the pool */
	/* one for each producer, a message is one buffer */
	struct forward_ring rings[RACE_PRODUCERS];
	struct buffer **slots;	/* of the rings */
	_Atomic(bool) done;	/* nothing more will be sent */
	_Atomic(bool) failed;	/* somebody has found something wrong */
	struct error failure;	/* what the first one found */
	_Atomic(unsigned int) finished;	/* threads that have ended */
};

/* One thread */
struct race_thread {
	struct race_state *race;	/* shared */
	int number;	/* of a producer, from 0; -1 for the consumer */
	unsigned long sends;	/* how many buffers the consumer sends */
	uint64_t random;	/* state of its random numbers */
	struct tally tally;	/* what the pool counted for it */
};

/* One race */
struct race {
	struct race_state state;	/* shared by its threads */
	/* [0] is the consumer */
	struct race_thread threads[1 + RACE_PRODUCERS];
	pthread_t ids[1 + RACE_PRODUCERS];
	unsigned int producers;	/* how many of the others take part */
	/* called again and again meanwhile; NULL: the caller only waits */
	void (*disturb)(struct race *race);
};

/* A pool of a cap, and buffers, all outside of it */
void race_open(struct race *race, const struct pool_ops *ops,
	       unsigned int producers, enum put_mode put, unsigned int max);

/*
 * Let the threads run and end. sends: how many buffers the consumer sends; a
 * tenth of it for pools that need a CPU for each thread
 */
void race_run(struct race *race, unsigned long sends);

/*
 * Check that every buffer is in the pool, which keeps its cap, or in the backing
 * list, exactly once. No thread runs; all are the consumer's then.
 */
void race_settle(struct race *race);

void race_close(struct race *race);

/* The two roles: each the function of a thread, given its race_thread */
void *race_consumer(void *argument);
void *race_producer(void *argument);

/*
 * Return buffers to the pool in the way of the race: one unless in bulk, and
 * one caller at a time where the pool asks for that. Return: how many of the
 * first ones were accepted
 */
unsigned int race_put(struct race_state *race, struct buffer **buffers,
		      unsigned int n, struct tally *tally);

/* Keep the first failure; all threads end */
void race_note(struct race_state *race, const struct error *error);

/* race_note() with the text of a printf format */
#define race_fail(race, ...)						\
	do {								\
		struct error error_;					\
									\
		error_set(&error_, EINVAL, __VA_ARGS__);		\
		race_note(race, &error_);				\
	} while (0)

/*
 * A buffer, which is whatever came out of a pool, changes its owner. Return:
 * false when it is none, or somebody else's. where: for the text
 */
bool race_move(struct race_state *race, const struct buffer *buffer,
	       uint32_t from, uint32_t to, const char *where);
