// SPDX-License-Identifier: MIT
/*
 * Memory of rseq-stress, in place of base/node_memory.c: shared with the
 * children, which are killed while they use a pool in it. Nodes are not asked
 * for, so that an arm64 build for a guest needs no library.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "base/node_memory.h"

void *node_memory_map(size_t bytes, struct error *error)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory != MAP_FAILED)
		return memory;
	error_set(error, errno, "no %zu bytes of shared memory: %s", bytes,
		  strerror(errno));
	return NULL;
}

void *node_memory_alloc(size_t bytes, int node, struct error *error)
{
	return node_memory_map(bytes, error);
}

int node_memory_bind(void *memory, size_t bytes, int node, struct error *error)
{
	return 0;
}

int node_memory_bind_near(void *memory, size_t bytes, int cpu, int node,
			  struct error *error)
{
	return node_memory_bind(memory, bytes, node, error);
}

void node_memory_free(void *memory, size_t bytes)
{
	if (memory)
		munmap(memory, bytes);
}

int node_memory_node_of_cpu(int cpu)
{
	return NODE_ANY;
}
