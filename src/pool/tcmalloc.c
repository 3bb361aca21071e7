// SPDX-License-Identifier: MIT
/* tcmalloc: gperftools' own, with a cache for each thread and a central list behind. */
#define POOL_NAME tcmalloc
#define PRELOADED_PACKAGES "libtcmalloc-minimal4 (Debian, Ubuntu) or gperftools-libs (Fedora, RHEL)"
#include "pool/preloaded.h"

POOL_REGISTER(
	.description = "tcmalloc (gperftools), preloaded into its own worker process",
	.provider = "libtcmalloc",
	PRELOADED_CALLS);
