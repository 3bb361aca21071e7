/* SPDX-License-Identifier: MIT */
/*
 * The contract of a pool. A pool is one file in this folder: it defines put
 * and get, includes pool/loop/hot_loop.h, which makes the measured loops of
 * them, and ends in POOL_REGISTER(). docs/adding-a-pool.md goes through one.
 * pool/life.h makes and frees those that are one struct pool and no more.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "pool/buffer.h"
#include "pool/tally.h"

struct pool;
struct role;

/* A measured loop: runs until the slice is over. */
typedef void (*role_loop)(struct role *role);

/* How a producer returns the buffers of a burst: one by one, or by one call */
enum put_mode { PUT_SINGLE, PUT_BULK, PUT_MODES };

/* What the consumer writes, and a producer reads, of each buffer */
enum touch {
	TOUCH_NONE,	/* pointers travel, nothing else */
	TOUCH_DESCRIPTOR,
	TOUCH_LINE,	/* the first of the buffer */
	TOUCH_PAGE,	/* all of the buffer */
	TOUCHES,
};

extern const char *const put_mode_names[PUT_MODES];
extern const char *const touch_names[TOUCHES];

/* What became of a buffer that was put */
enum put_result {
	PUT_ACCEPTED,	/* the pool owns it */
	PUT_FULL,	/* refused, the caller still owns it */
	PUT_FULL_NEGATIVE,	/* likewise, as the count was below zero */
};

/* What shares a line with the pools of several connections */
enum pool_layout {
	LAYOUT_LINE,	/* each pool has lines of its own */
	LAYOUT_PACKED32,	/* 32 bytes apart, as objects of kmalloc-32 */
	POOL_LAYOUTS,
};

extern const char *const pool_layout_names[POOL_LAYOUTS];

/**
 * struct pool_params - what a pool is made for
 * @memory: zeroed memory on @node for the pool itself, of 32 bytes, beside
 *	the pools of other connections; only for pools with POOL_PACKS, which
 *	are then not destroyed: it is all they have, and who gave it frees it.
 *	NULL: the pool allocates its own
 */
struct pool_params {
	int node;	/* where its own memory lies; NODE_ANY: anywhere */
	unsigned int max;	/* most buffers that it should retain */
	unsigned int producers;	/* threads that put */
	enum put_mode put;	/* how they do */
	size_t buffer_bytes;	/* for pools that allocate */
	const struct arena *arena;	/* outlives the pool */
	void *memory;
};

/* pool_ops.capabilities */
enum {
	/* An allocator: memory without a descriptor, never empty, no cap. */
	POOL_BARE_MEMORY = 1 << 0,
	POOL_FLOOR = 1 << 1,	/* get hands out any buffer, put forgets it */
	POOL_FAULTS = 1 << 2,	/* may fault in fresh pages in steady state */
	POOL_SERIALIZED_PUTS = 1 << 3,	/* by the caller: one at a time */
	POOL_PACKS = 1 << 4,	/* can live in params->memory */
	/* No pool: put keeps nothing, get finds nothing; scenario rpc alone */
	POOL_ABSENT = 1 << 5,
	POOL_KEEPS_MESSAGES = 1 << 6,	/* with their pages: msg_return.c */
	/* Puts read its counter, for tally.count_lowest and count_highest. */
	POOL_COUNTS = 1 << 7,
	POOL_EXTRA = 1 << 8,	/* measured only when named, or with --full */
	POOL_CPU_BOUND = 1 << 9,	/* put on one CPU, found on no other */
	/* A library or an allocator, whose retries cannot be counted */
	POOL_HIDES_RETRIES = 1 << 10,
	/*
	 * Its lock is FIFO, so a preempted waiter blocks the others: threads
	 * that share a CPU wait a time slice for each buffer.
	 */
	POOL_NEEDS_CPUS = 1 << 11,
	/*
	 * A put waits for those that began before it: so do producers that
	 * share a CPU, as soon as there are several.
	 */
	POOL_ORDERS_PUTS = 1 << 12,
};

/* pool_ops.max_excess: nothing bounds what the pool retains */
#define POOL_EXCESS_UNBOUNDED	UINT_MAX

/* What the registry's section holds, see POOL_REGISTER() */
#define POOL_SECTION		"bench_pools"

/**
 * struct pool_loops - the measured loops, each compiled for one pool
 * @pairs: @n times get and put in one thread, for other harnesses
 *
 * Made by pool/loop/hot_loop.h, which says what the roles do: one for each way
 * to put and to touch, so that nothing inside of them depends on an option.
 */
struct pool_loops {
	role_loop producer[PUT_MODES][TOUCHES];
	role_loop consumer[TOUCHES];
	role_loop uncontended[PUT_MODES][TOUCHES];	/* in one thread */
	void (*pairs)(struct pool *pool, struct tally *tally, size_t n);
	role_loop rpc_producer[PUT_MODES];	/* a worker of scenario rpc */
	role_loop rpc_consumer;	/* its receiver */
	role_loop overflow_producer[PUT_MODES];
	role_loop overflow_consumer;
	role_loop latency_producer;	/* as @producer, some puts stamped */
	role_loop latency_consumer;	/* as @consumer, some gets stamped */
};

