/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * One trial: all pools of one setting in turns, each turn a slice, by threads
 * that stay: the kernel's twin of src/trial. The module says what it counted,
 * in integers; what becomes of it is user space's part.
 */
#pragma once

#include <linux/types.h>

#include "pool/pool.h"

#define TRIAL_PRODUCERS_MAX	16
#define TRIAL_SUBJECTS_MAX	32
#define TRIAL_SLICES_MAX	16384
/* A block of the order has one slice of the base for so many others. */
#define TRIAL_BASE_EVERY	8
#define TRIAL_BASE_POOL		"svc_page_pool"
#define TRIAL_BASE_AGAIN	"svc_page_pool_again"
#define TRIAL_LINE_TRANSFER	"line_transfer"

enum scenario {
	SCENARIO_HANDOFF,
	SCENARIO_RPC,
	SCENARIO_UNCONTENDED,
	SCENARIO_COUNT,
};

/* "handoff", "rpc", "uncontended" in the order of the enum */
extern const char *const scenario_names[SCENARIO_COUNT];
/* "single", "bulk" */
extern const char *const put_names[PUT_MODES];

/**
 * struct trial_config - what to measure; valid as request_parse() leaves it
 * @scenario: which loops
 * @producers: how many; 0 in scenario uncontended
 * @cpu: of the consumer, then of each producer; all different
 * @node: where pages and pools are to lie
 * @burst: buffers in a message; 0 in scenario rpc: the mix
 * @put: how producers return them
 * @max: cap of each pool
 * @slices: turns of each pool; the base may have more
 * @window_ms: length of all of a pool's windows together
 * @warmup_us: before the window of each slice
 * @seed: of the order in which pools are made, and of slices
 * @limit_s: the trial ends then, whatever it has
 * @subjects: how many take turns
 * @base: index of the one that ratios are to
 * @subject: the pools; NULL: line_transfer
 */
struct trial_config {
	enum scenario scenario;
	unsigned int producers;
	unsigned int cpu[1 + TRIAL_PRODUCERS_MAX];
	int node;
	unsigned int burst;
	enum put_mode put;
	unsigned int max;
	unsigned int slices;
	unsigned int window_ms;
	unsigned int warmup_us;
	u64 seed;
	unsigned int limit_s;
	unsigned int subjects;
	unsigned int base;
	const struct pool_ops *subject[TRIAL_SUBJECTS_MAX];
};

/**
 * struct trial_slice - one turn
 * @subject: whose
 * @block: of the order
 * @ran: it has begun; else nothing below means anything
 * @missed: a role's window was not half as long as it should be, or a role lost
 *	its CPU in it
 * @start: time-stamp
 * @skew_ticks: from the first role's start to the last one's
 * @window_ticks: of the consumer; 0: there was none
 * @buffers: that it sent in it
 * @put_buffers: that the producers put in theirs
 * @busy_ticks: producers' windows, less their waits
 * @switches: how often roles lost their CPUs
 * @consumer: what the consumer counted in its window
 * @producers: what the producers counted in theirs, added up
 * @held: pages that the pool has after the slice, by the books
 * @length: by looking; -1: that cannot be told
 */
struct trial_slice {
	u16 subject;
	u16 block;
	bool ran;
	bool missed;
	u64 start;
	u64 skew_ticks;
	u64 window_ticks;
	u64 busy_ticks;
	u64 switches;
	struct tally consumer;
	struct tally producers;
	s64 held;
	s64 length;
};

/**
 * struct trial_account - every page of one subject, when its threads are gone
 * @allocated: from the page allocator
 * @freed: to it, while the trial ran
 * @sent: by the consumer
 * @received: by the producers
 * @found: in the pool, in rings, in slots
 * @doubled: found a second time
 * @lost: allocated, and neither freed nor found
 * @slices_wrong: after which books and length differ
 */
struct trial_account {
	s64 allocated;
	s64 freed;
	u64 sent;
	u64 received;
	u64 found;
	u64 doubled;
	s64 lost;
	unsigned int slices_wrong;
};

/**
 * struct trial - what was asked for, and what came out
 * @config: of it
 * @error: 0, or a negative errno: why it ended early
 * @ticks_khz: rate of the time-stamp counter, over the trial
 * @account: of each subject
 * @slices: how many there are
 * @slice: in the order of time
 */
struct trial {
	struct trial_config config;
	int error;
	u64 ticks_khz;
	struct trial_account account[TRIAL_SUBJECTS_MAX];
	unsigned int slices;
	struct trial_slice slice[];
};

/* It allocates and frees by itself: its misses and refusals are not known. */
static inline bool has_own_pages(const struct pool_ops *ops)
{
	return ops && ops->capabilities & POOL_BARE_MEMORY;
}

/* trial.c */

/**
 * trial_name() - of a subject
 */
const char *trial_name(const struct pool_ops *ops);

/**
 * trial_slices() - how many slices a trial has
 */
unsigned int trial_slices(const struct trial_config *config);

/**
 * trial_new() - room for a trial
 * @config: valid
 *
 * Return: to be freed by vfree(); NULL when memory is short.
 */
struct trial *trial_new(const struct trial_config *config);

/**
 * trial_run() - run it
 * @trial: from trial_new()
 *
 * Sleeps until all is over; a signal ends it early.
 *
 * Return: 0 or a negative errno, which is also in @trial: -EUCLEAN where a page
 * is missing or was found twice.
 */
int trial_run(struct trial *trial);

/* request.c */

/**
 * request_parse() - a request becomes a valid setting
 * @text: words key=value; taken apart
 * @config: filled
 * @error: what was wrong, what would be right
 *
 * Allocates nothing.
 *
 * Return: 0 or -EINVAL.
 */
int request_parse(char *text, struct trial_config *config,
		  struct error *error);

/* main.c */

/**
 * pool_registry() - as in user space, in the order of pools.def
 */
const struct pool_ops *const *pool_registry(size_t *count);
