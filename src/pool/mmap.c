// SPDX-License-Identifier: MIT
/*
 * mmap: fresh memory from the kernel for each buffer, populated, and given back
 * by munmap(): the upper bound, and the price of a page that is zeroed, mapped,
 * and shot down on every CPU of the process.
 */
#include <sys/mman.h>

static inline void *map_buffer(unsigned long bytes)
{
	void *memory = mmap((void *)0, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	return memory == MAP_FAILED ? (void *)0 : memory;
}

#define POOL_NAME mmap
#define ALLOCATOR_CAPABILITIES		POOL_EXTRA
#define ALLOCATOR_GET(bytes)		map_buffer(bytes)
#define ALLOCATOR_PUT(memory, bytes)	(void)munmap(memory, bytes)
#include "pool/allocator.h"

POOL_REGISTER(
	.description = "mmap and munmap for each buffer: the upper bound",
	POOL_LIFE,
	ALLOCATOR_CALLS);
