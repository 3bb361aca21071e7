// SPDX-License-Identifier: GPL-2.0 OR MIT
#define ALLOC_NAME alloc_bulk_put_page
#define ALLOC_BULK
#include "alloc.h"

static const struct pool_ops alloc_bulk_put_page = {
	.name = "alloc_bulk_put_page",
	.description = "alloc_pages_bulk for a burst, put_page for each page",
	ALLOC_OPS,
};
POOL_REGISTER(alloc_bulk_put_page);
