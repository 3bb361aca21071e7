/* SPDX-License-Identifier: MIT */
/*
 * Where restartable sequences can be had: rseq_available(), and where they were
 * not even known when this was built, put and get of a pool that holds nothing.
 */
#pragma once

#include <errno.h>

#include "pool/pool.h"
#include "pool/rseq.h"

#if RSEQ_KNOWN
static int rseq_available(struct error *why)
{
	if (BUILT_WITH_TSAN)
		return error_set(why, ENOTSUP,
			"ThreadSanitizer cannot see into restartable sequences");
	if (!rseq_is_registered())
		return error_set(why, ENOTSUP,
			"no restartable sequences are registered (needs Linux 4.18 and glibc 2.35, and glibc.pthread.rseq not set to 0)");
	return 0;
}
#else
#include "pool/absent.h"

static int rseq_available(struct error *why)
{
	return error_set(why, ENOTSUP,
		"built without <sys/rseq.h>: needs glibc 2.35 or newer");
}
#endif
