/* SPDX-License-Identifier: MIT */
/*
 * Scenario latency: what each role of it has beside a struct role. The loops
 * are in latency_loop.h; docs/latency.md says what the figures mean.
 */
#pragma once

#include "pool/loop/pace.h"
#include "stats/histogram.h"

/*
 * One put, and one get, in so many is stamped. A prime above the sizes of
 * batches and magazines, so that it is not always the same one of a batch;
 * and large, so that the stamps take no more than a part of the loop's time.
 */
#define LATENCY_EVERY	61

/*
 * What is timed.
 * @LATENCY_GET: a get that found a buffer: the call alone where the load is
 *	saturated; where it is paced, from the time at which it was due
 * @LATENCY_HANDOFF: a buffer in the pool: from the start of its put to when
 *	the consumer has it
 */
enum latency_operation {
	LATENCY_PUT,	/* a put that the pool accepted: the call alone */
	LATENCY_GET,
	LATENCY_HANDOFF,
	LATENCY_OPERATIONS,
};

/*
 * Of each operation, in ns and not in ticks: buckets are then the same in every
 * trial, however its clock runs.
 */
struct latency_histograms {
	struct histogram of[LATENCY_OPERATIONS];
};

/*
 * What one role of the scenario has, on lines of its own.
 * @stamp: of each descriptor of the arena: when its last stamped put began;
 *	shared by all roles. NULL where a buffer cannot be told from others
 */
struct latency {
	uint32_t load;	/* percent of the saturated rate; 100: saturated */
	struct pace pace;	/* when the consumer's gets are due */
	_Atomic(uint64_t) *stamp;
	uint64_t *seen;	/* of each descriptor, what the consumer saw last */
	double ns_per_tick;	/* of the clock */
	uint32_t until_stamped;	/* operations until one is stamped */
	/* where figures go: to @window while that is open, else to @outside */
	struct latency_histograms *record;
	/* what the role leaves behind */
	struct latency_histograms window line_pair_aligned;
	struct latency_histograms outside;	/* warmup, and after @window */
};

/**
 * latency_record() - count what one operation took
 * @ended: by the clock, of whichever CPU; where clocks disagree so much that
 *	it is earlier it counts as 0, which nothing can take
 */
static always_inline void latency_record(struct latency *latency,
					 enum latency_operation operation,
					 uint64_t began, uint64_t ended)
{
	const uint64_t ticks = ended > began ? ended - began : 0;

	histogram_add(&latency->record->of[operation],
		      (uint64_t)((double)ticks * latency->ns_per_tick));
}
