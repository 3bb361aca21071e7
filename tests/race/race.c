// SPDX-License-Identifier: MIT
#include "race.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of a pool that can strand any number, as many as are set aside for it */
#define STRAND_MOST	1024

void race_note(struct race_state *race, const struct error *error)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	if (!race->failure.text[0])
		race->failure = *error;
	pthread_mutex_unlock(&lock);
	/* relaxed: a flag; the text is read after the join */
	atomic_store_explicit(&race->failed, true, memory_order_relaxed);
}

/* Lines of what the roles write are apart, as its types ask. */
static void *allocate(size_t count, size_t size)
{
	const size_t bytes = (count * size + LINE_PAIR - 1) / LINE_PAIR *
			     LINE_PAIR;
	void *memory = aligned_alloc(LINE_PAIR, bytes);

	assert_non_null(memory);
	return memset(memory, 0, bytes);
}

/*
 * More than the cap, so that puts are refused, and more than all CPUs can
 * strand, so that the loop cannot come to a stand.
 */
static size_t population(const struct pool_ops *ops,
			 const struct pool_params *params)
{
	const size_t cpus = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
	size_t strand = ops->strand ? ops->strand(params) : 0;

	if (strand > STRAND_MOST)
		strand = STRAND_MOST;
	return 2 * params->max + (cpus + params->producers) * strand +
	       (size_t)params->producers * (RACE_BULK + FORWARD_MESSAGES);
}

void race_open(struct race *race, const struct pool_ops *ops,
	       unsigned int producers, enum put_mode put, unsigned int max)
{
	struct race_state *state = &race->state;
	struct error error = { "" };
	size_t count;

	memset(race, 0, sizeof(*race));
	race->producers = producers;
	state->ops = ops;
	state->params = (struct pool_params){
		.node = -1,
		.max = max,
		.producers = producers,
		.put = put,
		.buffer_bytes = CACHE_LINE,
		.arena = &state->arena,
	};
	/* one producer alone needs no baton, and shows that it does not */
	state->serialized = producers > 1 &&
			    (ops->capabilities & POOL_SERIALIZED_PUTS);
	pthread_mutex_init(&state->baton, NULL);
	count = population(ops, &state->params);
	test_arena_init(&state->arena, count);
	state->owner = allocate(count, sizeof(*state->owner));
	state->stamps = allocate(count, sizeof(*state->stamps));
	state->slots = allocate(producers * FORWARD_MESSAGES,
				sizeof(*state->slots));
	for (unsigned int i = 0; i < producers; i++) {
		state->rings[i].burst = 1;
		state->rings[i].slots = state->slots + i * FORWARD_MESSAGES;
	}
	for (size_t i = 0; i < count; i++)
		backing_release(&state->backing, 0, state->arena.all[i]);
	state->pool = ops->create(&state->params, &error);
	if (!state->pool)
		fail_msg("%s", error.text);
}

unsigned int race_put(struct race_state *race, struct buffer **buffers,
		      unsigned int n, struct tally *tally)
{
	unsigned int accepted;

	if (race->serialized)
		pthread_mutex_lock(&race->baton);
	if (race->params.put == PUT_BULK)
		accepted = race->ops->put_bulk(race->pool, buffers, n, tally);
	else
		accepted = race->ops->put(race->pool, buffers[0], tally) ==
			   PUT_ACCEPTED;
	if (race->serialized)
		pthread_mutex_unlock(&race->baton);
	return accepted;
}

void race_run(struct race *race, unsigned long sends)
{
	struct race_state *state = &race->state;

	/* a waiter that has lost its CPU stops all behind it for a time slice */
	if (state->ops->capabilities & (POOL_NEEDS_CPUS | POOL_ORDERS_PUTS))
		sends /= 10;
	for (unsigned int i = 0; i <= race->producers; i++) {
		struct race_thread *thread = &race->threads[i];

		thread->race = state;
		thread->number = (int)i - 1;
		thread->sends = sends;
		thread->random = UINT64_C(0x9e3779b97f4a7c15) * (i + 1);
		assert_int_equal(pthread_create(&race->ids[i], NULL,
						i ? race_producer :
						    race_consumer, thread), 0);
	}
	while (race->disturb &&
	       atomic_load(&state->finished) <= race->producers)
		race->disturb(race);
	for (unsigned int i = 0; i <= race->producers; i++)
		pthread_join(race->ids[i], NULL);
}

/* Return: how many of them there were. */
static size_t count_out(struct race_state *state)
{
	const char *wrong = state->failure.text;
	size_t retained = 0, outside = 0;
	struct buffer *buffer;

	while ((buffer = state->ops->drain(state->pool))) {
		if (!race_move(state, buffer, OWNER_POOL, OWNER_CONSUMER,
			       "drain"))
			break;
		retained++;
	}
	while (!*wrong && (buffer = backing_take(&state->backing))) {
		race_move(state, buffer, OWNER_NOBODY, OWNER_CONSUMER,
			  "backing at the end");
		outside++;
	}
	if (!*wrong && retained + outside != state->arena.count)
		race_fail(state, "of %zu buffers %zu are in the pool and %zu outside",
			  state->arena.count, retained, outside);
	return retained;
}

void race_settle(struct race *race)
{
	struct race_state *state = &race->state;
	const struct pool_ops *ops = state->ops;
	const unsigned int excess = ops->max_excess ?
				    ops->max_excess(&state->params) : 0;
	const size_t retained = count_out(state);
	const char *wrong = state->failure.text;

	if (!*wrong && retained > (size_t)state->params.max + excess)
		race_fail(state, "retains %zu, more than %u and %u", retained,
			  state->params.max, excess);
	if (*wrong)
		fail_msg("%u producers, put %s: %s", race->producers,
			 put_mode_names[state->params.put], wrong);
}

void race_close(struct race *race)
{
	struct race_state *state = &race->state;

	state->ops->destroy(state->pool);
	pthread_mutex_destroy(&state->baton);
	test_arena_free(&state->arena);
	free(state->owner);
	free(state->stamps);
	free(state->slots);
}
