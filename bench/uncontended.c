// SPDX-License-Identifier: MIT
/*
 * A second opinion on scenario uncontended: an ordinary Google Benchmark
 * program, written in C, with Google Benchmark's own timing and all of its
 * flags. One benchmark for each pool that needs nothing preloaded:
 *
 *	build/bench-uncontended --benchmark_filter=svc_page_pool
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/inherited.h"
#include "base/node_memory.h"
#include "gbench/gbench.h"
#include "pool/pool.h"

/* As bench has them by default */
#define BUFFERS		259
#define BUFFER_BYTES	4096
/* Exit status, as of bench */
#define EXIT_USAGE	2
#define EXIT_NOTHING	3
/* Pairs between two looks at the state; its cost is then below 1 % */
#define BATCH		1024

static struct buffer descriptors[BUFFERS], *all[BUFFERS];
static char data[BUFFERS * BUFFER_BYTES] __attribute__((aligned(4096)));

static const struct arena arena = {
	.descriptors = descriptors,
	.data = data,
	.buffer_bytes = BUFFER_BYTES,
	.slots = BUFFERS,
	.all = all,
	.count = BUFFERS,
};

static void measure(struct gbench_state *state, const struct pool_ops *ops,
		    struct pool *pool)
{
	struct tally tally = { 0 };

	/* the same warm pool as in a trial: half full, the rest unused */
	if (!(ops->capabilities & (POOL_BARE_MEMORY | POOL_FLOOR))) {
		for (size_t i = 0; i < BUFFERS / 2; i++)
			ops->put(pool, all[i], &tally);
	}
	while (gbench_keep_running_batch(state, BATCH))
		ops->loops.pairs(pool, &tally, BATCH);
	if (tally.get_empty || tally.put_full)
		gbench_skip_with_error(state, "the pool ran empty or full");
	while (ops->drain(pool))
		;
}

static void run(struct gbench_state *state, void *user)
{
	const struct pool_ops *ops = user;
	struct error error = { "" };
	const struct pool_params params = {
		.node = NODE_ANY,
		.max = BUFFERS,
		.producers = 1,
		.buffer_bytes = BUFFER_BYTES,
		.arena = &arena,
	};
	struct pool *pool;

	memset(descriptors, 0, sizeof(descriptors));
	for (size_t i = 0; i < BUFFERS; i++)
		all[i] = &descriptors[i];
	pool = ops->create(&params, &error);
	if (!pool) {
		gbench_skip_with_error(state, error.text);
		return;
	}
	measure(state, ops, pool);
	ops->destroy(pool);
}

static int complain(int status, const char *text)
{
	fprintf(stderr, "bench-uncontended: %s\n", text);
	return status;
}

/* All that can run here. Return: 0 or less than it */
static int register_pools(void)
{
	size_t count;
	const struct pool_ops *const *pools = pool_registry(&count);

	for (size_t i = 0; i < count; i++) {
		char name[64];

		/* what one does without a pool has no puts and gets to pair */
		if (pools[i]->preload || pools[i]->capabilities & POOL_ABSENT ||
		    pool_available(pools[i], NULL))
			continue;
		snprintf(name, sizeof(name), "uncontended/pool:%s",
			 pools[i]->name);
		if (!gbench_register(name, run,
				     (void *)(uintptr_t)pools[i]))
			return -1;
	}
	return 0;
}

/* Exit status */
static int run_matching(void)
{
	const int result = gbench_run(NULL);

	if (!result)
		return complain(EXIT_NOTHING,
			"--benchmark_filter matches nothing that can run here: --benchmark_list_tests shows all names");
	if (result > 0)
		return EXIT_SUCCESS;
	/* what is left to be wrong is what the user named */
	return complain(result == -ENOMEM || result == -EIO ? EXIT_FAILURE :
			EXIT_USAGE, gbench_last_error());
}

int main(int argc, char **argv)
{
	struct error error = { "" };
	int result, status;

	if (inherited_settle(&error))
		return complain(EXIT_FAILURE, error.text);
	result = gbench_init(&argc, argv);
	if (result > 0 && strcmp(argv[1], "--help") == 0) {
		gbench_help();
		return EXIT_SUCCESS;
	}
	if (result != 0)
		return complain(EXIT_USAGE, result < 0 ? gbench_last_error() :
				"only --benchmark_... flags: see --help");
	if (register_pools())
		return complain(EXIT_FAILURE, gbench_last_error());
	status = run_matching();
	gbench_clear();
	return status;
}
