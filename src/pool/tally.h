/* SPDX-License-Identifier: MIT */
/* What the calls of a pool, and the loop around them, count in a thread. */
#pragma once

#include <stdint.h>

#include "pool/account.h"

struct tally {
	uint64_t buffers;	/* sent by a consumer, put by a producer */
	uint64_t put_full;	/* puts that the pool refused for being full */
	uint64_t put_full_negative;	/* as the pool's count was negative */
	uint64_t get_hit;	/* buffers that came from the pool */
	uint64_t get_empty;	/* gets that found none, but while waiting */
	uint64_t fallback;	/* buffers that came from the backing list */
	uint64_t wrong_node;	/* handed out from another node than wanted */
	uint64_t put_retries;	/* failed compare-exchanges of put */
	uint64_t get_retries;	/* failed compare-exchanges of get */
	uint64_t wait_ticks;	/* time spent waiting for the other role */
	uint64_t starved_ticks;	/* of these, for a buffer, not for ring room */
	uint64_t messages;	/* sent by a consumer, handled by a producer */
	uint64_t leaked;	/* lost by their owner: rpc, refill posted */
	uint64_t timed;	/* messages whose calls of the pool were timed */
	uint64_t pool_ticks;	/* of these calls, and a clock reading each */
	uint64_t miss_ticks;	/* spent on misses, their charge included */
	int64_t count_lowest;	/* of the pool's own count seen, 0 at most */
	int64_t count_highest;	/* highest */
	uint64_t longest;	/* longest list that the consumer saw */
	uint64_t stamped;	/* stamped calls that gave or took a buffer */
	uint64_t crossed;	/* stamped buffers that arrived at a consumer */
};
