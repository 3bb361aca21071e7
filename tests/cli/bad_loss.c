// SPDX-License-Identifier: MIT
/* One buffer is accepted and never seen again. */
#define POOL_NAME bad_loss
#define BAD_PUT(pool)							\
	do {								\
		if ((pool)->puts == 100) {				\
			pthread_mutex_unlock(&(pool)->lock);		\
			return PUT_ACCEPTED;				\
		}							\
	} while (0)

#include "bad_pool.h"
