/* SPDX-License-Identifier: MIT */
/*
 * A pool that is made of a library's parts. Its file defines
 *
 *	POOL_NAME		as for pool/loop/hot_loop.h
 *	LIBRARY_FOUND		1 where CMake found the library, else 0
 *	LIBRARY_PACKAGES	what to install, by distribution
 *
 * may define
 *
 *	LIBRARY_CAPABILITIES	POOL_* flags, POOL_HIDES_RETRIES among them
 *
 * includes this, and ends its pool_ops in LIBRARY_CALLS. Without the library
 * the pool is listed with the name of the package, and the build continues.
 */
#include <errno.h>

#include "pool/pool.h"

#ifndef LIBRARY_CAPABILITIES
#define LIBRARY_CAPABILITIES	POOL_HIDES_RETRIES
#endif

static int library_available(struct error *why)
{
	if (!LIBRARY_FOUND)
		return error_set(why, ENOENT,
			"not found when this was built: install " LIBRARY_PACKAGES " and build again");
	/* it reports races inside: their atomic operations are assembly */
	if (BUILT_WITH_TSAN)
		return error_set(why, ENOTSUP,
			"ThreadSanitizer cannot see into the library's atomic operations");
	return 0;
}

#define LIBRARY_IS							\
	.capabilities = LIBRARY_CAPABILITIES, .available = library_available

/* What the file has in its own words: LIBRARY_OPS, further initializers */
#if LIBRARY_FOUND
#define LIBRARY_CALLS	LIBRARY_IS, LIBRARY_OPS, POOL_CALLS
#else
#define LIBRARY_CALLS	LIBRARY_IS
#endif
