/* SPDX-License-Identifier: MIT */
/*
 * The contract of a pool. A pool is one file in this folder: it defines put
 * and get, includes pool/loop/hot_loop.h, which makes the measured loops of
 * them, and ends in POOL_REGISTER(). docs/adding-a-pool.md goes through one.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "pool/buffer.h"
#include "pool/loop/role.h"

struct pool;

/**
 * enum put_mode - how a producer returns the buffers of a burst
 * @PUT_SINGLE: one at a time
 * @PUT_BULK: by one call
 */
enum put_mode {
	PUT_SINGLE,
	PUT_BULK,
	PUT_MODES,
};

/**
 * enum touch - which memory of a buffer the roles use
 * @TOUCH_NONE: none: pointers travel, nothing else
 * @TOUCH_DESCRIPTOR: the consumer writes, a producer reads the descriptor
 * @TOUCH_LINE: the same with the first line of the buffer
 * @TOUCH_PAGE: the same with all of the buffer
 */
enum touch {
	TOUCH_NONE,
	TOUCH_DESCRIPTOR,
	TOUCH_LINE,
	TOUCH_PAGE,
	TOUCHES,
};

/* "single", "bulk" and "none", "descriptor", ... in the order of the enums */
extern const char *const put_mode_names[PUT_MODES];
extern const char *const touch_names[TOUCHES];

/**
 * enum put_result - what became of a buffer that was put
 * @PUT_ACCEPTED: the pool owns it
 * @PUT_FULL: refused, the caller still owns it
 * @PUT_FULL_NEGATIVE: refused because the count was below zero, likewise
 */
enum put_result {
	PUT_ACCEPTED,
	PUT_FULL,
	PUT_FULL_NEGATIVE,
};

/**
 * struct pool_params - what a pool is made for
 * @node: where the pool's own memory lies; NODE_ANY: anywhere
 * @max: most buffers that it should retain
 * @producers: how many threads put
 * @put: how they put
 * @buffer_bytes: size of a buffer, for pools that allocate
 * @arena: all buffers of the trial; outlives the pool
 */
struct pool_params {
	int node;
	unsigned int max;
	unsigned int producers;
	enum put_mode put;
	size_t buffer_bytes;
	const struct arena *arena;
};

/* pool_ops.capabilities */
enum {
	/*
	 * An allocator: hands out bare memory without a descriptor, is never
	 * empty, has no cap.
	 */
	POOL_BARE_MEMORY = 1 << 0,
	/* No pool at all: get hands out any buffer, put forgets it. */
	POOL_FLOOR = 1 << 1,
	/* May fault in fresh pages in steady state. */
	POOL_FAULTS = 1 << 2,
};

/* pool_ops.max_excess: nothing bounds what the pool retains */
#define POOL_EXCESS_UNBOUNDED	UINT_MAX

/* What the registry's section holds, see POOL_REGISTER() */
#define POOL_SECTION		"bench_pools"

/**
 * struct pool_loops - the measured loops, each compiled for one pool
 * @producer: takes messages from its ring and puts their buffers
 * @consumer: gets buffers and sends them to the producers' rings
 * @uncontended: gets and puts in one thread
 * @pairs: @n times get and put in one thread, for other harnesses
 *
 * Made by pool/loop/hot_loop.h, one for each way to put and to touch, so that
 * nothing inside of them depends on an option.
 */
struct pool_loops {
	role_loop producer[PUT_MODES][TOUCHES];
	role_loop consumer[TOUCHES];
	role_loop uncontended[PUT_MODES][TOUCHES];
	void (*pairs)(struct pool *pool, struct tally *tally, size_t n);
};

/**
 * struct pool_ops - one pool
 * @name: as users type it and as it stands in every table
 * @description: one line: what it is, where it comes from
 * @synchronization: which calls may run at once, what must be excluded, and
 *	why ABA is no problem
 * @capabilities: POOL_* flags
 * @preload: shared object that the worker is started with (LD_PRELOAD); NULL
 *	for none
 * @provider: part of the file name of the object that must provide malloc in
 *	the worker; NULL where that does not matter
 * @stands_in_for: name of the pool in whose place this one is measured where
 *	that one is unavailable; NULL for a pool of its own right
 * @available: 0, or a negative errno and the reason, with the package to
 *	install; NULL: always available
 * @strand: most buffers that the pool can hold for each producer where get
 *	does not find them; NULL: none
 * @max_excess: most buffers retained beyond params->max, or
 *	POOL_EXCESS_UNBOUNDED; NULL: the cap is exact
 * @create: a new, empty pool; NULL with the reason
 * @destroy: free an empty pool
 * @drain: one buffer out of the pool, wherever it is; NULL when there is none.
 *	No other call runs at the same time.
 * @put: return one buffer (as the loops do, but by a call, for tests)
 * @put_bulk: return @n buffers; the first so many that are returned were
 *	accepted
 * @get: one buffer; NULL when the pool is empty
 * @loops: the measured loops
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
	struct pool_loops loops;
};

/**
 * POOL_REGISTER() - make a pool known
 * @ops: name of a const struct pool_ops
 *
 * Puts a pointer into a linker section that pool_registry() reads: a pool
 * needs no second file. Works because the object files of this folder are
 * linked directly; out of a static archive they would silently be left out.
 */
#define POOL_REGISTER(ops)						\
	static const struct pool_ops *const registered_pool		\
	__attribute__((used, section(POOL_SECTION))) = &(ops)

/**
 * pool_registry() - all pools of this program
 * @count: set to how many
 *
 * Return: pointers sorted by name, svc_page_pool first: it is what the others
 * are compared with. Owned by the registry.
 */
const struct pool_ops *const *pool_registry(size_t *count);

/**
 * pool_find() - look a pool up by its name
 *
 * Return: the pool, or NULL.
 */
const struct pool_ops *pool_find(const char *name);

/**
 * pool_available() - whether a pool can be measured here
 * @pool: from the registry
 * @why: the reason if not
 *
 * Return: 0 or a negative errno.
 */
int pool_available(const struct pool_ops *pool, struct error *why);
