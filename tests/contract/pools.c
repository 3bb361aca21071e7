// SPDX-License-Identifier: MIT
#include "pools.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"

static bool is_left_out(const struct pool_ops *ops, bool absent)
{
	const char *only = getenv("TEST_POOL");
	struct error why = { "" };

	if (only && strcmp(ops->name, only) != 0)
		return true;
	if (strncmp(ops->name, BROKEN_PREFIX, strlen(BROKEN_PREFIX)) == 0)
		return true;
	if (pool_available(ops, &why)) {
		printf("skipped: %s: %s\n", ops->name, why.text);
		return true;
	}
	if (ops->capabilities & POOL_ABSENT && !absent) {
		printf("skipped: %s: is no pool: only scenario rpc knows it\n",
		       ops->name);
		return true;
	}
	if (ops->preload) {
		printf("skipped: %s: is measured with %s loaded, which this program is not started with\n",
		       ops->name, ops->preload);
		return true;
	}
	return false;
}

static bool applies(const struct pool_test *test, const struct pool_ops *ops)
{
	return (test->absent || !(ops->capabilities & POOL_ABSENT)) &&
	       !(ops->capabilities & test->without) &&
	       (ops->capabilities & test->with) == test->with;
}

int pools_run(const char *group, const struct pool_test *tests, size_t count)
{
	size_t pools, used = 0;
	const struct pool_ops *const *pool = pool_registry(&pools);
	struct CMUnitTest *all = calloc(pools * count + 1, sizeof(*all));
	char (*names)[96] = calloc(pools * count + 1, sizeof(*names));
	int result = EXIT_FAILURE;
	bool absent = false;

	for (size_t t = 0; t < count; t++)
		absent |= tests[t].absent;
	for (size_t p = 0; all && names && p < pools; p++) {
		if (is_left_out(pool[p], absent))
			continue;
		for (size_t t = 0; t < count; t++) {
			if (!applies(&tests[t], pool[p]))
				continue;
			snprintf(names[used], sizeof(names[used]), "%s: %s",
				 pool[p]->name, tests[t].what);
			all[used] = (struct CMUnitTest){
				.name = names[used],
				.test_func = tests[t].run,
				.initial_state = (void *)(uintptr_t)pool[p],
			};
			used++;
		}
	}
	fflush(stdout);
	if (used)
		result = _cmocka_run_group_tests(group, all, used, NULL, NULL);
	else
		fprintf(stderr, "%s: no pool is available\n", group);
	free(names);
	free(all);
	return result;
}

void test_arena_init(struct arena *arena, size_t count)
{
	struct error error = { "" };

	*arena = (struct arena){
		.descriptors = node_memory_alloc(count *
			sizeof(struct buffer), NODE_ANY, &error),
		.data = calloc(count, CACHE_LINE),
		.slots = count,
		.buffer_bytes = CACHE_LINE,
		.all = calloc(count, sizeof(struct buffer *)),
		.count = count,
		.home_bytes = count * sizeof(struct buffer),
	};
	if (!arena->descriptors || !arena->data || !arena->all) {
		fprintf(stderr, "no memory for %zu buffers: %s\n", count,
			error.text);
		exit(EXIT_FAILURE);
	}
	arena->home = arena->descriptors;
	for (size_t i = 0; i < count; i++)
		arena->all[i] = &arena->descriptors[i];
}

void test_arena_free(struct arena *arena)
{
	node_memory_free(arena->descriptors,
			 arena->slots * sizeof(struct buffer));
	free(arena->data);
	free(arena->all);
}

size_t test_cpus(int cpus[TEST_CPUS])
{
	cpu_set_t set;
	size_t count = 0;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set))
		return 0;
	for (int cpu = 0; cpu < CPU_SETSIZE && count < TEST_CPUS; cpu++) {
		if (CPU_ISSET(cpu, &set))
			cpus[count++] = cpu;
	}
	return count;
}

void test_pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail_msg("cannot run on CPU %d alone", cpu);
}
