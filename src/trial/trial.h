/* SPDX-License-Identifier: MIT */
/*
 * One trial: the pools of one setting, measured in turns by one process. Each
 * turn is a slice: the threads stay, and so does what each pool has reached. The
 * driver fills a struct trial that lies in shared memory, starts the worker,
 * and finds the outcomes in the same place, also when the worker died half way.
 */
#pragma once

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "perf/counters.h"
#include "pool/loop/latency.h"
#include "pool/loop/rpc.h"
#include "pool/pool.h"
#include "topo/placement.h"

/**
 * enum scenario - what is measured
 * @SCENARIO_HANDOFF: the closed loop between one consumer and its producers
 * @SCENARIO_RPC: the RFC series' shape: a receiver, its messages, workers
 * @SCENARIO_OVERFLOW: producers put faster than the consumer takes
 * @SCENARIO_LATENCY: handoff, and how long single calls of it take
 * @SCENARIO_UNCONTENDED: get and put by one thread, the pool warm
 * @SCENARIO_FLOOR: what no pool can beat: struct trial_config.pool names it
 */
enum scenario {
	SCENARIO_HANDOFF,
	SCENARIO_RPC,
	SCENARIO_OVERFLOW,
	SCENARIO_LATENCY,
	SCENARIO_UNCONTENDED,
	SCENARIO_FLOOR,
	SCENARIO_COUNT,
};

/* "handoff", ... in the order of enum scenario */
extern const char *const scenario_names[SCENARIO_COUNT];

/* "put", "get", "handoff" in the order of enum latency_operation */
extern const char *const latency_operation_names[LATENCY_OPERATIONS];

/**
 * scenario_has_cost() - whether ns per buffer is what a scenario is run for
 *
 * Of overflow the counts are, and its threads may share a CPU; of latency the
 * distributions are, and its load or its stamps set the time.
 */
static inline bool scenario_has_cost(enum scenario scenario)
{
	return scenario != SCENARIO_OVERFLOW && scenario != SCENARIO_LATENCY;
}

/**
 * enum trial_status - how a trial ended
 * @TRIAL_OK: its figures count
 * @TRIAL_STARVED: the consumer found no buffer for too long
 * @TRIAL_MISSED_WINDOW: a role was not running while the window was open
 * @TRIAL_ERROR: it could not be set up, or a check failed: no figures
 * @TRIAL_CRASHED: the worker died
 * @TRIAL_TIMEOUT: the worker did not end in time and was killed
 * @TRIAL_DRIVER_DIED: again and again the driver died while it ran, and so it
 *	was not begun once more
 */
enum trial_status {
	TRIAL_OK,
	TRIAL_STARVED,
	TRIAL_MISSED_WINDOW,
	TRIAL_ERROR,
	TRIAL_CRASHED,
	TRIAL_TIMEOUT,
	TRIAL_DRIVER_DIED,
	TRIAL_STATUS_COUNT,
};

/* "ok", ... in the order of enum trial_status */
extern const char *const trial_status_names[TRIAL_STATUS_COUNT];

/**
 * enum disturbance - what came from outside while a trial ran
 * @DISTURBED_RUN_DELAY: a thread waited for its CPU for more than 1 % of its
 *	window
 * @DISTURBED_STEAL: the hypervisor took time from one of the CPUs
 * @DISTURBED_FAULTS: page faults, in a pool that declares none
 * @DISTURBED_MIGRATION: a thread was on another CPU when its window closed, or
 *	no longer bound to its own
 * @DISTURBED_THROTTLED: the CPU quota of a cgroup was used up
 * @DISTURBED_PREEMPTED: other work took a thread's CPU (an involuntary switch)
 *	for more than 1 % of its window
 *
 * Bits of trial_outcome.disturbed and of trial_slice.disturbed. A slice that
 * was preempted does not count: how often that happens depends on the length of
 * the window and not on the pool.
 */
enum disturbance {
	DISTURBED_RUN_DELAY = 1 << 0,
	DISTURBED_STEAL = 1 << 1,
	DISTURBED_FAULTS = 1 << 2,
	DISTURBED_MIGRATION = 1 << 3,
	DISTURBED_THROTTLED = 1 << 4,
	DISTURBED_PREEMPTED = 1 << 5,
};

