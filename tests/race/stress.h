/* SPDX-License-Identifier: MIT */
/*
 * rseq-stress: threads that get buffers out of a per-CPU pool and put them
 * back, while they are delayed inside of the restartable sequences,
 * interrupted by signals, moved from CPU to CPU, or killed. Each buffer has an
 * owner word, as in race.h; race.h itself is not used, for that this must also
 * be linked statically for an arm64 guest, and live in shared memory.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "pool/pool.h"

/* Most buffers that a worker holds */
#define STRESS_BURST	20
/* Most workers */
#define STRESS_THREADS	256
/* Most CPUs that workers are moved among */
#define STRESS_CPUS	64

/* Where a buffer is; a worker's number is added to the last one. */
enum stress_owner {
	STRESS_POOL,
	STRESS_FOUND,
	STRESS_WORKER,
};

/* One thread, or one process at a time */
struct worker {
	struct stress *stress;	/* shared by all */
	unsigned int number;	/* from 0 */
	uint64_t random;	/* state of its random numbers */
	uint64_t signal_random;	/* of those in the signal handler */
	/* the kernel's number of it; 0 before it runs and afterwards */
	_Atomic(pid_t) thread;
	/*
	 * as many buffers may be neither in the pool nor owned by it just now:
	 * those of the call that is in progress
	 */
	_Atomic(unsigned int) transit;
	_Atomic(uint64_t) rounds;	/* buffers that it got and put back */
	uint64_t signals;	/* that it got */
	uint64_t moves;	/* to another CPU, by itself */
	uint64_t aborts;	/* of its sequences */
	struct tally tally;	/* what the pool counted for it */
} line_pair_aligned;

/* One run; in memory that children share */
struct stress {
	const struct pool_ops *ops;	/* the pool */
	struct pool_params params;	/* what it was made with */
	struct pool *pool;	/* and what came of it */
	struct buffer *buffers;	/* all of them */
	size_t count;	/* how many */
	_Atomic(uint32_t) *owner;	/* an enum stress_owner for each */
	struct worker *workers;	/* all of them */
	unsigned int threads;	/* how many */
	int cpus[STRESS_CPUS];	/* that this process may run on */
	unsigned int nr_cpus;	/* how many */
	uint64_t enough;	/* rounds, of all workers together */
	bool kill;	/* workers are processes that are killed */
	_Atomic(bool) done;	/* enough rounds were made */
	_Atomic(unsigned int) ended;	/* threads that have seen that */
	_Atomic(bool) failed;	/* somebody has found something wrong */
	struct error failure;	/* what the first one found */
};

/* What the thread of main() did */
struct stress_disturbance {
	uint64_t random;	/* state of its random numbers */
	uint64_t moves;	/* of workers to a CPU */
	uint64_t kills;	/* of workers */
	/* buffers that the kills may have lost since the last count */
	uint64_t transit;
	uint64_t rounds;	/* that it has seen */
	unsigned int idle;	/* moves since there were more of them */
};

/* Put every buffer into the pool, which is empty */
void stress_fill(struct stress *stress);

/* How many buffers were got and put back so far */
uint64_t stress_rounds(const struct stress *stress);

/*
 * Let threads make all rounds, and disturb them. Ends the program where none
 * comes back for many seconds.
 */
void stress_run_threads(struct stress *stress, struct stress_disturbance *by);

/* Start a process for each worker; kill one by one */
void stress_run_and_kill(struct stress *stress, struct stress_disturbance *by);

/* Empty the pool, and fail where one is missing that no kill accounts for */
void stress_count_out(struct stress *stress, struct stress_disturbance *by);

/* A worker's thread: gets and puts until enough was done or something failed */
void *stress_work(void *worker);

/* Install the handler for what the timers send */
void stress_catch_signals(void);

/*
 * Let a thread, 0 for the caller, run on one random CPU alone. Return: whether
 * the kernel did it
 */
bool stress_move(const struct stress *stress, pid_t thread, uint32_t random);

/* As race_move() */
bool stress_claim(struct stress *stress, const struct buffer *buffer,
		  uint32_t from, uint32_t to, const char *where);

/* Keep the first failure, in the words of a printf format; all workers end. */
#define stress_fail(stress, ...)					\
	do {								\
		if (!atomic_exchange(&(stress)->failed, true))		\
			error_set(&(stress)->failure, EINVAL, __VA_ARGS__); \
	} while (0)

/* Xorshift64*, as test_random(), which needs cmocka. state: not 0 */
static inline uint32_t stress_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}
