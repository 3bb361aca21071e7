// SPDX-License-Identifier: MIT
/*
 * The loop of scenario uncontended as a trial runs it, without the trial: in
 * this thread, with a role set up by hand, for callgrind. Prints how many
 * buffers it turned around: the loop ends by the clock, and its cost is
 * divided by that number.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/node_memory.h"
#include "pool/loop/role.h"
#include "pool/pool.h"

/* As bench has them by default */
#define BUFFERS		259
/* Ticks until the loop ends: some 10^5 buffers, also under callgrind */
#define DURATION_TICKS	(UINT64_C(1) << 30)

static uint64_t run(const struct pool_ops *ops, struct pool *pool,
		    const struct arena *arena, uint32_t burst)
{
	static struct backing backing;
	static struct phases phases = { .roles = 1 };
	static struct role role;

	role = (struct role){
		.pool = pool,
		.burst = burst,
		.arena = arena,
		.backing = &backing,
		.phases = &phases,
		.consumer = true,
		/* all windows have closed: the next look ends it */
		.edge = ROLE_EDGES,
		.next_edge = clock_ticks() + DURATION_TICKS,
	};
	/* relaxed: one thread */
	atomic_store_explicit(&phases.closed, 1, memory_order_relaxed);
	ops->loops.uncontended[PUT_SINGLE][TOUCH_NONE](&role);
	if (role.tally.get_empty || role.tally.put_full)
		return 0;
	return role.tally.buffers;
}

int main(int argc, char **argv)
{
	static struct buffer buffers[BUFFERS], *all[BUFFERS];
	const struct arena arena = {
		.descriptors = buffers,
		.slots = BUFFERS,
		.all = all,
		.count = BUFFERS,
		.home = buffers,
		.home_bytes = sizeof(buffers),
	};
	const struct pool_params params = {
		.node = NODE_ANY,
		.max = BUFFERS,
		.producers = 1,
		.arena = &arena,
	};
	const struct pool_ops *ops = argc == 3 ? pool_find(argv[1]) : NULL;
	const uint32_t burst = ops ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
	struct error error = { "" };
	struct tally unused = { 0 };
	struct pool *pool;
	uint64_t turned;

	/* a burst comes out of a pool that is half full */
	if (!burst || burst > BUFFERS / 2) {
		fputs("usage: uncontended-loop POOL BURST\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < BUFFERS; i++)
		all[i] = &buffers[i];
	pool = ops->create(&params, &error);
	if (!pool) {
		fprintf(stderr, "%s: %s\n", ops->name, error.text);
		return EXIT_FAILURE;
	}
	if (!(ops->capabilities & POOL_FLOOR)) {
		for (size_t i = 0; i < BUFFERS / 2; i++)
			ops->put(pool, all[i], &unused);
	}
	turned = run(ops, pool, &arena, burst);
	if (!turned) {
		fprintf(stderr, "%s: the pool ran empty or full\n", ops->name);
		return EXIT_FAILURE;
	}
	printf("%llu\n", (unsigned long long)turned);
	return EXIT_SUCCESS;
}