/* Name of each bit, in the order of enum disturbance; NULL past the last */
extern const char *const disturbance_names[];

/**
 * enum buffer_order - in which order a pool is given its buffers at first
 * @ORDER_SHUFFLED: in none, as pages that have been in use for a while: what
 *	follows a list cannot be guessed by the processor
 * @ORDER_ADDRESS: by address, as pages after boot: the processor's prefetcher
 *	follows a list as if it were an array
 */
enum buffer_order {
	ORDER_SHUFFLED,
	ORDER_ADDRESS,
	BUFFER_ORDERS
};

/**
 * struct trial_config - what to measure
 * @scenario: which loops
 * @pool: name of a pool, or of a floor for SCENARIO_FLOOR; a trial has more of
 *	them, see struct trial_subject
 * @plan: CPU and node of each thread; its producers are the trial's
 * @burst: buffers in a message, 1 to ROLE_MAX_BURST; 0 in scenario rpc: a mix
 * @put: how producers return them, of enum put_mode
 * @touch: which memory the roles use, of enum touch
 * @buffer_bytes: size of a buffer, a multiple of 64
 * @pool_max: cap of the pool
 * @miss_ns: what an empty get is charged
 * @refill: of enum rpc_refill, as all that follow for scenario rpc alone
 * @queue: of enum rpc_queue
 * @concurrency: of enum rpc_concurrency
 * @payload: of enum rpc_payload
 * @waiting: of enum rpc_waiting
 * @layout: of enum pool_layout
 * @connections: each with a pool of its own
 * @load: percent of the saturated rate; 100: saturated
 * @clear: 1: a page is cleared when it is allocated
 * @order: of enum buffer_order
 * @huge_pages: 1: huge pages are asked for where buffers' data lies
 * @cold_bytes: size of what payloads are copied from: trial_cold_bytes()
 * @slices: turns of each pool; the base may have more
 * @window_ms: length of all of a pool's windows together
 * @warmup_us: before the window of each slice
 * @ticks_per_ns: rate of the time-stamp counter
 * @round: from 0; which group of hardware events is counted this time, and which
 *	order the buffers are in: the same for all pools of a round
 * @seed: of the order of slices
 * @nodes: how many NUMA nodes the machine has; with one, placement of memory
 *	need not be proven
 */
struct trial_config {
	enum scenario scenario;
	char pool[32];
	struct placement_plan plan;
	unsigned int burst;
	unsigned int put;
	unsigned int touch;
	unsigned int buffer_bytes;
	unsigned int pool_max;
	unsigned int miss_ns;
	unsigned int refill;
	unsigned int queue;
	unsigned int concurrency;
	unsigned int payload;
	unsigned int waiting;
	unsigned int layout;
	unsigned int connections;
	unsigned int load;
	unsigned int clear;
	unsigned int order;
	unsigned int huge_pages;
	uint64_t cold_bytes;
	unsigned int slices;
	unsigned int window_ms;
	unsigned int warmup_us;
	double ticks_per_ns;
	unsigned int round;
	uint64_t seed;
	int nodes;
};

/**
 * struct rpc_outcome - what only scenario rpc has
 * @ns_per_message: by the clock
 * @cpu_ns_per_message: CPU time of all threads
 * @cost_ns: time of all threads for one message, waits for each other excepted
 * @pool_ns: the part of it in calls of the pool, on both sides
 * @miss_ns: the part of it on misses, their charge included
 * @pool_share: @pool_ns of @cost_ns, 0 to 1
 * @break_even_miss_ns: cost of a miss at which hits save as much as calls of
 *	the pool cost; NAN without hits
 * @occupancy: share of the samples that saw the pools empty, full to each
 *	tenth of their caps, above their caps
 */
struct rpc_outcome {
	double ns_per_message;
	double cpu_ns_per_message;
	double cost_ns;
	double pool_ns;
	double miss_ns;
	double pool_share;
	double break_even_miss_ns;
	double occupancy[RPC_OCCUPANCY];
};

