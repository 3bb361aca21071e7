// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"
#include "pool/pool.h"

const char *const put_mode_names[PUT_MODES] = { "single", "bulk" };
const char *const touch_names[TOUCHES] = {
	"none", "descriptor", "line", "page"
};

const char *const pool_layout_names[POOL_LAYOUTS] = { "line", "packed32" };

/* The linker defines these two for a section whose name is an identifier. */
extern const struct pool_ops *const __start_bench_pools[];
extern const struct pool_ops *const __stop_bench_pools[];

enum { POOLS_MAX = 128 };

static int by_name(const void *a, const void *b)
{
	static const char first[] = "svc_page_pool";
	const struct pool_ops *const *left = a, *const *right = b;
	const int left_first = strcmp((*left)->name, first) == 0;
	const int right_first = strcmp((*right)->name, first) == 0;

	if (left_first != right_first)
		return right_first - left_first;
	return strcmp((*left)->name, (*right)->name);
}

const struct pool_ops *const *pool_registry(size_t *count)
{
	static const struct pool_ops *pools[POOLS_MAX];
	static size_t known;

	if (!known) {
		const struct pool_ops *const *p = __start_bench_pools;

		for (; p < __stop_bench_pools && known < POOLS_MAX; p++)
			pools[known++] = *p;
		qsort(pools, known, sizeof(pools[0]), by_name);
	}
	*count = known;
	return pools;
}

const struct pool_ops *pool_find(const char *name)
{
	size_t count;
	const struct pool_ops *const *pools = pool_registry(&count);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(pools[i]->name, name) == 0)
			return pools[i];
	}
	return NULL;
}

struct buffer *pool_drain_nothing(struct pool *pool)
{
	return NULL;
}

unsigned int pool_excess_unbounded(const struct pool_params *params)
{
	return POOL_EXCESS_UNBOUNDED;
}

int pool_available(const struct pool_ops *pool, struct error *why)
{
	return pool->available ? pool->available(why) : 0;
}

void *pool_memory(const struct pool_params *params, size_t bytes,
		  struct error *error)
{
	if (params->memory)
		return params->memory;
	return node_memory_alloc(bytes, params->node, error);
}
