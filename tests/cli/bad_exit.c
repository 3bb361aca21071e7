// SPDX-License-Identifier: MIT
/* The process ends with a status before anything is measured. */
#define POOL_NAME bad_exit
#define BAD_CREATE()	exit(7)

#include "bad_pool.h"
