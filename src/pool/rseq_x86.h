/* SPDX-License-Identifier: MIT */
/*
 * The text of the restartable sequences on x86-64, for rseq.h: operands by the
 * names that they have there, then the registers that each uses up. The
 * signature that the kernel checks before 4: is the tail of an ud1.
 */
#pragma once

/* What a magazine's size may be */
#define RSEQ_SIZE	"er"

#define RSEQ_BEGIN							\
	RSEQ_INJECT(0)							\
	RSEQ_DESCRIPTOR							\
	"leaq 3b(%%rip), %%rax\n\t"					\
	"movq %%rax, 8(%[rseq])\n\t"					\
	"1:\n\t"							\
	"cmpl %[cpu], 4(%[rseq])\n\t"					\
	"jnz 4f\n\t"							\
	RSEQ_INJECT(1)
#define RSEQ_END							\
	"2:\n\t"							\
	RSEQ_INJECT(5)							\
	".pushsection __rseq_failure, \"ax\"\n\t"			\
	".byte 0x0f, 0xb9, 0x3d\n\t"					\
	".long " RSEQ_STRING(RSEQ_SIG) "\n\t"				\
	"4:\n\t"							\
	"jmp %l[aborted]\n\t"						\
	".popsection\n\t"

/* The loaded magazine and its rounds */
#define RSEQ_LOADED							\
	"movq (%[slot]), %%rax\n\t"					\
	"movq (%%rax), %%rcx\n\t"					\
	RSEQ_INJECT(2)

#define RSEQ_PUSH							\
	RSEQ_LOADED							\
	"cmpq %[size], %%rcx\n\t"					\
	"jae %l[refused]\n\t"						\
	"movq %[buffer], 8(%%rax, %%rcx, 8)\n\t"			\
	RSEQ_INJECT(3)							\
	"incq %%rcx\n\t"						\
	RSEQ_INJECT(4)							\
	"movq %%rcx, (%%rax)\n\t"
#define RSEQ_PUSH_USES	"rax", "rcx"

#define RSEQ_POP							\
	RSEQ_LOADED							\
	"testq %%rcx, %%rcx\n\t"					\
	"jz %l[refused]\n\t"						\
	"movq (%%rax, %%rcx, 8), %%rdx\n\t"				\
	"movq %%rdx, (%[buffer])\n\t"					\
	RSEQ_INJECT(3)							\
	"decq %%rcx\n\t"						\
	RSEQ_INJECT(4)							\
	"movq %%rcx, (%%rax)\n\t"
#define RSEQ_POP_USES	"rax", "rcx", "rdx"

#define RSEQ_PUSH_BULK							\
	RSEQ_LOADED							\
	"movq %[size], %%rdx\n\t"					\
	"subq %%rcx, %%rdx\n\t"						\
	"jbe %l[refused]\n\t"						\
	"cmpq %[n], %%rdx\n\t"						\
	"cmovaq %[n], %%rdx\n\t"					\
	"movq %%rdx, (%[pushed])\n\t"					\
	"leaq (%%rax, %%rcx, 8), %%r8\n\t"				\
	"addq %%rdx, %%rcx\n\t"						\
	"6:\n\t"							\
	"movq -8(%[buffers], %%rdx, 8), %%r9\n\t"			\
	"movq %%r9, (%%r8, %%rdx, 8)\n\t"				\
	RSEQ_INJECT(3)							\
	"decq %%rdx\n\t"						\
	"jnz 6b\n\t"							\
	RSEQ_INJECT(4)							\
	"movq %%rcx, (%%rax)\n\t"
#define RSEQ_PUSH_BULK_USES	"rax", "rcx", "rdx", "r8", "r9"

/* The slot, the place and the magazine there are as they were looked at */
#define RSEQ_UNCHANGED							\
	"cmpq %[loaded], (%[slot])\n\t"					\
	"jnz %l[refused]\n\t"						\
	"cmpq %[previous], (%[place])\n\t"				\
	"jnz %l[refused]\n\t"						\
	RSEQ_INJECT(2)							\
	"cmpq %[rounds], (%[previous])\n\t"				\
	"jnz %l[refused]\n\t"

#define RSEQ_SWAP							\
	RSEQ_UNCHANGED							\
	"cmpq %[loaded_rounds], (%[loaded])\n\t"			\
	"jnz %l[refused]\n\t"						\
	RSEQ_INJECT(4)							\
	"movq %[previous], (%[slot])\n\t"
#define RSEQ_SWAP_USES	"rax"

#define RSEQ_EXCHANGE							\
	RSEQ_UNCHANGED							\
	RSEQ_INJECT(4)							\
	"movq %[offer], (%[place])\n\t"
#define RSEQ_EXCHANGE_USES	"rax"
