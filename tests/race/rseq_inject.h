/* SPDX-License-Identifier: MIT */
/*
 * Included before all else into the pools of rseq-stress: makes the sequences
 * of pool/rseq.h long enough to be interrupted at every of their points.
 *
 * A point counts down from its word of rseq_delay[]; nothing else happens in
 * there, for a restartable sequence may not call the kernel.
 */
#pragma once

#include <stdint.h>

/* As many as pool/rseq.h has */
#define RSEQ_POINTS	6

/* Turns of an empty loop at each point; changed while the sequences run */
extern uint32_t rseq_delay[RSEQ_POINTS];

/*
 * What a thread does after each abort. Counts it, and at times yields or sleeps
 * before the caller tries again.
 */
void rseq_aborted(void);

#define RSEQ_INJECT_ABORTED()	rseq_aborted()

#if defined(__x86_64__)
#define RSEQ_INJECT(point)						\
	"movl rseq_delay + 4 * " #point "(%%rip), %%r11d\n\t"		\
	"7:\n\t"							\
	"subl $1, %%r11d\n\t"						\
	"jg 7b\n\t"
#define RSEQ_INJECT_CLOBBERS	, "r11"
#else
#define RSEQ_INJECT(point)						\
	"adrp x12, rseq_delay + 4 * " #point "\n\t"			\
	"ldr w12, [x12, :lo12:rseq_delay + 4 * " #point "]\n\t"		\
	"7:\n\t"							\
	"subs w12, w12, #1\n\t"						\
	"b.gt 7b\n\t"
#define RSEQ_INJECT_CLOBBERS	, "x12"
#endif
