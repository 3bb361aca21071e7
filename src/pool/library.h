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
 * the pool is listed with the name of the package, and the build goes on: the
 * loops that every pool has are then made of a pool that holds nothing.
 */
#include <errno.h>

#include "pool/pool.h"

#ifndef LIBRARY_CAPABILITIES
#define LIBRARY_CAPABILITIES	POOL_HIDES_RETRIES
#endif

#if LIBRARY_FOUND

/*
 * ThreadSanitizer reports races inside of these libraries: their atomic
 * operations are assembly, of which it sees nothing.
 */
static int library_available(struct error *why)
{
	if (BUILT_WITH_TSAN)
		return error_set(why, ENOTSUP,
			"ThreadSanitizer cannot see into the library's atomic operations");
	return 0;
}

/* What the file has in its own words: LIBRARY_OPS, further initializers */
#define LIBRARY_CALLS							\
	.capabilities = LIBRARY_CAPABILITIES,				\
	.available = library_available, LIBRARY_OPS, POOL_CALLS

#else

#include "pool/absent.h"
#include "pool/loop/hot_loop.h"

static int library_available(struct error *why)
{
	return error_set(why, ENOENT,
		"not found when this was built: install " LIBRARY_PACKAGES " and build again");
}

static struct pool *library_create(const struct pool_params *params,
				   struct error *error)
{
	(void)params;
	(void)library_available(error);
	return NULL;
}

#define LIBRARY_CALLS							\
	.capabilities = LIBRARY_CAPABILITIES,				\
	.available = library_available, .create = library_create, POOL_CALLS

#endif
