// SPDX-License-Identifier: GPL-2.0 OR MIT
#define ALLOC_NAME alloc_bulk_release_pages
#define ALLOC_BULK
#define ALLOC_RELEASE
#include "alloc.h"

POOL_REGISTER(
	.description = "alloc_pages_bulk for a burst, release_pages for a burst",
	ALLOC_OPS);
