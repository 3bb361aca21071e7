/* SPDX-License-Identifier: MIT */
/* As rseq_x86.h, for arm64. */
#pragma once

/* What a magazine's size may be */
#define RSEQ_SIZE	"rI"

#define RSEQ_BEGIN							\
	RSEQ_INJECT(0)							\
	RSEQ_DESCRIPTOR							\
	"adrp x16, 3b\n\t"						\
	"add x16, x16, :lo12:3b\n\t"					\
	"str x16, [%[rseq], #8]\n\t"					\
	"1:\n\t"							\
	"ldr w16, [%[rseq], #4]\n\t"					\
	"cmp w16, %w[cpu]\n\t"						\
	"b.ne %l[aborted]\n\t"						\
	RSEQ_INJECT(1)
#define RSEQ_END							\
	"2:\n\t"							\
	RSEQ_INJECT(5)							\
	"b 5f\n\t"							\
	".inst " RSEQ_STRING(RSEQ_SIG) "\n\t"				\
	"4:\n\t"							\
	"b %l[aborted]\n\t"						\
	"5:\n\t"

/* The loaded magazine and its rounds */
#define RSEQ_LOADED							\
	"ldr x16, [%[slot]]\n\t"					\
	"ldr x17, [x16]\n\t"						\
	RSEQ_INJECT(2)

#define RSEQ_PUSH							\
	RSEQ_LOADED							\
	"cmp x17, %[size]\n\t"						\
	"b.hs %l[refused]\n\t"						\
	"add x15, x16, #8\n\t"						\
	"str %[buffer], [x15, x17, lsl #3]\n\t"				\
	RSEQ_INJECT(3)							\
	"add x17, x17, #1\n\t"						\
	RSEQ_INJECT(4)							\
	"str x17, [x16]\n\t"
#define RSEQ_PUSH_USES	"x15", "x16", "x17"

#define RSEQ_POP							\
	RSEQ_LOADED							\
	"cbz x17, %l[refused]\n\t"					\
	"ldr x15, [x16, x17, lsl #3]\n\t"				\
	"str x15, [%[buffer]]\n\t"					\
	RSEQ_INJECT(3)							\
	"sub x17, x17, #1\n\t"						\
	RSEQ_INJECT(4)							\
	"str x17, [x16]\n\t"
#define RSEQ_POP_USES	"x15", "x16", "x17"

#define RSEQ_PUSH_BULK							\
	RSEQ_LOADED							\
	"mov x15, %[size]\n\t"						\
	"subs x15, x15, x17\n\t"					\
	"b.ls %l[refused]\n\t"						\
	"cmp x15, %[n]\n\t"						\
	"csel x15, x15, %[n], ls\n\t"					\
	"str x15, [%[pushed]]\n\t"					\
	"add x14, x16, x17, lsl #3\n\t"					\
	"add x17, x17, x15\n\t"						\
	"6:\n\t"							\
	"add x13, %[buffers], x15, lsl #3\n\t"				\
	"ldr x13, [x13, #-8]\n\t"					\
	"str x13, [x14, x15, lsl #3]\n\t"				\
	RSEQ_INJECT(3)							\
	"subs x15, x15, #1\n\t"						\
	"b.ne 6b\n\t"							\
	RSEQ_INJECT(4)							\
	"str x17, [x16]\n\t"
#define RSEQ_PUSH_BULK_USES	"x13", "x14", "x15", "x16", "x17"

/* The slot, the place and the magazine there are as they were looked at */
#define RSEQ_UNCHANGED							\
	"ldr x16, [%[slot]]\n\t"					\
	"cmp x16, %[loaded]\n\t"					\
	"b.ne %l[refused]\n\t"						\
	"ldr x16, [%[place]]\n\t"					\
	"cmp x16, %[previous]\n\t"					\
	"b.ne %l[refused]\n\t"						\
	RSEQ_INJECT(2)							\
	"ldr x16, [%[previous]]\n\t"					\
	"cmp x16, %[rounds]\n\t"					\
	"b.ne %l[refused]\n\t"

#define RSEQ_SWAP							\
	RSEQ_UNCHANGED							\
	"ldr x16, [%[loaded]]\n\t"					\
	"cmp x16, %[loaded_rounds]\n\t"					\
	"b.ne %l[refused]\n\t"						\
	RSEQ_INJECT(4)							\
	"str %[previous], [%[slot]]\n\t"
#define RSEQ_SWAP_USES	"x16"

#define RSEQ_EXCHANGE							\
	RSEQ_UNCHANGED							\
	RSEQ_INJECT(4)							\
	"str %[offer], [%[place]]\n\t"
#define RSEQ_EXCHANGE_USES	"x16"
