// SPDX-License-Identifier: GPL-2.0 OR MIT
#define ALLOC_NAME alloc_page_put_page
#include "alloc.h"

POOL_REGISTER(
	.description = "alloc_page and put_page for each page",
	ALLOC_OPS);
