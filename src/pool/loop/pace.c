// SPDX-License-Identifier: MIT
#include "pool/loop/pace.h"

void pace_measure(struct pace *pace, const struct role *role, uint32_t load,
		  uint64_t now)
{
	const uint64_t warmup = role->phases->warmup_ticks;
	const uint64_t buffers = role->tally.buffers;

	if (!pace->mark && now >= role->started + warmup / 4) {
		pace->mark = now;
		pace->mark_buffers = buffers;
		pace->mark_messages = pace->messages;
	} else if (pace->mark && now >= pace->mark + warmup / 2 &&
		   buffers > pace->mark_buffers &&
		   pace->messages - pace->mark_messages >= PACE_MESSAGES) {
		pace->ticks_per_buffer = (double)(now - pace->mark) /
			(double)(buffers - pace->mark_buffers) *
			100 / load;
		pace->known = now;
		pace->next = 0;
	}
}

bool pace_was_late(const struct pace *pace, const struct role *role,
		   bool shared)
{
	return !pace->known ||
	       (!shared && pace->known > role->edges[0].ticks);
}
