// SPDX-License-Identifier: MIT
/* mimalloc: frees of other threads go onto a list of the page they lie in. */
#define POOL_NAME mimalloc
#define PRELOADED_PACKAGES "libmimalloc3 or libmimalloc2.0 (Debian, Ubuntu) or mimalloc (Fedora, RHEL)"
#include "pool/preloaded.h"

POOL_REGISTER(
	.description = "mimalloc, preloaded into its own worker process",
	.provider = "libmimalloc",
	PRELOADED_CALLS);
