// SPDX-License-Identifier: GPL-2.0 OR MIT
#define ALLOC_NAME alloc_bulk_put_page
#define ALLOC_BULK
#include "alloc.h"

POOL_REGISTER(
	.description = "alloc_pages_bulk for a burst, put_page for each page",
	ALLOC_OPS);
