// SPDX-License-Identifier: MIT
#include "stress.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "rseq_inject.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id	_sigev_un._tid
#endif

#define SIGNAL		SIGUSR1
/* Between two signals to a thread */
#define SIGNAL_NS	200000
/* One in so many: signals that yield, and that move; turns that yield */
#define SIGNAL_YIELDS	4
#define SIGNAL_MOVES	8
#define TURN_YIELDS	32
/* One in so many aborts yields, or sleeps */
#define ABORT_YIELDS	4
#define ABORT_SLEEPS	64

uint32_t rseq_delay[RSEQ_POINTS];

static _Thread_local struct worker *self;

bool stress_move(const struct stress *stress, pid_t thread, uint32_t random)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(stress->cpus[random % stress->nr_cpus], &set);
	return sched_setaffinity(thread, sizeof(set), &set) == 0;
}

void rseq_aborted(void)
{
	const struct timespec pause = { .tv_nsec = 1 };

	/* the calling thread of main() fills and drains, and is no worker */
	if (!self)
		return;
	self->aborts++;
	if (self->aborts % ABORT_YIELDS == 0)
		sched_yield();
	if (self->aborts % ABORT_SLEEPS == 0)
		nanosleep(&pause, NULL);
}

/* Anywhere, also between the look at the CPU and the sequence */
static void on_signal(int number)
{
	const int saved = errno;
	uint32_t draw;

	self->signals++;
	draw = stress_random(&self->signal_random);
	if (draw % SIGNAL_YIELDS == 0)
		sched_yield();
	else if (draw % SIGNAL_MOVES == 1 &&
		 stress_move(self->stress, 0, draw / SIGNAL_MOVES))
		self->moves++;
	errno = saved;
}

void stress_catch_signals(void)
{
	const struct sigaction action = {
		.sa_handler = on_signal,
		.sa_flags = SA_RESTART,
	};

	sigaction(SIGNAL, &action, NULL);
}

static bool start_signals(timer_t *timer)
{
	const struct timespec period = { .tv_nsec = SIGNAL_NS };
	const struct itimerspec every = { period, period };
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = SIGNAL,
	};

	event.sigev_notify_thread_id = gettid();
	if (timer_create(CLOCK_MONOTONIC, &event, timer) == 0 &&
	    timer_settime(*timer, 0, &every, NULL) == 0)
		return true;
	stress_fail(self->stress, "no timer for the signals");
	return false;
}

bool stress_claim(struct stress *stress, const struct buffer *buffer,
		  uint32_t from, uint32_t to, const char *where)
{
	const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)stress->buffers;
	const size_t index = offset / sizeof(*buffer);
	uint32_t owner = from;

	if (offset % sizeof(*buffer) || index >= stress->count) {
		stress_fail(stress, "%s: %p is no buffer", where,
			    (const void *)buffer);
		return false;
	}
	/* relaxed, both: what the pool fails to order must not be hidden */
	if (atomic_compare_exchange_strong_explicit(&stress->owner[index],
			&owner, to, memory_order_relaxed, memory_order_relaxed))
		return true;
	stress_fail(stress, "%s: buffer %zu belongs to %u, not to %u", where,
		    index, owner, from);
	return false;
}

/* How many a kill from here on may leave with nobody; relaxed: it is read
 * when this process is dead. */
static void set_transit(struct worker *worker, unsigned int buffers)
{
	atomic_store_explicit(&worker->transit, buffers, memory_order_relaxed);
}

static void maybe_yield(struct worker *worker)
{
	if (stress_random(&worker->random) % TURN_YIELDS == 0)
		sched_yield();
}

static unsigned int take(struct worker *worker, struct buffer **buffers,
			 unsigned int wanted)
{
	struct stress *stress = worker->stress;
	unsigned int n = 0;

	while (n < wanted) {
		bool claimed;

		set_transit(worker, 1);
		buffers[n] = stress->ops->get(stress->pool, &worker->tally);
		claimed = buffers[n] &&
			  stress_claim(stress, buffers[n], STRESS_POOL,
				       STRESS_WORKER + worker->number, "get");
		set_transit(worker, 0);
		if (!claimed)
			break;
		n++;
		maybe_yield(worker);
	}
	return n;
}

/* By one call, or by one for each; the cap is so high that none is refused. */
static void give(struct worker *worker, struct buffer **buffers, unsigned int n)
{
	struct stress *stress = worker->stress;
	const bool bulk = stress_random(&worker->random) % 2;
	unsigned int given = 0;

	while (given < n) {
		const unsigned int now = bulk ? n : 1;
		unsigned int accepted;

		set_transit(worker, now);
		for (unsigned int i = 0; i < now; i++)
			stress_claim(stress, buffers[given + i],
				     STRESS_WORKER + worker->number,
				     STRESS_POOL, "put");
		if (bulk)
			accepted = stress->ops->put_bulk(stress->pool, buffers,
							 n, &worker->tally);
		else
			accepted = stress->ops->put(stress->pool,
						    buffers[given],
						    &worker->tally) ==
				   PUT_ACCEPTED;
		set_transit(worker, 0);
		if (accepted < now) {
			stress_fail(stress, "put: refused, though the pool cannot be full");
			return;
		}
		given += now;
		maybe_yield(worker);
	}
}

void *stress_work(void *argument)
{
	struct worker *worker = argument;
	struct stress *stress = worker->stress;
	struct buffer *buffers[STRESS_BURST];
	timer_t timer;
	bool signals;

	self = worker;
	atomic_store(&worker->thread, gettid());
	signals = start_signals(&timer);
	/* relaxed, all: flags, and a count that nothing follows from */
	while (!atomic_load_explicit(&stress->done, memory_order_relaxed) &&
	       !atomic_load_explicit(&stress->failed, memory_order_relaxed)) {
		const unsigned int n = take(worker, buffers,
			1 + stress_random(&worker->random) % STRESS_BURST);

		if (n == 0)
			sched_yield();
		give(worker, buffers, n);
		atomic_fetch_add_explicit(&worker->rounds, n,
					  memory_order_relaxed);
	}
	if (signals)
		timer_delete(timer);
	/* the number may be another thread's soon */
	atomic_store(&worker->thread, 0);
	atomic_fetch_add(&stress->ended, 1);
	return NULL;
}
