// SPDX-License-Identifier: MIT
/* The process ends as if all were well, and nothing was measured. */
#define POOL_NAME bad_leave
#define BAD_CREATE()	exit(0)

#include "bad_pool.h"
