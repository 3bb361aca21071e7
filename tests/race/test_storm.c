// SPDX-License-Identifier: MIT
/*
 * Threads that are moved from CPU to CPU and interrupted by signals in the
 * middle of a put or get: what a restartable sequence must survive.
 */
#include "race.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id	_sigev_un._tid
#endif

#define SENDS		80000
#define SIGNAL_NS	200000
#define MOVE_NS		100000
#define PRODUCERS	3

static int cpus[TEST_CPUS];
static size_t nr_cpus;
static _Atomic(unsigned long) signals;
static unsigned long moves;
static uint64_t random_cpu = 1;
static timer_t timers[1 + PRODUCERS];

static void on_signal(int number)
{
	/* relaxed: a count that is read after the join */
	atomic_fetch_add_explicit(&signals, 1, memory_order_relaxed);
}

/* Each thread has a timer of its own, so that none is spared. */
static void begin_storm(struct race_thread *thread)
{
	const struct itimerspec every = {
		.it_interval = { .tv_nsec = SIGNAL_NS },
		.it_value = { .tv_nsec = SIGNAL_NS },
	};
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = SIGUSR1,
	};
	timer_t *timer = &timers[thread->number + 1];

	event.sigev_notify_thread_id = gettid();
	if (timer_create(CLOCK_MONOTONIC, &event, timer) ||
	    timer_settime(*timer, 0, &every, NULL))
		race_fail(thread->race, "no timer for the signals");
}

static void end_storm(struct race_thread *thread)
{
	timer_delete(timers[thread->number + 1]);
}

/* Called again and again while the others run: moves one of them. */
static void move_one(struct race *race)
{
	const struct timespec pause = { .tv_nsec = MOVE_NS };
	const uint32_t draw = test_random(&random_cpu);
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpus[draw / 8 % nr_cpus], &set);
	/* a thread that has ended can still be named: it is not joined yet */
	if (!pthread_setaffinity_np(race->ids[draw % (1 + PRODUCERS)],
				    sizeof(set), &set))
		moves++;
	nanosleep(&pause, NULL);
}

static void test_storm(void **state)
{
	uint64_t retries = 0;

	signals = 0;
	moves = 0;
	for (enum put_mode put = 0; put < PUT_MODES; put++) {
		struct race *race = race_new();

		race->disturb = move_one;
		for (int i = 0; i <= PRODUCERS; i++) {
			race->threads[i].begin = begin_storm;
			race->threads[i].end = end_storm;
		}
		race_open(race, *state, PRODUCERS, put, 64);
		race_run(race, SENDS);
		race_close(race);
		for (int i = 0; i <= PRODUCERS; i++)
			retries += race->threads[i].tally.put_retries +
				   race->threads[i].tally.get_retries;
		free(race);
	}
	print_message("%lu signals, %lu moves, %llu puts and gets tried again\n",
		      (unsigned long)signals, moves,
		      (unsigned long long)retries);
	/* without them this has tested nothing */
	assert_true(signals > 0);
	assert_true(moves > 0);
}

int main(void)
{
	const struct sigaction action = {
		.sa_handler = on_signal,
		.sa_flags = SA_RESTART,
	};
	const struct pool_test tests[] = {
		{ "moved and interrupted", test_storm,
		  POOL_BARE_MEMORY | POOL_FLOOR, 0, false },
	};

	if (BUILT_WITH_TSAN) {
		puts("skipped: ThreadSanitizer delays signals to where they interrupt nothing");
		return 77;
	}
	nr_cpus = test_cpus(cpus);
	if (nr_cpus < 2) {
		puts("skipped: one CPU is allowed: threads cannot be moved");
		return 77;
	}
	sigaction(SIGUSR1, &action, NULL);
	return pools_run("storm", tests, ARRAY_SIZE(tests));
}
