// SPDX-License-Identifier: MIT
#include "trial/account.h"

#include <errno.h>
#include <inttypes.h>

void conservation_found(struct conservation *conservation,
			struct buffer *buffer)
{
	conservation->total++;
	conservation->doubles += buffer->seen++ > 0;
}

/* Lists that run in a circle would never end: these do past the limit. */
void conservation_drain(struct conservation *conservation,
			const struct pool_ops *ops, struct pool *pool)
{
	struct buffer *buffer;

	while (conservation->total <= conservation->limit &&
	       (buffer = ops->drain(pool)))
		conservation_found(conservation, buffer);
}

void conservation_backing(struct conservation *conservation,
			  struct backing *backing)
{
	struct buffer *buffer;

	while (conservation->total <= conservation->limit &&
	       (buffer = backing_take(backing)))
		conservation_found(conservation, buffer);
}

int conservation_check(const struct conservation *conservation,
		       struct error *error)
{
	if (conservation->total == conservation->limit &&
	    !conservation->doubles)
		return 0;
	return error_set(error, ENOTRECOVERABLE,
		"%zu buffers went in, %zu were found after the trial, %zu of them twice: the pool lost or duplicated some",
		conservation->limit, conservation->total,
		conservation->doubles);
}

int account_totals(const struct execution *execution, struct error *error)
{
	const uint64_t sent = execution->roles[0].role.tally.buffers;
	uint64_t received = 0;

	for (unsigned int i = 1; i < execution->nr_roles; i++)
		received += execution->roles[i].role.tally.buffers;
	if (execution->nr_roles > 1 && sent != received)
		return error_set(error, ENOTRECOVERABLE,
			"%" PRIu64 " buffers were sent and %" PRIu64 " were put back",
			sent, received);
	return 0;
}

int account_accepted(const struct execution *execution, uint64_t drained,
		     struct error *error)
{
	const uint64_t hits = execution->roles[0].role.tally.get_hit;
	uint64_t accepted = 0;

	for (unsigned int i = 1; i < execution->nr_roles; i++) {
		const struct tally *tally = &execution->roles[i].role.tally;

		accepted += tally->buffers - tally->put_full -
			    tally->put_full_negative;
	}
	if (accepted == hits + drained)
		return 0;
	return error_set(error, ENOTRECOVERABLE,
		"%" PRIu64 " buffers were accepted, but %" PRIu64 " handed out and %" PRIu64 " left in the pool",
		accepted, hits, drained);
}