/**
 * struct trial_outcome - what came out for one pool
 * @status: whether the figures below mean anything
 * @error: one line where @status is not TRIAL_OK
 * @slices: its slices that have a figure
 * @window_ns: the consumer's windows, by their own edges, added up
 * @buffers: sent by the consumer in them; in scenario overflow, taken
 * @ns_per_buffer: the figure: median over the slices of window by buffers
 * @ratio: median over the slices of that figure divided by that of the base's
 *	slice which is nearest in time; NAN without a base
 * @consumer_busy_ns: per buffer, the time not spent waiting for a producer
 * @producer_busy_ns: all producers' time not spent waiting, per buffer put
 * @starved_share: part of the windows that the consumer waited for a buffer
 * @consumer: what the consumer counted in its windows
 * @producers: what all producers counted in theirs, added up
 * @start_skew_ns: between the first and the last role to leave the start,
 *	median over the slices
 * @line_transfer_ns: one way, between the consumer's CPU and the producers',
 *	median over the slices of this floor in the same trial; NAN without any
 * @drift_percent: trend of the figure over the slices, in percent of it
 * @unsteady: that trend is seen, and more than a few percent
 * @fairness: Jain's index of what the producers put: 1 for all alike; NAN for
 *	one producer
 * @run_delay_ns: longest time in its windows that a thread was ready to run
 *	and did not; NAN where the kernel does not say
 * @disturbed: bits of enum disturbance, of all slices
 * @disturbed_slices: how many of them had any
 * @cpu_ns: CPU time of all roles in their windows; NAN: not known
 * @rpc: what only scenario rpc has
 * @stamp_ns: scenario latency: what reading the clock takes of what is timed;
 *	NAN in others
 * @population: buffers that circulate; 0 for an allocator
 * @huge_share: part of the buffers' data that lies on huge pages; NAN where
 *	they were not asked for, or the kernel does not say
 * @uncounted: read back from a file that does not say what became of the
 *	buffers
 */
struct trial_outcome {
	enum trial_status status;
	char error[256];
	unsigned int slices;
	double window_ns;
	uint64_t buffers;
	double ns_per_buffer;
	double ratio;
	double consumer_busy_ns;
	double producer_busy_ns;
	double starved_share;
	struct tally consumer;
	struct tally producers;
	double start_skew_ns;
	double line_transfer_ns;
	double drift_percent;
	bool unsteady;
	double fairness;
	double run_delay_ns;
	unsigned int disturbed;
	unsigned int disturbed_slices;
	double cpu_ns;
	struct rpc_outcome rpc;
	double stamp_ns;
	uint64_t population;
	double huge_share;
	bool uncounted;
};

/**
 * outcome_hits() - buffers that the pool handed out
 *
 * Only scenarios whose loops count hits do; else it follows from the rest.
 */
static inline uint64_t outcome_hits(const struct trial_config *config,
				    const struct trial_outcome *outcome)
{
	if (config->scenario == SCENARIO_RPC ||
	    config->scenario == SCENARIO_OVERFLOW)
		return outcome->consumer.get_hit;
	return outcome->buffers - outcome->consumer.fallback;
}

/**
 * struct trial_thread - what one thread leaves behind of one pool
 * @buffers: sent or put in its windows
 * @cpu_ns: CPU time of the thread in them
 * @counters: counters_event_count() of them
 */
struct trial_thread {
	uint64_t buffers;
	double cpu_ns;
	struct counter_value counters[COUNTERS_MAX];
};

/* Pools of one trial */
#define TRIAL_SUBJECTS_MAX	64
/* Slices of one trial */
#define TRIAL_SLICES_MAX	16384
/* A block of the order has one slice of the base for so many others. */
#define TRIAL_BASE_EVERY	8
/* Measured beside the pools of a trial with producers: see floor.c */
#define TRIAL_LINE_TRANSFER	"line_transfer"

/**
 * struct trial_subject - what takes turns in a trial
 * @name: in: of a pool or, where there is no such pool, of a floor
 * @outcome: out
 * @latency: out, of scenario latency: of all threads together
 */
