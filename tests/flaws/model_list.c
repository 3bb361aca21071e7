// SPDX-License-Identifier: MIT
/* POOL_FILE, a pool on one llist with a count, as MODEL */
#include "step_atomics.h"
#include "mutants.h"
/* The file that is measured, behind the macros above */
#include POOL_FILE /* NOLINT(bugprone-suspicious-include) */

#include "explore.h"

static void words(struct pool *pool, const struct setting *setting)
{
	machine_word(&pool->pp_pages.first, sizeof(pool->pp_pages.first));
	machine_word(&pool->pp_count.counter, sizeof(pool->pp_count.counter));
}

static void look(const struct pool *pool, const struct setting *setting,
		 struct view *view)
{
	/* relaxed: there is one thread */
	const struct llist_node *node =
		atomic_load_explicit(&pool->pp_pages.first,
				     memory_order_relaxed);

	while (node && view_add(view, node))
		node = llist_next(node);
	view->main = view->n;
	view->counted = view->n;
	view->count = atomic_read(&pool->pp_count);
}

static bool decides(const struct pool *pool, const volatile void *object,
		    uintptr_t value)
{
	return object == &pool->pp_count.counter;
}

const struct model MODEL = {
	.ops = &this_pool, .bytes = sizeof(struct pool),
	.counts_first = COUNTS_FIRST,
	.words = words, .look = look, .decides = decides,
};
