// SPDX-License-Identifier: MIT
/*
 * malloc_untrimmed: glibc's malloc that keeps what it has got: trimming is off
 * and no buffer is mapped on its own. What is left is the arena's lock, which
 * the thread that frees wants together with the one that allocates; what malloc,
 * beside it, takes longer is trimming.
 */
#include <errno.h>
#include <malloc.h>

#define POOL_NAME malloc_untrimmed
#include "base/inherited.h"
#include "pool/allocator.h"

/* DEFAULT_TRIM_THRESHOLD and DEFAULT_MMAP_THRESHOLD of glibc */
#define DEFAULT_THRESHOLD	(128 << 10)
/* DEFAULT_MMAP_THRESHOLD_MAX: the most that it accepts */
#define LARGEST_THRESHOLD	(32 << 20)

static int untrimmed_available(struct error *why)
{
	if (BUILT_WITH_ASAN || BUILT_WITH_TSAN)
		return error_set(why, ENOTSUP,
			"a sanitizer build has its own malloc");
	return inherited_libc_malloc(why);
}

static struct pool *untrimmed_create(const struct pool_params *params,
				     struct error *error)
{
	/* -1, as mallopt(3) has it: never */
	if (!mallopt(M_TRIM_THRESHOLD, -1) ||
	    !mallopt(M_MMAP_THRESHOLD, LARGEST_THRESHOLD)) {
		error_set(error, ENOTSUP, "this malloc cannot be tuned");
		return NULL;
	}
	return life_create(params, error);
}

/* For programs that use another pool next; a trial is a process of its own. */
static void untrimmed_destroy(struct pool *pool)
{
	life_destroy(pool);
	(void)mallopt(M_TRIM_THRESHOLD, DEFAULT_THRESHOLD);
	(void)mallopt(M_MMAP_THRESHOLD, DEFAULT_THRESHOLD);
}

POOL_REGISTER(
	.description = "malloc and free of the C library with trimming off",
	.provider = POOL_PROVIDER_LIBC,
	.available = untrimmed_available,
	.create = untrimmed_create,
	.destroy = untrimmed_destroy,
	ALLOCATOR_CALLS);
