/* SPDX-License-Identifier: MIT */
/*
 * base/compiler.h for code that the model runs: a pause is the role's, and what
 * is inlined in a measured loop is so here, in spite of the sanitizer.
 */
#pragma once

#define cpu_relax	cpu_relax_of_cpu
#include_next "base/compiler.h"
#undef cpu_relax
#undef always_inline
#define always_inline	inline __attribute__((__always_inline__))

void lines_pause(void);

static always_inline void cpu_relax(void)
{
	lines_pause();
}
