// SPDX-License-Identifier: MIT
/* A library with a malloc of its own, as agents and allocators are. */
#include <stdlib.h>

void *__libc_malloc(size_t bytes);

void *malloc(size_t bytes)
{
	return __libc_malloc(bytes);
}
