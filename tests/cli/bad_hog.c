// SPDX-License-Identifier: MIT
/* Takes 256 MiB that no plan foresaw. */
#include <string.h>

#define POOL_NAME bad_hog
#define HOG_BYTES	((size_t)256 << 20)
#define BAD_CREATE()							\
	do {								\
		char *hog = malloc(HOG_BYTES);				\
									\
		if (hog)						\
			memset(hog, 1, HOG_BYTES);			\
		__asm__ __volatile__("" : : "r"(hog) : "memory");	\
		free(hog);						\
	} while (0)

#include "bad_pool.h"
