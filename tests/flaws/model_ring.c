// SPDX-License-Identifier: MIT
/* svc_page_ring, as MODEL */
#include "step_atomics.h"
#include "mutants.h"
/* The file that is measured, behind the macros above */
#include "pool/svc_page_ring.c" /* NOLINT(bugprone-suspicious-include) */

#include "explore.h"

#define WORD(member)	machine_word(&(member), sizeof(member))

/*
 * Of the side list's room all but what the setting has is counted for pages that
 * are never added; and a get takes as many pages at once as it says.
 */
static void words(struct pool *pool, const struct setting *setting)
{
	atomic_set(&pool->side_count, SIDE_MAX - setting->side);
	pool->ring.batch = setting->batch;
	WORD(pool->ring.put_at);
	WORD(pool->ring.get_at);
	WORD(pool->ring.taken_at);
	WORD(pool->ring.taken_end);
	for (unsigned int i = 0; i < setting->batch; i++)
		WORD(pool->ring.taken[i]);
	for (unsigned int i = 0; i < setting->max; i++)
		WORD(pool->ring.slots[i]);
	WORD(pool->busy);
	WORD(pool->side.first);
	WORD(pool->side_count.counter);
	WORD(pool->taken);
}

/* What pointer_ring_get() has handed out stays in @taken. */
static void tidy(struct pool *pool)
{
	struct pointer_ring *ring = &pool->ring;

	for (uint32_t i = 0; i < ring->batch; i++) {
		if (i < ring->taken_at || i >= ring->taken_end)
			ring->taken[i] = NULL;
	}
}

static void look_at_list(const struct llist_node *node, struct view *view)
{
	while (node && view_add(view, node))
		node = llist_next(node);
}

static void look(const struct pool *pool, const struct setting *setting,
		 struct view *view)
{
	const struct pointer_ring *ring = &pool->ring;

	/* relaxed, all of it: there is one thread */
	for (uint32_t i = 0; i < ring->max; i++) {
		const struct buffer *page =
			atomic_load_explicit(&ring->slots[i],
					     memory_order_relaxed);

		if (page)
			view_add(view, page);
	}
	view->main = view->n;
	for (uint32_t i = ring->taken_at; i < ring->taken_end; i++)
		view_add(view, ring->taken[i]);
	view->beside = view->n;
	look_at_list(atomic_load_explicit(&pool->side.first,
					  memory_order_relaxed), view);
	look_at_list(pool->taken, view);
	view->beside = view->n - view->beside;
	view->counted = view->beside;
	view->count = atomic_read(&pool->side_count) - SIDE_MAX +
		      setting->side;
	view->locked = atomic_load_explicit(&pool->busy, memory_order_relaxed);
}

/* In the ring a put knows when it finds a slot taken. */
static bool decides(const struct pool *pool, const volatile void *object,
		    uintptr_t value)
{
	const uintptr_t at = (uintptr_t)object - (uintptr_t)pool->ring.slots;

	return object == &pool->side_count.counter ||
	       (at < pointer_ring_bytes(&pool->ring) && value);
}

const struct model MODEL = {
	.ops = &this_pool, .bytes = sizeof(struct pool), .counts_first = true,
	.words = words, .tidy = tidy, .look = look, .decides = decides,
};
