// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Every page of a subject is in one place, and in one only. */
#include <linux/mm.h>

#include "run.h"

/* In page->private, which is the owner's: this page has been found. */
#define FOUND	0x5bc0UL

/*
 * What the page allocator gave and got back; where pages are the pool's own,
 * what the pool gave and got back.
 */
static void keep_books(const struct run *run, const struct execution *execution,
		       struct trial_account *account)
{
	const bool own = has_own_pages(execution->ops);
	unsigned int i;

	account->sent = execution->roles[0].tally.buffers;
	/* one that is alone receives what it sends */
	account->received = run->roles > 1 ? 0 : account->sent;
	account->allocated = execution->stock;
	account->freed = 0;
	for (i = 0; i < run->roles; i++) {
		const struct role *role = &execution->roles[i];
		const struct tally *tally = &role->tally;

		if (i)
			account->received += tally->buffers;
		if (own)
			continue;
		account->allocated += tally->fallback;
		account->freed += tally->put_full + tally->put_full_negative +
				  role->given_back;
	}
	if (own) {
		account->allocated += account->sent;
		account->freed += account->received;
		if (execution->rpc)
			account->allocated += RPC_SLOTS - execution->rpc->empty;
	}
}

/* Pages that the roles of scenario rpc have */
static s64 in_slots(const struct execution *execution)
{
	const struct rpc *rpc = execution->rpc;

	return rpc ? (RPC_SLOTS - rpc->empty) + (s64)RPC_SLOTS * rpc->workers :
		     0;
}

void account_slice(const struct run *run, const struct execution *execution,
		   struct trial_slice *slice)
{
	const struct pool_ops *ops = execution->ops;
	struct trial_account account;

	slice->length = -1;
	if (!ops)
		return;
	keep_books(run, execution, &account);
	slice->held = account.allocated - account.freed;
	if (!has_own_pages(ops))
		slice->held -= in_slots(execution);
	if (ops->length)
		slice->length = ops->length(execution->pool);
}

/* Pages that were found, linked by their own word */
struct finds {
	struct trial_account *account;
	struct buffer *first;
};

static void found(struct finds *finds, struct buffer *buffer)
{
	struct page *page = buffer_page(buffer);

	if (page_private(page) == FOUND) {
		finds->account->doubled++;
		return;
	}
	set_page_private(page, FOUND);
	buffer->next = finds->first;
	finds->first = buffer;
	finds->account->found++;
}

/* A page of its own goes back to the pool, which frees it when it goes. */
static void find_one(const struct execution *execution, struct finds *finds,
		     struct buffer *buffer)
{
	struct tally unused = { 0 };

	if (has_own_pages(execution->ops)) {
		execution->ops->put(execution->pool, buffer, &unused);
		finds->account->found++;
	} else {
		found(finds, buffer);
	}
}

static void find_outside(const struct run *run, struct execution *execution,
			 struct finds *finds)
{
	struct rpc *rpc = execution->rpc;
	unsigned int i, k;

	for (i = 0; execution->rings && i + 1 < run->roles; i++) {
		struct forward_ring *ring = &execution->rings[i];
		struct buffer **message;

		while ((message = forward_peek(ring))) {
			for (k = 0; k < ring->burst; k++)
				find_one(execution, finds, message[k]);
			forward_release(ring);
		}
	}
	for (k = rpc ? rpc->empty : RPC_SLOTS; k < RPC_SLOTS; k++)
		find_one(execution, finds, rpc->slot[k]);
	for (i = 0; rpc && i < rpc->workers; i++) {
		for (k = 0; k < RPC_SLOTS; k++) {
			if (rpc->worker[i].page[k])
				find_one(execution, finds,
					 rpc->worker[i].page[k]);
		}
	}
}

int account_end(const struct run *run, struct execution *execution,
		struct trial_account *account)
{
	const struct pool_ops *ops = execution->ops;
	struct finds finds = { .account = account };
	struct buffer *buffer;
	s64 left;

	if (!ops || !execution->pool)
		return 0;
	keep_books(run, execution, account);
	left = account->allocated - account->freed;
	find_outside(run, execution, &finds);
	/* a list that runs in a circle would never end: this does */
	while ((s64)(account->found + account->doubled) <= left &&
	       (buffer = ops->drain(execution->pool)))
		found(&finds, buffer);
	while ((buffer = finds.first)) {
		finds.first = buffer->next;
		set_page_private(buffer_page(buffer), 0);
		put_page(buffer_page(buffer));
	}
	account->lost = left - (s64)account->found;
	if (account->lost || account->doubled || account->slices_wrong ||
	    account->sent != account->received)
		return -EUCLEAN;
	return 0;
}
