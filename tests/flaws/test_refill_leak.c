// SPDX-License-Identifier: MIT
/*
 * The refill of patch 4/7 starts at slot 0, whichever slots are empty: pages
 * in the others are overwritten, and nobody has them any more. One thread is
 * enough to show it, so it needs no schedule, and the series reaches it with any
 * message smaller than what the pool holds. The code is the measured loop's:
 * svc_page_pool.c with its template, and nothing else.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "test.h"
#include "base/node_memory.h"
#include "pool/svc_page_pool.c" /* NOLINT(bugprone-suspicious-include) */
#include "pool/loop/rpc_internal.h"

/* Pages of the last message, and pages that wait in the pool */
#define EMPTY	3
#define POOLED	10
#define BUFFERS	(RPC_SLOTS + POOLED)

struct fixture {
	struct buffer *descriptors;
	struct arena arena;
	struct rpc rpc;
	struct rpc_connection connection;
	struct role role;
};

/* All slots but the first EMPTY are filled, and the pool has POOLED pages. */
static void set_up(struct fixture *f, enum rpc_refill refill)
{
	const struct pool_params params = {
		.node = NODE_ANY, .max = POOLED, .producers = 1,
	};
	struct error error = { "" };
	size_t used = 0;

	f->descriptors = aligned_alloc(64, BUFFERS * sizeof(struct buffer));
	assert_non_null(f->descriptors);
	f->arena = (struct arena){
		.descriptors = f->descriptors,
		.home = f->descriptors,
		.home_bytes = BUFFERS * sizeof(struct buffer),
	};
	f->rpc.refill = refill;
	for (int list = 0; list < 2; list++) {
		f->rpc.source.page[list] = calloc(BUFFERS,
						  sizeof(struct buffer *));
		assert_non_null(f->rpc.source.page[list]);
	}
	f->connection.pool = this_pool.create(&params, &error);
	assert_non_null(f->connection.pool);
	f->connection.empty = EMPTY;
	for (size_t i = EMPTY; i < RPC_SLOTS; i++)
		f->connection.slot[i] = &f->descriptors[used++];
	f->role.arena = &f->arena;
	f->role.rpc = &f->rpc;
	f->role.until_timed = RPC_TIMED_EVERY;
	for (size_t i = 0; i < POOLED; i++)
		assert_int_equal(this_pool.put(f->connection.pool,
						   &f->descriptors[used++],
						   &f->role.tally),
				 PUT_ACCEPTED);
}

static void tear_down(struct fixture *f)
{
	while (this_pool.drain(f->connection.pool))
		;
	this_pool.destroy(f->connection.pool);
	for (int list = 0; list < 2; list++)
		free(f->rpc.source.page[list]);
	free(f->descriptors);
}

/* Which pages are in no slot: they were there before the refill. */
static size_t count_lost(const struct fixture *f)
{
	size_t lost = 0;

	for (size_t b = 0; b < RPC_SLOTS - EMPTY; b++) {
		size_t i = 0;

		while (i < RPC_SLOTS &&
		       f->connection.slot[i] != &f->descriptors[b])
			i++;
		lost += i == RPC_SLOTS;
	}
	return lost;
}

static void test_posted(void **state)
{
	static struct fixture f;

	set_up(&f, REFILL_POSTED);
	assert_true(pool_rpc_refill(&f.role, &f.connection));
	print_message("posted refill: %d slots empty, %d pages in the pool: %" PRIu64 " pages leaked\n",
		      EMPTY, POOLED, f.role.tally.leaked);
	assert_int_equal(f.role.tally.get_hit, POOLED);
	assert_int_equal(f.role.tally.leaked, POOLED - EMPTY);
	assert_int_equal(count_lost(&f), POOLED - EMPTY);
	tear_down(&f);
}

static void test_empty_slots(void **state)
{
	static struct fixture f;

	set_up(&f, REFILL_EMPTY_SLOTS);
	assert_true(pool_rpc_refill(&f.role, &f.connection));
	assert_int_equal(f.role.tally.get_hit, EMPTY);
	assert_int_equal(f.role.tally.leaked, 0);
	assert_int_equal(count_lost(&f), 0);
	tear_down(&f);
}

TESTS(T(test_posted), T(test_empty_slots))
