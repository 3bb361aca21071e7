// SPDX-License-Identifier: MIT
/* Every pool with more threads than most test machines have CPUs. */
#include "race.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Sends of one race; there are six of each pool, or eight. */
#define SENDS		(BUILT_WITH_TSAN ? 15000 : 100000)
/* Rounds of filling a pool beyond its cap */
#define FILLS		(BUILT_WITH_TSAN ? 40 : 200)

/* A pool whose puts the caller serializes: alone, and with a lock around. */
static unsigned int fewest_producers(const struct pool_ops *ops)
{
	if (!(ops->capabilities & POOL_SERIALIZED_PUTS))
		return 2;
	print_message("puts must be serialized: one producer without a lock, and several with one around put\n");
	return 1;
}

/* A thread that is moved to another CPU in the midst of a put or a get */
static void move_one(struct race *race)
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
	pthread_setaffinity_np(race->ids[draw % (1 + race->producers)],
			       sizeof(set), &set);
	nanosleep(&pause, NULL);
}

static void test_handoff(void **state)
{
	const unsigned int fewest = fewest_producers(*state);
	struct tally sum = { 0 };

	for (enum put_mode put = 0; put < PUT_MODES; put++) {
		for (unsigned int n = fewest; n <= RACE_PRODUCERS; n++) {
			struct race *race = race_new();

			if (n == RACE_PRODUCERS)
				race->disturb = move_one;
			race_open(race, *state, n, put, 64);
			race_run(race, SENDS);
			race_close(race);
			for (unsigned int i = 0; i <= n; i++) {
				sum.put_retries +=
					race->threads[i].tally.put_retries;
				sum.get_retries +=
					race->threads[i].tally.get_retries;
			}
			free(race);
		}
	}
	print_message("%llu puts and %llu gets were tried again\n",
		      (unsigned long long)sum.put_retries,
		      (unsigned long long)sum.get_retries);
}

/* A thread that puts its share until it is refused, or has no more. */
struct filler {
	struct race_state *race;
	struct buffer **buffers;
	unsigned int left;
	pthread_t thread;
};

static void *fill(void *argument)
{
	struct filler *filler = argument;
	struct race_state *race = filler->race;
	struct tally tally = { 0 };
	unsigned int accepted = 1;

	while (filler->left && accepted) {
		const unsigned int n = filler->left < 5 ? filler->left : 5;

		accepted = race_put(race, filler->buffers,
				    race->params.put == PUT_BULK ? n : 1,
				    &tally);
		for (unsigned int i = 0; i < accepted; i++)
			race_move(race, filler->buffers[i], OWNER_NOBODY,
				  OWNER_POOL, "fill");
		filler->buffers += accepted;
		filler->left -= accepted;
	}
	return NULL;
}

static void fill_once(struct race_state *race, unsigned int producers)
{
	const unsigned int excess = race->ops->max_excess ?
		race->ops->max_excess(&race->params) : 0;
	const unsigned int share = (unsigned int)race->arena.count / producers;
	struct filler fillers[RACE_PRODUCERS];
	const char *wrong = race->failure.text;
	size_t retained = 0;
	struct buffer *buffer;

	for (unsigned int i = 0; i < producers; i++) {
		fillers[i] = (struct filler){
			.race = race,
			.buffers = race->arena.all + (size_t)i * share,
			.left = share,
		};
		assert_int_equal(pthread_create(&fillers[i].thread, NULL, fill,
						&fillers[i]), 0);
	}
	for (unsigned int i = 0; i < producers; i++)
		pthread_join(fillers[i].thread, NULL);
	while (!*wrong && (buffer = race->ops->drain(race->pool))) {
		race_move(race, buffer, OWNER_POOL, OWNER_NOBODY, "drain");
		retained++;
	}
	for (unsigned int i = 0; i < producers; i++)
		retained += fillers[i].left;
	if (!*wrong && retained != (size_t)share * producers)
		race_fail(race, "of %u buffers %zu are left",
			  share * producers, retained);
	for (unsigned int i = 0; i < producers; i++)
		retained -= fillers[i].left;
	if (excess != POOL_EXCESS_UNBOUNDED &&
	    retained > (size_t)race->params.max + excess)
		race_fail(race, "retains %zu, more than %u and %u", retained,
			  race->params.max, excess);
	if (*wrong)
		fail_msg("put %s: %s", put_mode_names[race->params.put],
			 wrong);
}

/* The cap, with nobody who takes: puts alone against each other. */
static void test_overflow(void **state)
{
	for (enum put_mode put = 0; put < PUT_MODES; put++) {
		struct race *race = race_new();

		race_open(race, *state, RACE_PRODUCERS, put, 100);
		/* what is put here is nowhere else */
		while (backing_take(&race->state.backing))
			;
		for (int round = 0; round < FILLS; round++)
			fill_once(&race->state, RACE_PRODUCERS);
		for (size_t i = 0; i < race->state.arena.count; i++)
			backing_release(&race->state.backing, 0,
					race->state.arena.all[i]);
		race_close(race);
		free(race);
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
