/* SPDX-License-Identifier: MIT */
/*
 * An allocator that is preloaded into the worker, never linked: it would
 * replace malloc in the whole program. A pool file defines
 *
 *	POOL_NAME		as for pool/loop/hot_loop.h
 *	PRELOADED_PATH		of the library; where CMake found none, nothing
 *	PRELOADED_PACKAGES	what to install, by distribution
 *
 * includes this and ends its pool_ops in PRELOADED_CALLS.
 */
#include <errno.h>

#include "base/inherited.h"
#include "pool/allocator.h"

#ifndef PRELOADED_PATH
#define PRELOADED_PATH NULL
#endif

static int preloaded_available(struct error *why)
{
	if (BUILT_WITH_ASAN || BUILT_WITH_TSAN)
		return error_set(why, ENOTSUP,
			"a sanitizer build has its own malloc");
	if (!PRELOADED_PATH)
		return error_set(why, ENOENT,
			"not found when this was built: install " PRELOADED_PACKAGES " and build again");
	return inherited_preload_works(why);
}

#define PRELOADED_CALLS							\
	.preload = PRELOADED_PATH, .available = preloaded_available,	\
	POOL_LIFE, ALLOCATOR_CALLS
