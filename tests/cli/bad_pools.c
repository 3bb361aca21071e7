// SPDX-License-Identifier: MIT
/* A freelist under a lock, and pools of it that each go wrong in one way. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOG_BYTES	((size_t)256 << 20)

enum wrong {
	CRASH,	/* the process dies half way, of the signal of a wild pointer */
	EXIT,	/* it ends with a status before anything is measured */
	HANG,	/* a call never returns, nor does a later one: it has the lock */
	HOG,	/* it takes memory that no plan foresaw */
	LEAVE,	/* the process ends as if all were well, and nothing was */
	LOSS,	/* one buffer is accepted and never seen again */
};

struct bad_lock {
	pthread_mutex_t mutex;
	unsigned long calls;
	enum wrong wrong;
};

static void go_wrong(struct bad_lock *lock);

static inline void take(struct bad_lock *lock)
{
	pthread_mutex_lock(&lock->mutex);
	if (++lock->calls == 100)
		go_wrong(lock);
}

#define FREELIST_LOCK			struct bad_lock
#define FREELIST_TAKE(lock, turn)	take(lock)
#define FREELIST_RELEASE(lock, turn)	pthread_mutex_unlock(&(lock)->mutex)
#define POOL_NAME bad
#include "pool/freelist.h"

static void go_wrong(struct bad_lock *lock)
{
	struct pool *pool = (struct pool *)lock; /* its first member */

	if (lock->wrong == CRASH)
		raise(SIGSEGV);
	while (lock->wrong == HANG)
		pause();
	if (lock->wrong != LOSS)
		return;
	if (!pool->first) {
		lock->calls--;	/* next time */
		return;
	}
	pool->first = pool->first->next;
	freelist_set_count(pool, freelist_count(pool) - 1);
}

static void hog(void)
{
	char *memory = malloc(HOG_BYTES);

	if (memory)
		memset(memory, 1, HOG_BYTES);
	__asm__ __volatile__("" : : "r"(memory) : "memory");
	free(memory);
}

static struct pool *create(const struct pool_params *params,
			   struct error *error, enum wrong wrong)
{
	struct pool *pool;

	if (wrong == EXIT || wrong == LEAVE)
		exit(wrong == EXIT ? 7 : 0);
	if (wrong == HOG)
		hog();
	pool = life_create(params, error);
	if (!pool)
		return NULL;
	pthread_mutex_init(&pool->lock.mutex, NULL);
	pool->lock.wrong = wrong;
	return pool;
}

#define BAD(id, wrong)							\
	static struct pool *create_##id(const struct pool_params *params,	\
					struct error *error)		\
	{								\
		return create(params, error, wrong);			\
	}								\
	static const struct pool_ops id = {				\
		.name = #id,						\
		.description = "goes wrong, for tests",			\
		.synchronization = "one lock",				\
		.create = create_##id,					\
		.destroy = life_destroy,				\
		.drain = pool_drain_by_get, .length = freelist_length,	\
		POOL_CALLS,						\
	}

BAD(bad_crash, CRASH);
BAD(bad_exit, EXIT);
BAD(bad_hang, HANG);
BAD(bad_hog, HOG);
BAD(bad_leave, LEAVE);
BAD(bad_loss, LOSS);

static const struct pool_ops *const registered_pools[]
__attribute__((used, section(POOL_SECTION))) = {
	&bad_crash, &bad_exit, &bad_hang, &bad_hog, &bad_leave, &bad_loss,
};
