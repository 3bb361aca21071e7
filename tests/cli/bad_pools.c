// SPDX-License-Identifier: MIT
/* Plain pools, each of which goes wrong in one way. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/node_memory.h"
#include "pool/pool.h"

#define HOG_BYTES	((size_t)256 << 20)

enum wrong {
	CRASH,	/* the process dies half way, of the signal of a wild pointer */
	EXIT,	/* it ends with a status before anything is measured */
	HANG,	/* a put never returns, nor does a later one: it has the lock */
	HOG,	/* it takes memory that no plan foresaw */
	LEAVE,	/* the process ends as if all were well, and nothing was */
	LOSS,	/* one buffer is accepted and never seen again */
};

struct pool {
	pthread_mutex_t lock;
	struct buffer *first;
	unsigned int count;
	unsigned int max;
	unsigned long puts;
	enum wrong wrong;
};

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *buffer, struct tally *tally)
{
	enum put_result result = PUT_FULL;
	bool half_way;

	pthread_mutex_lock(&pool->lock);
	half_way = ++pool->puts == 100;
	if (half_way && pool->wrong == CRASH)
		raise(SIGSEGV);
	while (half_way && pool->wrong == HANG)
		pause();
	if (half_way && pool->wrong == LOSS) {
		result = PUT_ACCEPTED;
	} else if (pool->count < pool->max) {
		buffer->next = pool->first;
		pool->first = buffer;
		pool->count++;
		result = PUT_ACCEPTED;
	}
	pthread_mutex_unlock(&pool->lock);
	return result;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *buffer;

	pthread_mutex_lock(&pool->lock);
	buffer = pool->first;
	if (buffer) {
		pool->first = buffer->next;
		pool->count--;
	}
	pthread_mutex_unlock(&pool->lock);
	return buffer;
}

#define POOL_NAME bad
#include "pool/loop/hot_loop.h"

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
	pool = node_memory_alloc(sizeof(*pool), params->node, error);
	if (!pool)
		return NULL;
	pthread_mutex_init(&pool->lock, NULL);
	pool->max = params->max;
	pool->wrong = wrong;
	return pool;
}

static void bad_destroy(struct pool *pool)
{
	pthread_mutex_destroy(&pool->lock);
	node_memory_free(pool, sizeof(*pool));
}

static struct buffer *bad_drain(struct pool *pool)
{
	struct tally unused = { 0 };

	return pool_get(pool, &unused);
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
		.destroy = bad_destroy,					\
		.drain = bad_drain,					\
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
