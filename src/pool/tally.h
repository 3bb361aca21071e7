/* SPDX-License-Identifier: MIT */
/* What the calls of a pool, and the loop around them, count. */
#pragma once

#include <stdint.h>

#include "pool/account.h"

/*
 * What one thread counts.
 * @starved_ticks: the part of @wait_ticks that a consumer waited for a buffer,
 *	not for room in a ring
 */
struct tally {
	uint64_t buffers;	/* sent by a consumer, put by a producer */
	uint64_t put_full;	/* puts that the pool refused for being full */
	/* puts refused because the pool's count was negative */
	uint64_t put_full_negative;
	uint64_t get_hit;	/* buffers that came from the pool */
	/* gets that found the pool empty, tries while waiting excepted */
	uint64_t get_empty;
	/* buffers that came from the backing list instead of the pool */
	uint64_t fallback;
	/* buffers handed out that lie on another node than the pool's */
	uint64_t wrong_node;
	uint64_t put_retries;	/* failed compare-exchanges of put */
	uint64_t get_retries;	/* failed compare-exchanges of get */
	uint64_t wait_ticks;	/* time spent waiting for the other role */
	uint64_t starved_ticks;
	uint64_t messages;	/* sent by a consumer, handled by a producer */
	/* buffers that their owner lost: scenario rpc, refill posted */
	uint64_t leaked;
	uint64_t timed;	/* messages whose calls of the pool were timed */
	/* time of those calls, and of one reading of the clock each */
	uint64_t pool_ticks;
	/* time that the consumer spent on misses, their charge included */
	uint64_t miss_ticks;
	/* lowest value of the pool's own count that was seen, 0 at most */
	int64_t count_lowest;
	int64_t count_highest;	/* highest */
	uint64_t longest;	/* longest list that the consumer saw */
	/* calls of the pool that were stamped, and gave or took a buffer */
	uint64_t stamped;
	uint64_t crossed;	/* stamped buffers that arrived at a consumer */
};
