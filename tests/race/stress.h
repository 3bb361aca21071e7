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

/**
 * struct worker - one thread, or one process at a time
 * @stress: shared by all
 * @number: from 0
 * @random: state of its random numbers
 * @signal_random: of those in the signal handler
 * @thread: the kernel's number of it; 0 before it runs and afterwards
 * @transit: as many buffers may be neither in the pool nor owned by it just
 *	now: those of the call that is in progress
 * @rounds: buffers that it got and put back
 * @signals: that it got
 * @moves: to another CPU, by itself
 * @aborts: of its sequences
 * @tally: what the pool counted for it
 */
struct worker {
	struct stress *stress;
	unsigned int number;
	uint64_t random;
	uint64_t signal_random;
	_Atomic(pid_t) thread;
	_Atomic(unsigned int) transit;
	_Atomic(uint64_t) rounds;
	uint64_t signals;
	uint64_t moves;
	uint64_t aborts;
	struct tally tally;
} line_pair_aligned;

/**
 * struct stress - one run; in memory that children share
 * @ops: the pool
 * @params: what it was made with
 * @pool: and what came of it
 * @buffers: all of them
 * @count: how many
 * @owner: an enum stress_owner for each
 * @workers: all of them
 * @threads: how many
 * @cpus: that this process may run on
 * @nr_cpus: how many
 * @signal_us: time between two signals to a worker
 * @done: enough rounds were made
 * @ended: threads that have seen that
 * @failed: somebody has found something wrong
 * @failure: what the first one found
 */
struct stress {
	const struct pool_ops *ops;
	struct pool_params params;
	struct pool *pool;
	struct buffer *buffers;
	size_t count;
	_Atomic(uint32_t) *owner;
	struct worker *workers;
	unsigned int threads;
	int cpus[STRESS_CPUS];
	unsigned int nr_cpus;
	unsigned int signal_us;
	_Atomic(bool) done;
	_Atomic(unsigned int) ended;
	_Atomic(bool) failed;
	struct error failure;
};

/**
 * struct stress_options - what the user asked for
 * @rounds: buffers to get and put back, of all workers together
 * @threads: workers; 0: twice the CPUs
 * @delay: most turns of a delay
 * @signal_us: time between two signals to a worker
 * @kill: workers are processes that are killed
 * @pool: name; NULL: the default
 */
struct stress_options {
	uint64_t rounds;
	unsigned int threads;
	unsigned int delay;
	unsigned int signal_us;
	bool kill;
	const char *pool;
};

/**
 * struct stress_disturbance - what the thread of main() did
 * @random: state of its random numbers
 * @moves: of workers to a CPU
 * @kills: of workers
 * @transit: buffers that the kills may have lost since the last count
 * @rounds: that it has seen
 * @idle: moves since there were more of them
 */
struct stress_disturbance {
	uint64_t random;
	uint64_t moves;
	uint64_t kills;
	uint64_t transit;
	uint64_t rounds;
	unsigned int idle;
};

/**
 * stress_fill() - put every buffer into the pool, which is empty
 */
void stress_fill(struct stress *stress);

/**
 * stress_rounds() - how many buffers were got and put back so far
 */
uint64_t stress_rounds(const struct stress *stress);

/**
 * stress_run_threads() - let threads make all rounds, and disturb them
 *
 * Ends the program where none comes back for many seconds.
 */
void stress_run_threads(struct stress *stress,
			const struct stress_options *options,
			struct stress_disturbance *by);

/**
 * stress_run_and_kill() - start a process for each worker; kill one by one
 */
void stress_run_and_kill(struct stress *stress,
			 const struct stress_options *options,
			 struct stress_disturbance *by);

/**
 * stress_count_out() - empty the pool, and say where each buffer is
 *
 * Fails (stress_fail()) where one is missing that no kill accounts for.
 */
void stress_count_out(struct stress *stress, struct stress_disturbance *by);

/**
 * stress_work() - get and put until enough was done or something failed
 * @argument: a struct worker; of the calling thread, alone
 *
 * Return: NULL, for pthread_create().
 */
void *stress_work(void *argument);

/**
 * stress_catch_signals() - install the handler for what the timers send
 */
void stress_catch_signals(void);

/**
 * stress_move() - let a thread run on one random CPU alone
 * @thread: the kernel's number; 0: the caller
 * @random: where from
 *
 * Return: whether the kernel did it.
 */
bool stress_move(const struct stress *stress, pid_t thread, uint32_t random);

/**
 * stress_claim() - a buffer changes its owner
 * @buffer: any pointer, as it came out of the pool
 * @from: who must own it
 * @to: who owns it then
 * @where: for the text
 *
 * Return: false when it is no buffer, or somebody else's.
 */
bool stress_claim(struct stress *stress, const struct buffer *buffer,
		  uint32_t from, uint32_t to, const char *where);

/* Keep the first failure, in the words of a printf format; all workers end. */
#define stress_fail(stress, ...)					\
	do {								\
		if (!atomic_exchange(&(stress)->failed, true))		\
			error_set(&(stress)->failure, EINVAL, __VA_ARGS__); \
	} while (0)

/**
 * stress_random() - xorshift64*, as test_random(), which needs cmocka
 * @state: not 0
 */
static inline uint32_t stress_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}
