// SPDX-License-Identifier: MIT
/*
 * malloc: glibc's, as it comes. Its default trim threshold turns frees by
 * another thread into madvise() traffic, which is most of its figure at 4 KiB:
 * malloc_untrimmed is the same without.
 */
#define POOL_NAME malloc
#include "base/inherited.h"
#include "pool/allocator.h"

POOL_REGISTER(
	.description = "malloc and free of the C library, as they come",
	.provider = BUILT_WITH_ASAN || BUILT_WITH_TSAN ? NULL :
		    POOL_PROVIDER_LIBC,
	.available = inherited_libc_malloc,
	POOL_LIFE,
	ALLOCATOR_CALLS);
