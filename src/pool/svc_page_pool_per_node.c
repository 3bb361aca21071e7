// SPDX-License-Identifier: MIT
/*
 * svc_page_pool_per_node: the posted pool with a list and a count for the
 * pages of its own node, and another pair for those of all other nodes. One
 * factor: which page a get hands out. It takes from the home list while that
 * has any, and only then waives the node: what it waives is in the column
 * wrong_node, since every loop counts the pages that it got from elsewhere.
 *
 * net page_pool gives pages of another node back to the page allocator. Here
 * they are kept as the second choice: a worker's page is from the node of the
 * message before, so that on a machine of several nodes most puts would be
 * refused and become misses, and what a miss costs against a remote page is
 * what the suite is to show.
 *
 * The kernel would ask page_to_nid(), which reads page->flags; here the node
 * follows from the descriptor's address, and no line is touched for it.
 *
 * Each list has the cap, as posted: together they retain up to twice as much,
 * and pages of other nodes stay while the home list is never empty.
 */
#include "pool/kernel/posted.h"

enum node_class {
	CLASS_HOME,
	CLASS_OTHER,
	NODE_CLASSES,
};

struct pool {
	struct llist_head pp_pages[NODE_CLASSES];
	atomic_t pp_count[NODE_CLASSES];
	unsigned int pp_max;
	const struct arena *arena;
};

_Static_assert(sizeof(struct pool) <= CACHE_LINE, "one line, as posted");

static always_inline unsigned int class_of(const struct pool *pool,
					   const struct buffer *page)
{
	return arena_is_wrong_node(pool->arena, page) ? CLASS_OTHER :
							CLASS_HOME;
}

static always_inline enum put_result
pool_put(struct pool *pool, struct buffer *page, struct tally *tally)
{
	unsigned int class;

	if (unlikely(!page))
		return PUT_ACCEPTED;
	if (unlikely(!pool))
		return PUT_FULL;
	class = class_of(pool, page);
	return posted_put(&pool->pp_pages[class], &pool->pp_count[class],
			  pool->pp_max, page, tally);
}

/*
 * The first ones must be accepted, so the run stops at the first refusal;
 * pages of one class in a row are one bulk put.
 */
#define POOL_PUT_BULK
static always_inline unsigned int
pool_put_bulk(struct pool *pool, struct buffer **pages, unsigned int n,
	      struct tally *tally)
{
	unsigned int done = 0;

	if (unlikely(!pool))
		return 0;
	while (done < n) {
		const unsigned int class = class_of(pool, pages[done]);
		unsigned int run = 1, accepted;

		while (done + run < n &&
		       class_of(pool, pages[done + run]) == class)
			run++;
		accepted = posted_put_bulk(&pool->pp_pages[class],
					   &pool->pp_count[class],
					   pool->pp_max, pages + done, run,
					   tally);
		done += accepted;
		if (accepted < run)
			break;
	}
	return done;
}

static always_inline struct buffer *pool_get(struct pool *pool,
					     struct tally *tally)
{
	struct buffer *page;

	if (unlikely(!pool))
		return NULL;
	page = posted_get(&pool->pp_pages[CLASS_HOME],
			  &pool->pp_count[CLASS_HOME], tally);
	if (likely(page))
		return page;
	/* waived: counted by the loop */
	return posted_get(&pool->pp_pages[CLASS_OTHER],
			  &pool->pp_count[CLASS_OTHER], tally);
}

#define POOL_INIT
static void pool_init(struct pool *pool, const struct pool_params *params)
{
	for (int class = 0; class < NODE_CLASSES; class++)
		atomic_set(&pool->pp_count[class], 0);
	pool->pp_max = params->max;
	pool->arena = params->arena;
}

#define POOL_NAME svc_page_pool_per_node
#include "pool/loop/hot_loop.h"
#include "pool/life.h"

static size_t svc_page_pool_per_node_length(const struct pool *pool)
{
	return llist_length(&pool->pp_pages[CLASS_HOME]) +
	       llist_length(&pool->pp_pages[CLASS_OTHER]);
}

static unsigned int
svc_page_pool_per_node_excess(const struct pool_params *params)
{
	const unsigned int excess = posted_excess(params);

	return excess == POOL_EXCESS_UNBOUNDED ? excess :
	       (NODE_CLASSES - 1) * params->max + NODE_CLASSES * excess;
}

POOL_REGISTER(
	.description = "the posted pool with a list for pages of other nodes",
	.synchronization = "any number of put, put_bulk at once, and one get with them; get against get must be excluded by the caller (ABA in llist_del_first)",
	.capabilities = POOL_COUNTS,
	.max_excess = svc_page_pool_per_node_excess,
	.length = svc_page_pool_per_node_length,
	POOL_LIFE,
	.drain = pool_drain_by_get,
	POOL_CALLS);
