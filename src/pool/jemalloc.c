// SPDX-License-Identifier: MIT
/*
 * jemalloc: preloaded into the worker, never linked: it would replace malloc
 * in the whole program.
 */
#define POOL_NAME jemalloc
#include "pool/allocator.h"

#ifdef JEMALLOC_LIBRARY
#define PRELOAD JEMALLOC_LIBRARY
#else
#define PRELOAD NULL
#endif

static int jemalloc_available(struct error *why)
{
	if (BUILT_WITH_ASAN || BUILT_WITH_TSAN)
		return error_set(why, ENOTSUP,
			"a sanitizer build has its own malloc");
	if (!PRELOAD)
		return error_set(why, ENOENT,
			"not found when this was built: install libjemalloc-dev (Debian, Ubuntu) or jemalloc-devel (Fedora, RHEL) and build again");
	return 0;
}

static const struct pool_ops jemalloc = {
	.name = "jemalloc",
	.description = "jemalloc, preloaded into its own worker process",
	.preload = PRELOAD,
	.provider = "libjemalloc",
	.available = jemalloc_available,
	ALLOCATOR_CALLS,
};
POOL_REGISTER(jemalloc);
