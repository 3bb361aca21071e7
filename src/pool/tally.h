/* SPDX-License-Identifier: MIT */
/* What the calls of a pool, and the loop around them, count. */
#pragma once

#include <stdint.h>

#include "pool/account.h"

/**
 * struct tally - what one thread counts
 * @buffers: sent by a consumer, put by a producer
 * @put_full: puts that the pool refused for being full
 * @put_full_negative: puts refused because the pool's count was negative
 * @get_hit: buffers that came from the pool
 * @get_empty: gets that found the pool empty, tries while waiting excepted
 * @fallback: buffers that came from the backing list instead of the pool
 * @wrong_node: buffers handed out that lie on another node than the pool's
 * @put_retries: failed compare-exchanges of put
 * @get_retries: failed compare-exchanges of get
 * @wait_ticks: time spent waiting for the other role
 * @starved_ticks: the part of it that a consumer waited for a buffer, not for
 *	room in a ring
 * @messages: sent by a consumer, handled by a producer
 * @leaked: buffers that their owner lost: scenario rpc, refill posted
 * @timed: messages whose calls of the pool were timed
 * @pool_ticks: time of those calls, and of one reading of the clock each
 * @miss_ticks: time that the consumer spent on misses, their charge included
 * @count_lowest: lowest value of the pool's own count that was seen, 0 at most
 * @count_highest: highest
 * @longest: longest list that the consumer saw
 * @stamped: calls of the pool that were stamped, and gave or took a buffer
 * @crossed: stamped buffers that arrived at a consumer
 */
struct tally {
	uint64_t buffers;
	uint64_t put_full;
	uint64_t put_full_negative;
	uint64_t get_hit;
	uint64_t get_empty;
	uint64_t fallback;
	uint64_t wrong_node;
	uint64_t put_retries;
	uint64_t get_retries;
	uint64_t wait_ticks;
	uint64_t starved_ticks;
	uint64_t messages;
	uint64_t leaked;
	uint64_t timed;
	uint64_t pool_ticks;
	uint64_t miss_ticks;
	int64_t count_lowest;
	int64_t count_highest;
	uint64_t longest;
	uint64_t stamped;
	uint64_t crossed;
};
