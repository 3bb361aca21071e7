// SPDX-License-Identifier: GPL-2.0 OR MIT
#define ALLOC_NAME alloc_page_put_page
#include "alloc.h"

static const struct pool_ops alloc_page_put_page = {
	.name = "alloc_page_put_page",
	.description = "alloc_page and put_page for each page",
	ALLOC_OPS,
};
POOL_REGISTER(alloc_page_put_page);
