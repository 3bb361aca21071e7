// SPDX-License-Identifier: MIT
/* The process dies half way, of the signal of a wild pointer. */
#include <signal.h>

#define POOL_NAME bad_crash
#define BAD_PUT(pool)							\
	do {								\
		if ((pool)->puts == 100)				\
			raise(SIGSEGV);					\
	} while (0)

#include "bad_pool.h"
