// SPDX-License-Identifier: MIT
/* A put never returns, and neither does any later one: the lock is held. */
#include <unistd.h>

#define POOL_NAME bad_hang
#define BAD_PUT(pool)							\
	do {								\
		while ((pool)->puts == 100)				\
			pause();					\
	} while (0)

#include "bad_pool.h"
