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

/**
 * struct race_state - what all threads of a race share
 * @ops: what is tested
 * @params: what it was made with
 * @pool: the pool
 * @arena: all buffers
 * @owner: an enum owner for each
 * @stamps: odd from the put to the get, even elsewhere; not atomic
 * @serialized: puts go through @baton: the pool leaves that to its caller
 * @baton: held by the producer that puts
 * @backing: buffers outside of the pool
 * @rings: one for each producer, a message is one buffer
 * @slots: of the rings
 * @done: nothing more will be sent
 * @failed: somebody has found something wrong
 * @failure: what the first one found
 * @finished: threads that have ended
 */
struct race_state {
	const struct pool_ops *ops;
	struct pool_params params;
	struct pool *pool;
	struct arena arena;
	_Atomic(uint32_t) *owner;
	uint64_t *stamps;
	bool serialized;
	pthread_mutex_t baton;
	struct backing backing;
	struct forward_ring rings[RACE_PRODUCERS];
	struct buffer **slots;
	_Atomic(bool) done;
	_Atomic(bool) failed;
	struct error failure;
	_Atomic(unsigned int) finished;
};

/**
 * struct race_thread - one thread
 * @race: shared
 * @number: of a producer, from 0; -1 for the consumer
 * @sends: how many buffers the consumer sends
 * @random: state of its random numbers
 * @tally: what the pool counted for it
 * @begin: called in the thread before all else; NULL for nothing
 * @end: called in the thread at its end; NULL for nothing
 * @context: of both
 */
struct race_thread {
	struct race_state *race;
	int number;
	unsigned long sends;
	uint64_t random;
	struct tally tally;
	void (*begin)(struct race_thread *thread);
	void (*end)(struct race_thread *thread);
	void *context;
};

/**
 * struct race - one race
 * @state: shared by its threads
 * @threads: [0] is the consumer
 * @producers: how many of the others take part
 * @disturb: called by the calling thread again and again meanwhile; NULL:
 *	it only waits
 */
struct race {
	struct race_state state;
	struct race_thread threads[1 + RACE_PRODUCERS];
	pthread_t ids[1 + RACE_PRODUCERS];
	unsigned int producers;
	void (*disturb)(struct race *race);
};

/**
 * race_new() - memory of a race, zeroed
 *
 * Return: what the caller frees.
 */
struct race *race_new(void);

/**
 * race_open() - a pool and buffers, all outside of it
 * @race: of race_new(), but for what the caller wants set in its threads
 * @ops: what is tested
 * @producers: how many
 * @put: how they put
 * @max: cap of the pool
 */
void race_open(struct race *race, const struct pool_ops *ops,
	       unsigned int producers, enum put_mode put, unsigned int max);

/**
 * race_run() - let the threads run and end
 * @sends: how many buffers the consumer sends; a tenth of it for pools that
 *	need a CPU for each thread
 */
void race_run(struct race *race, unsigned long sends);

/**
 * race_close() - check that every buffer is where it can be, exactly once
 */
void race_close(struct race *race);

/* The two roles: each the function of a thread, given its race_thread */
void *race_consumer(void *argument);
void *race_producer(void *argument);

/**
 * race_put() - return buffers to the pool in the way of the race
 * @n: how many; 1 unless they are put in bulk
 * @tally: of the calling thread
 *
 * One at a time where the pool asks for that.
 *
 * Return: how many of the first ones were accepted.
 */
unsigned int race_put(struct race_state *race, struct buffer **buffers,
		      unsigned int n, struct tally *tally);

/**
 * race_note() - keep the first failure; all threads end
 */
void race_note(struct race_state *race, const struct error *error);

/* race_note() with the text of a printf format */
#define race_fail(race, ...)						\
	do {								\
		struct error error_;					\
									\
		error_set(&error_, EINVAL, __VA_ARGS__);		\
		race_note(race, &error_);				\
	} while (0)

/**
 * race_move() - a buffer changes its owner
 * @buffer: any pointer, as it came out of a pool
 * @from: who must own it
 * @to: who owns it then
 * @where: for the text
 *
 * Return: false when somebody else owned it.
 */
bool race_move(struct race_state *race, const struct buffer *buffer,
	       uint32_t from, uint32_t to, const char *where);
