// SPDX-License-Identifier: MIT
/* What the thread of main() does to the workers of rseq-stress, and the count */
#include "stress.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "rseq_inject.h"

/* Between two moves by the thread that only disturbs */
#define MOVE_NS		100000
/* Most turns of an empty loop at each point of a sequence */
#define DELAY		400
/* Moves between two kills, at most */
#define KILL_TURNS	40
/* Moves without a round until it counts as a standstill: many seconds */
#define STANDSTILL	100000

void stress_fill(struct stress *stress)
{
	struct tally tally = { 0 };

	for (size_t i = 0; i < stress->count; i++) {
		atomic_store(&stress->owner[i], STRESS_POOL);
		if (stress->ops->put(stress->pool, &stress->buffers[i],
				     &tally) != PUT_ACCEPTED)
			stress_fail(stress, "fill: refused, though the pool cannot be full");
	}
}

uint64_t stress_rounds(const struct stress *stress)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < stress->threads; i++)
		sum += atomic_load(&stress->workers[i].rounds);
	return sum;
}

/* A pool that is wrong may never return: its threads cannot be waited for. */
static void watch(const struct stress *stress, struct stress_disturbance *by)
{
	const uint64_t now = stress_rounds(stress);

	by->idle = now == by->rounds ? by->idle + 1 : 0;
	by->rounds = now;
	if (by->idle < STANDSTILL)
		return;
	fprintf(stderr, "rseq-stress: %s: no buffer has come back for %u moves, after %llu rounds\n",
		stress->ops->name, by->idle, (unsigned long long)now);
	_exit(EXIT_FAILURE);
}

/*
 * Half of the points have no delay at a time, so that every order in which
 * two sequences can come by each other has its chance.
 */
static void disturb(struct stress *stress, struct stress_disturbance *by)
{
	const struct timespec pause = { .tv_nsec = MOVE_NS };
	const uint32_t draw = stress_random(&by->random);
	struct worker *worker = &stress->workers[draw % stress->threads];
	const pid_t thread = atomic_load(&worker->thread);

	for (unsigned int i = 0; i < RSEQ_POINTS; i++) {
		const uint32_t delay = stress_random(&by->random);

		*(volatile uint32_t *)&rseq_delay[i] =
			delay % 2 ? delay / 2 % (DELAY + 1) : 0;
	}
	if (thread && stress_move(stress, thread, draw / stress->threads))
		by->moves++;
	watch(stress, by);
	nanosleep(&pause, NULL);
}

void stress_run_threads(struct stress *stress, struct stress_disturbance *by)
{
	pthread_t ids[STRESS_THREADS] = { 0 };

	for (unsigned int i = 0; i < stress->threads; i++) {
		if (pthread_create(&ids[i], NULL, stress_work,
				   &stress->workers[i])) {
			fprintf(stderr, "rseq-stress: thread %u cannot be made\n",
				i);
			exit(EXIT_FAILURE);
		}
	}
	while (stress_rounds(stress) < stress->enough &&
	       !atomic_load(&stress->failed))
		disturb(stress, by);
	atomic_store(&stress->done, true);
	/* a pool that is wrong may keep one of them */
	while (atomic_load(&stress->ended) < stress->threads)
		disturb(stress, by);
	for (unsigned int i = 0; i < stress->threads; i++)
		pthread_join(ids[i], NULL);
}

static pid_t fork_one(struct stress *stress, struct worker *worker)
{
	const pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		stress_work(worker);
		_exit(0);
	}
	if (pid < 0)
		stress_fail(stress, "no process: %s", strerror(errno));
	return pid;
}

/* The end of a worker's process, by a signal that it cannot see coming */
static void kill_one(struct stress *stress, struct worker *worker, pid_t pid,
		     struct stress_disturbance *by)
{
	struct error error = { "" };
	int status = 0;

	kill(pid, SIGKILL);
	if (child_wait(pid, &status, &error))
		stress_fail(stress, "%s", error.text);
	atomic_store(&worker->thread, 0);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		by->kills++;
	else
		stress_fail(stress, "a worker ended by itself, status %#x",
			    (unsigned int)status);
	by->transit += atomic_exchange(&worker->transit, 0);
}

/* Others go on with what the killed ones leave, until the last one is killed. */
void stress_run_and_kill(struct stress *stress, struct stress_disturbance *by)
{
	pid_t pids[STRESS_THREADS] = { 0 };

	for (unsigned int i = 0; i < stress->threads; i++) {
		/* each has delays of its own for its life */
		disturb(stress, by);
		pids[i] = fork_one(stress, &stress->workers[i]);
	}
	for (unsigned int i = 0; i < stress->threads; i++) {
		uint32_t turns = stress_random(&by->random) % KILL_TURNS;

		while (turns-- > 0 && !atomic_load(&stress->failed))
			disturb(stress, by);
		if (pids[i] > 0)
			kill_one(stress, &stress->workers[i], pids[i], by);
	}
}

/*
 * Nobody runs any longer: each buffer is in the pool once, in the hands of a
 * worker that was killed, or on the way between the two when it was.
 */
void stress_count_out(struct stress *stress, struct stress_disturbance *by)
{
	size_t found = 0, held = 0, missing = 0;
	struct buffer *buffer;

	while (!atomic_load(&stress->failed) &&
	       (buffer = stress->ops->drain(stress->pool))) {
		found += stress_claim(stress, buffer, STRESS_POOL, STRESS_FOUND,
				      "drain");
	}
	for (size_t i = 0; i < stress->count; i++) {
		const uint32_t owner = atomic_load(&stress->owner[i]);

		held += owner >= STRESS_WORKER;
		missing += owner == STRESS_POOL;
	}
	if (missing > by->transit || (held && !by->kills))
		stress_fail(stress, "of %zu buffers %zu are in the pool, %zu in hands, and %zu nowhere, where %llu may be",
			    stress->count, found, held, missing,
			    (unsigned long long)by->transit);
	by->transit = 0;
}
