// SPDX-License-Identifier: GPL-2.0 OR MIT
/* What pool files call: memory on a node, and errors as values. */
#include <linux/mm.h>
#include <linux/slab.h>

#include "base/node_memory.h"
#include "pool/pool.h"

/* A power of two is aligned to itself: lines of its own. */
static size_t rounded(size_t bytes)
{
	return roundup_pow_of_two(max_t(size_t, bytes, LINE_PAIR));
}

void *node_memory_alloc(size_t bytes, int node, struct error *error)
{
	void *memory = kvzalloc_node(rounded(bytes), GFP_KERNEL, node);

	if (!memory)
		error_set(error, ENOMEM, "no memory on node %d", node);
	return memory;
}

void node_memory_free(void *memory, size_t bytes)
{
	kvfree(memory);
}

void *pool_memory(const struct pool_params *params, size_t bytes,
		  struct error *error)
{
	return node_memory_alloc(bytes, params->node, error);
}

struct buffer *pool_drain_nothing(struct pool *pool)
{
	return NULL;
}

unsigned int pool_excess_unbounded(const struct pool_params *params)
{
	return POOL_EXCESS_UNBOUNDED;
}

int error_set(struct error *error, int code, const char *format, ...)
{
	va_list args;

	if (error) {
		va_start(args, format);
		vscnprintf(error->text, sizeof(error->text), format, args);
		va_end(args);
	}
	return -code;
}
