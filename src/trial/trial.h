/* SPDX-License-Identifier: MIT */
/*
 * One trial: the pools of one setting, measured in turns by one process. A turn
 * is a slice: the threads stay, and so does what each pool has reached. The
 * driver fills a struct trial that lies in shared memory, starts the worker,
 * and finds the outcomes in the same place, also when the worker died half way.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "pool/pool.h"
#include "trial/outcome.h"

#define TRIAL_SUBJECTS_MAX	64
#define TRIAL_SLICES_MAX	16384
/* A block of the order has one slice of the base for so many others. */
#define TRIAL_BASE_EVERY	8
/* What other pools of a trial are compared with */
#define TRIAL_BASE_POOL		"svc_page_pool"
/* Measured beside the pools of a trial with producers: see floor.c */
#define TRIAL_LINE_TRANSFER	"line_transfer"

/* What takes turns in a trial */
struct trial_subject {
	char name[32];	/* in: of a pool, or else of a floor */
	struct trial_outcome outcome;	/* out */
	/* out, of scenario latency: of all threads together */
	struct latency_histograms latency;
};

/*
 * One trial, in shared memory.
 * @at_work: index of the subject whose code runs, for who finds the worker
 *	dead; -1: none has begun. Each role says so: when the first of them
 *	begins a turn, all have ended the one before
 */
struct trial {
	struct trial_config config;	/* in */
	/* the producers of the config's plan */
	struct placement_thread room[PLACEMENT_MAX_PRODUCERS];
	int base;	/* in: subject that ratios are to; -1: none */
	unsigned int subjects;	/* in: how many take turns */
	struct trial_subject subject[TRIAL_SUBJECTS_MAX];	/* in and out */
	_Atomic(int) at_work;
	_Atomic(uint32_t) steps;	/* how often @at_work was set */
	char malloc_provider[128];	/* out: a file, and its version */
	unsigned int slices;	/* out: how many there were */
	struct trial_slice slice[TRIAL_SLICES_MAX];	/* out, by time */
	unsigned int threads;	/* in: room for so many of each subject */
	struct trial_thread thread[];	/* out: see trial_thread() */
};

/** trial_thread() - what a subject's thread left behind; 0 is the consumer */
static inline struct trial_thread *trial_thread(struct trial *trial,
						unsigned int subject,
						unsigned int thread)
{
	return &trial->thread[subject * trial->threads + thread];
}

/** trial_set_at_work() - from here on it is this subject's code that runs */
static inline void trial_set_at_work(struct trial *trial, int subject)
{
	/* relaxed: read is the last value before a death, or a change */
	atomic_store_explicit(&trial->at_work, subject, memory_order_relaxed);
	atomic_fetch_add_explicit(&trial->steps, 1, memory_order_relaxed);
}

/** trial_at_work() - index of the subject whose code ran last; -1: none */
static inline int trial_at_work(const struct trial *trial)
{
	/* relaxed: the worker has ended */
	return atomic_load_explicit(&trial->at_work, memory_order_relaxed);
}

/**
 * trial_has_handoff() - whether a buffer can be followed through a pool
 *
 * An allocator gives other memory than it took, and what is no pool at all
 * gives any.
 */
static inline bool trial_has_handoff(const struct pool_ops *pool)
{
	return !(pool->capabilities & (POOL_BARE_MEMORY | POOL_FLOOR));
}

/**
 * trial_new() - shared memory for trials, one after the other
 * @subjects: most that one of them has
 * @threads: likewise, the consumer included
 * @fd: set to the descriptor that a worker maps; closed by trial_free()
 *
 * Return: the zeroed trial, NULL with @error set.
 */
struct trial *trial_new(unsigned int subjects, unsigned int threads, int *fd,
			struct error *error);

/**
 * trial_configure() - say what the next trial is to measure: config and its
 *	threads are copied, and there are no subjects yet
 */
void trial_configure(struct trial *trial, const struct trial_config *config);

/**
 * trial_point_into() - what a trial's plan points to is in the trial
 * @trial: mapped by driver and worker at addresses of their own
 */
void trial_point_into(struct trial *trial);

/** trial_add() - one more subject, by the name of a pool or floor: its index */
unsigned int trial_add(struct trial *trial, const char *name);

/**
 * trial_block_slices() - slices of a block: one of each subject, and of the
 *	base one for TRIAL_BASE_EVERY others
 */
unsigned int trial_block_slices(unsigned int subjects, bool has_base);

/** trial_free() - unmap a trial and close its descriptor */
void trial_free(struct trial *trial, int fd);

/**
 * trial_spawn() - run a trial in a worker process
 * @trial: configured, with its subjects; the rest of it is written
 *
 * The worker is this program again, in a process group of its own, so that an
 * interrupt from the terminal reaches the driver alone. It is killed when
 * nothing in it moves on, or when the driver dies.
 * There is no return value: whatever happens is in the outcomes.
 */
void trial_spawn(struct trial *trial, int fd);

/** trial_give_up() - TRIAL_DRIVER_DIED is the outcome of all; nothing is run */
void trial_give_up(struct trial *trial, unsigned int times);

/**
 * trial_limit_ms() - how long a worker may be at one slice, or at the making of
 *	one pool, before it is killed
 *
 * Only what hangs reaches it: it grows with the window and with the memory that
 * is touched. A whole trial has no limit: each slice may wait for its CPUs.
 */
double trial_limit_ms(const struct trial *trial);

/* First argument of a worker process; descriptor and driver's pid follow. */
#define TRIAL_WORKER_ARGUMENT	"--trial-worker"

/** trial_worker() - the process that @driver waits for: its exit status */
int trial_worker(int fd, pid_t driver);

/**
 * trial_execute() - run a trial in this process
 *
 * Not the driver's to call: the allocator, the address space and a crash
 * would be shared between trials.
 */
void trial_execute(struct trial *trial);

/**
 * trial_population() - buffers that circulate in a trial
 *
 * What the pool may retain, what can be in flight (the rings full) and what
 * the pool can strand: so that neither the cap nor a cache on another CPU can
 * leave the consumer without a buffer. An allocator has none.
 */
size_t trial_population(const struct pool_ops *pool,
			const struct trial_config *config);

/* Memory of the pools that take turns in a trial */
struct trial_need {
	size_t shared;	/* of the process, and the cold source */
	size_t data;	/* of buffers that all share: of who has the most */
	size_t own;	/* all that each pool has for itself, added up */
};

/**
 * trial_need_add() - one more pool takes turns
 * @need: zeroed before the first
 * @node: what is bound to it; NODE_ANY: all
 *
 * Of an allocator what is in flight counts: what it keeps is not known.
 */
void trial_need_add(struct trial_need *need, const struct pool_ops *pool,
		    const struct trial_config *config, int node);

/** trial_need_bytes() - how much it is together */
size_t trial_need_bytes(const struct trial_need *need);

/**
 * trial_cold_bytes() - size of a source that no cache can hold: twice the
 *	largest last-level cache (0: not known), and no less than 64 MiB
 */
uint64_t trial_cold_bytes(uint64_t cache_bytes);