struct trial_subject {
	char name[32];
	struct trial_outcome outcome;
	struct latency_histograms latency;
};

/**
 * struct trial_slice - one turn of one subject
 * @subject: index of it
 * @block: of the order, from 0
 * @start_ns: when it left the start, since the first slice did; NAN: it has
 *	not begun, or the process died before it was known
 * @window_ns: the consumer's window by its own edges; 0: there was none
 * @buffers: sent by the consumer in it
 * @disturbed: bits of enum disturbance
 * @missed: a role was preempted, or not running for half of its window, or its
 *	load was not known in time: no figure
 */
struct trial_slice {
	uint16_t subject;
	uint16_t block;
	double start_ns;
	double window_ns;
	uint64_t buffers;
	unsigned int disturbed;
	bool missed;
};

/**
 * struct trial - one trial, in shared memory
 * @config: in: the setting; its pool is that of the first subject
 * @room: the producers of the config's plan
 * @base: in: index of the subject that ratios are to; -1: none
 * @subjects: in: how many take turns
 * @subject: in and out
 * @at_work: index of the subject whose code runs, for who finds the worker
 *	dead; -1: none has begun. Each role says so: when the first of them
 *	begins a turn, all have ended the one before
 * @steps: how often anyone has said so: what does not hang goes on
 * @malloc_provider: out: file that provides malloc in the worker, and its
 *	version
 * @slices: out: how many there were
 * @slice: out: in the order of time
 * @threads: in: there is room for so many of each subject
 * @thread: out: see trial_thread()
 */
struct trial {
	struct trial_config config;
	struct placement_thread room[PLACEMENT_MAX_PRODUCERS];
	int base;
	unsigned int subjects;
	struct trial_subject subject[TRIAL_SUBJECTS_MAX];
	_Atomic(int) at_work;
	_Atomic(uint32_t) steps;
	char malloc_provider[128];
	unsigned int slices;
	struct trial_slice slice[TRIAL_SLICES_MAX];
	unsigned int threads;
	struct trial_thread thread[];
};

/**
 * trial_thread() - what a thread left behind
 * @trial: that has ended
 * @subject: index of the pool
 * @thread: 0 is the consumer, the producers follow
 */
static inline struct trial_thread *trial_thread(struct trial *trial,
						unsigned int subject,
						unsigned int thread)
{
	return &trial->thread[subject * trial->threads + thread];
}

/**
 * trial_set_at_work() - from here on it is this subject's code that runs
 */
static inline void trial_set_at_work(struct trial *trial, int subject)
{
	/* relaxed: what is read is the last value before a death, or a change */
	atomic_store_explicit(&trial->at_work, subject, memory_order_relaxed);
	atomic_fetch_add_explicit(&trial->steps, 1, memory_order_relaxed);
}

/**
 * trial_at_work() - index of the subject whose code ran last; -1: none
 */
static inline int trial_at_work(const struct trial *trial)
{
	/* relaxed: the worker has ended */
	return atomic_load_explicit(&trial->at_work, memory_order_relaxed);
}

/**
 * slice_ns_per_buffer() - the figure of a slice; NAN where it has none
 */
