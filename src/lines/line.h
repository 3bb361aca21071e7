/* SPDX-License-Identifier: MIT */
/* The directory: which CPUs have which line. */
#pragma once

#include "base/compiler.h"
#include "lines/internal.h"

#define LINE_WORDS	(CACHE_LINE / 8)
#define LINE_NOBODY	UINT32_MAX
#define LINE_SHARERS	((PLACEMENT_MAX_PRODUCERS + 64) / 64)

/*
 * One line.
 * @owner: who has it alone, and may write; LINE_NOBODY: all in @sharer have a copy
 * @busy: until when it is on its way, to the last one that waits for it: @last
 * @contended: somebody wrote what another one has used
 * @variable: of each word, less 1; 0: not known yet
 */
struct line {
	uintptr_t number;
	uint32_t owner;
	uint32_t sharers;
	uint32_t last;
	uint64_t busy;
	bool contended;
	uint8_t variable[LINE_WORDS];
	uint64_t sharer[LINE_SHARERS];
};

static inline bool line_has(const struct line *line, uint32_t role)
{
	return line->sharer[role / 64] >> role % 64 & 1;
}

/* Made where it was not known; @number: its address, by CACHE_LINE */
struct line *line_find(uintptr_t number);

/*
 * Who sends a copy: the owner or the nearest, @from; and how long it takes, where
 * all must give their own up (@alone) until the farthest has. Nobody has it:
 * @from is @to, and it takes no time, as each line comes from memory once.
 */
uint64_t line_way(const struct line *line, uint32_t to, bool alone,
		  uint32_t *from);

/* Others lose the line at @time. */
void line_take_alone(struct line *line, uint32_t role, uint64_t time);
