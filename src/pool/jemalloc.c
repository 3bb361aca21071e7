// SPDX-License-Identifier: MIT
/* jemalloc: arenas with a cache for each thread. */
#define POOL_NAME jemalloc
#define PRELOADED_PACKAGES "libjemalloc-dev (Debian, Ubuntu) or jemalloc-devel (Fedora, RHEL)"
#include "pool/preloaded.h"

POOL_REGISTER(
	.description = "jemalloc, preloaded into its own worker process",
	.provider = "libjemalloc",
	PRELOADED_CALLS);