/* The C library, whatever its file is called */
#define POOL_PROVIDER_LIBC	"libc"

/**
 * struct pool_ops - one pool
 * @name: POOL_NAME: as users type it and as it stands in every table
 * @description: one line: what it is, where it comes from
 * @synchronization: which calls may run at once, what must be excluded, and
 *	why ABA is no problem
 * @capabilities: POOL_* flags
 * @preload: shared object that the worker is started with (LD_PRELOAD); NULL
 *	for none
 * @provider: part of the file name of the object that must provide malloc in
 *	the worker, or POOL_PROVIDER_LIBC; NULL where that does not matter
 * @stands_in_for: name of the pool in whose place this one is measured where
 *	that one is unavailable; NULL for a pool of its own right
 * @available: 0, or a negative errno and the reason, with the package to
 *	install; NULL: always available. A pool that is not may have no calls
 * @strand: most buffers that the pool can hold for each CPU that puts where
 *	get does not find them; NULL: none
 * @max_excess: most buffers retained beyond params->max, or
 *	POOL_EXCESS_UNBOUNDED; NULL: the cap is exact
 * @create: a new, empty pool; NULL with the reason
 * @destroy: free an empty pool
 * @drain: one buffer out of the pool, wherever it is; NULL when there is none.
 *	No other call runs at the same time. pool_drain_by_get() where get finds
 *	them all
 * @put: return one buffer (as the loops do, but by a call, for tests)
 * @put_bulk: return @n buffers; the first so many that are returned were
 *	accepted
 * @get: one buffer; NULL when the pool is empty
 * @length: how many buffers the pool has, by looking at them where it is a
 *	list: what its own count says may be wrong. Called by the consumer, with
 *	puts at the same time. NULL: cannot be told
 *
 * put and put_bulk may be called by params->producers threads at once, get by
 * one thread at a time, concurrently with the puts.
 */
struct pool_ops {
	const char *name;
	const char *description;
	const char *synchronization;
	unsigned int capabilities;
	const char *preload;
	const char *provider;
	const char *stands_in_for;
	int (*available)(struct error *why);
	unsigned int (*strand)(const struct pool_params *params);
	unsigned int (*max_excess)(const struct pool_params *params);
	struct pool *(*create)(const struct pool_params *params,
			       struct error *error);
	void (*destroy)(struct pool *pool);
	struct buffer *(*drain)(struct pool *pool);
	enum put_result (*put)(struct pool *pool, struct buffer *buffer,
			       struct tally *tally);
	unsigned int (*put_bulk)(struct pool *pool, struct buffer **buffers,
				 unsigned int n, struct tally *tally);
	struct buffer *(*get)(struct pool *pool, struct tally *tally);
	size_t (*length)(const struct pool *pool);
	struct pool_loops loops;
};

/**
 * POOL_REGISTER() - make the pool of a file known, by its POOL_NAME
 * @...: initializers of its struct pool_ops, this_pool, apart from the name
 *
 * Puts a pointer into a linker section that pool_registry() reads: a pool
 * needs no second file. Works because the object files of this folder are
 * linked directly; out of a static archive they would silently be left out.
 */
#define POOL_REGISTER(...)						\
	static const struct pool_ops this_pool = {			\
		.name = POOL_STRING(POOL_NAME), __VA_ARGS__		\
	};								\
	static const struct pool_ops *const registered_pool		\
	__attribute__((used, section(POOL_SECTION))) = &this_pool

#define POOL_STRING_(name)	#name
#define POOL_STRING(name)	POOL_STRING_(name)

/**
 * pool_registry() - all pools of this program
 *
 * Return: pointers sorted by name, svc_page_pool first: it is what the others
 * are compared with. Owned by the registry.
 */
const struct pool_ops *const *pool_registry(size_t *count);

/** pool_find() - look a pool up by its name; NULL: none has it */
const struct pool_ops *pool_find(const char *name);

/**
 * pool_memory() - memory of a pool itself
 * @bytes: how much; at most 32 where @params has memory
 *
 * Return: zeroed memory, @params->memory if that is set, else lines of its own
 * on @params->node, to be freed by node_memory_free(). NULL with @error set.
 */
void *pool_memory(const struct pool_params *params, size_t bytes,
		  struct error *error);

/** pool_drain_nothing() - for pool_ops.drain of what never keeps a buffer */
struct buffer *pool_drain_nothing(struct pool *pool);

/** pool_excess_unbounded() - for pool_ops.max_excess of a pool without a cap */
unsigned int pool_excess_unbounded(const struct pool_params *params);

/** pool_available() - whether a pool can be measured here; if not, @why */
int pool_available(const struct pool_ops *pool, struct error *why);
