// SPDX-License-Identifier: MIT
/* Every pool with more threads than most test machines have CPUs. */
#include "race.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <time.h>

/* Sends of one race; there are six of each pool, or eight. */
#define SENDS		(BUILT_WITH_TSAN ? 15000 : 100000)
/* Rounds of filling a pool beyond its cap */
#define FILLS		(BUILT_WITH_TSAN ? 40 : 200)

static struct race race;

/* A pool whose puts the caller serializes: alone, and with a lock around. */
static unsigned int fewest_producers(const struct pool_ops *ops)
{
	if (!(ops->capabilities & POOL_SERIALIZED_PUTS))
		return 2;
	print_message("puts must be serialized: one producer without a lock, and several with one around put\n");
	return 1;
}

/* A thread that is moved to another CPU in the midst of a put or a get */
static void move_one(struct race *of)
{
	static uint64_t random = 1;
	const struct timespec pause = { .tv_nsec = 100000 };
	const uint32_t draw = test_random(&random);
	int cpus[TEST_CPUS];
	const size_t nr_cpus = test_cpus(cpus);
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpus[draw / 8 % nr_cpus], &set);
	/* a thread that has ended can still be named: it is not joined yet */
	pthread_setaffinity_np(of->ids[draw % (1 + of->producers)],
			       sizeof(set), &set);
	nanosleep(&pause, NULL);
}

static void test_handoff(void **state)
{
	const unsigned int fewest = fewest_producers(*state);
	struct tally sum = { 0 };

	for (enum put_mode put = 0; put < PUT_MODES; put++) {
		for (unsigned int n = fewest; n <= RACE_PRODUCERS; n++) {
			race_open(&race, *state, n, put, 64);
			race.disturb = n == RACE_PRODUCERS ? move_one : NULL;
			race_run(&race, SENDS);
			race_settle(&race);
			race_close(&race);
			for (unsigned int i = 0; i <= n; i++) {
				sum.put_retries +=
					race.threads[i].tally.put_retries;
				sum.get_retries +=
					race.threads[i].tally.get_retries;
			}
		}
	}
	print_message("%llu puts and %llu gets were tried again\n",
		      (unsigned long long)sum.put_retries,
		      (unsigned long long)sum.get_retries);
}

/* A thread that puts its share until it is refused, or has no more. */
struct filler {
	struct buffer **buffers;
	size_t left;
	pthread_t thread;
};

static void *fill(void *argument)
{
	struct filler *filler = argument;
	struct tally tally = { 0 };
	unsigned int accepted = 1;

	while (filler->left && accepted) {
		const unsigned int n = race.state.params.put == PUT_SINGLE ? 1 :
				       filler->left < 5 ?
				       (unsigned int)filler->left : 5;

		accepted = race_put(&race.state, filler->buffers, n, &tally);
		for (unsigned int i = 0; i < accepted; i++)
			race_move(&race.state, filler->buffers[i],
				  OWNER_CONSUMER, OWNER_POOL, "fill");
		filler->buffers += accepted;
		filler->left -= accepted;
	}
	for (size_t i = 0; i < filler->left; i++) {
		race_move(&race.state, filler->buffers[i], OWNER_CONSUMER,
			  OWNER_NOBODY, "release");
		backing_release(&race.state.backing, 0, filler->buffers[i]);
	}
	return NULL;
}

/* The buffers are the consumer's: all are put that the pool takes. */
static void fill_once(void)
{
	const struct arena *arena = &race.state.arena;
	struct filler fillers[RACE_PRODUCERS];
	size_t first = 0;

	for (size_t i = 0; i < RACE_PRODUCERS; i++) {
		const size_t end = arena->count * (i + 1) / RACE_PRODUCERS;

		fillers[i] = (struct filler){
			.buffers = arena->all + first, .left = end - first,
		};
		first = end;
		assert_int_equal(pthread_create(&fillers[i].thread, NULL, fill,
						&fillers[i]), 0);
	}
	for (int i = 0; i < RACE_PRODUCERS; i++)
		pthread_join(fillers[i].thread, NULL);
}

/* The cap, with nobody who takes: puts alone against each other. */
static void test_overflow(void **state)
{
	for (enum put_mode put = 0; put < PUT_MODES; put++) {
		race_open(&race, *state, RACE_PRODUCERS, put, 100);
		race_settle(&race);
		for (int round = 0; round < FILLS; round++) {
			fill_once();
			race_settle(&race);
		}
		race_close(&race);
	}
}

int main(void)
{
	const struct pool_test tests[] = {
		{ "handoff between threads", test_handoff,
		  POOL_BARE_MEMORY | POOL_FLOOR, 0, false },
		{ "overflow", test_overflow,
		  POOL_BARE_MEMORY | POOL_FLOOR, 0, false },
	};

	puts("left out: allocators and floors, which keep no buffers");
	return pools_run("race", tests, ARRAY_SIZE(tests));
}