static inline double slice_ns_per_buffer(const struct trial_slice *slice)
{
	return slice->missed || !slice->buffers ? NAN :
	       slice->window_ns / (double)slice->buffers;
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
 * @error: why not
 *
 * Return: the zeroed trial, NULL with @error set.
 */
struct trial *trial_new(unsigned int subjects, unsigned int threads, int *fd,
			struct error *error);

/**
 * trial_configure() - say what the next trial is to measure
 * @trial: its config is written, and has the plan's threads with it; it has no
 *	subjects then
 * @config: of the trial
 */
void trial_configure(struct trial *trial, const struct trial_config *config);

/**
 * trial_point_into() - what a trial's plan points to is in the trial
 * @trial: mapped by driver and worker at addresses of their own
 */
void trial_point_into(struct trial *trial);

/**
 * trial_add() - one more subject
 * @trial: configured
 * @name: of a pool or a floor
 *
 * Return: its index.
 */
unsigned int trial_add(struct trial *trial, const char *name);

/**
 * trial_block_slices() - slices of a block: one of each subject, and of the
 *	base one for TRIAL_BASE_EVERY others
 * @subjects: of the trial
 * @has_base: one of them is the base
 */
unsigned int trial_block_slices(unsigned int subjects, bool has_base);

/**
 * trial_seconds() - about how long a trial takes, before any was run
 * @config: of the trial
 * @subjects: how many
 * @has_base: one of them is the base
 */
double trial_seconds(const struct trial_config *config, unsigned int subjects,
		     bool has_base);

/**
 * trial_free() - unmap a trial and close its descriptor
 */
void trial_free(struct trial *trial, int fd);

/**
 * trial_spawn() - run a trial in a worker process
 * @trial: configured, with its subjects; the rest of it is written
 * @fd: descriptor of its memory
 *
 * The worker is this program again, in a process group of its own, so that an
 * interrupt from the terminal reaches the driver alone. It is killed when
 * nothing in it moves on, or when the driver dies.
 * There is no return value: whatever happens is in the outcomes.
 */
void trial_spawn(struct trial *trial, int fd);

/**
 * trial_has_died() - whether the worker did not live to say what came out
 * @status: of one of its subjects
 *
 * Return: true where the status was told by the driver.
 */
bool trial_has_died(enum trial_status status);

/**
 * trial_is_to_blame() - whether the worker died in the turn of this subject
 * @outcome: of a subject, as the trial had it or as a result's file has it
 */
bool trial_is_to_blame(const struct trial_outcome *outcome);

/**
 * trial_give_up() - TRIAL_DRIVER_DIED is the outcome of all; nothing is run
 * @trial: configured
 * @times: how often it was begun
 */
void trial_give_up(struct trial *trial, unsigned int times);

/**
 * trial_limit_ms() - how long a worker may be at one slice, or at the making of
 *	one pool, before it is killed
 * @trial: configured, with its subjects
 *
 * Only what hangs reaches it: it grows with the window and with the memory that
 * is to be touched. A whole trial has no limit: beside other work each slice may
 * wait for its CPUs.
 */
double trial_limit_ms(const struct trial *trial);

/* First argument of a worker process; descriptor and driver's pid follow. */
#define TRIAL_WORKER_ARGUMENT	"--trial-worker"

/**
 * trial_worker() - the worker process
 * @fd: descriptor of the trial's memory
 * @driver: process that waits for it
 *
 * Return: exit status.
 */
int trial_worker(int fd, pid_t driver);

/**
 * trial_execute() - run a trial in this process
 * @trial: its config and subjects are read, what is out is written
 *
 * Not the driver's to call: the allocator, the address space and a crash
 * would be shared between trials.
 */
void trial_execute(struct trial *trial);

/**
 * trial_population() - buffers that circulate in a trial
 * @pool: what is measured
 * @config: of the trial
 *
 * What the pool may retain, what can be in flight (the rings full) and what
 * the pool can strand: so that neither the cap nor a cache on another CPU can
 * leave the consumer without a buffer. An allocator has none.
 *
 * Return: how many.
 */
size_t trial_population(const struct pool_ops *pool,
			const struct trial_config *config);

/**
 * trial_bytes() - memory that a trial of one pool needs
 * @pool: what is measured
 * @config: of the trial
 * @node: bound to this node; NODE_ANY: all of its process
 *
 * Of an allocator what is in flight counts: what it keeps is not known.
 */
size_t trial_bytes(const struct pool_ops *pool,
		   const struct trial_config *config, int node);

/**
 * trial_shared_bytes() - the part of it that all pools of a trial share
 * @config: of the trial
 * @node: as for trial_bytes()
 */
size_t trial_shared_bytes(const struct trial_config *config, int node);

/**
 * trial_cold_bytes() - size of a source that no cache can hold
 * @cache_bytes: of the largest last-level cache; 0: not known
 *
 * Return: twice as much, and no less than 64 MiB.
 */
uint64_t trial_cold_bytes(uint64_t cache_bytes);
