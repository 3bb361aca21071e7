/* SPDX-License-Identifier: MIT */
/*
 * Restartable sequences on a CPU's magazine: push, pop and exchange that the
 * kernel restarts when the thread is preempted, migrated or signalled before
 * the last store, which commits. glibc 2.35 and newer register them.
 *
 * Each sequence checks inside of itself that it still runs on the CPU that
 * the caller looked up, loads everything it depends on, and ends in one
 * store. Whatever it stored before that is not yet visible to anyone: a slot
 * above the magazine's count. See Documentation of rseq(2) and the param_test
 * of librseq.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#define RSEQ_KNOWN 1
#else
#define RSEQ_KNOWN 0
#endif

#include "base/compiler.h"
#include "pool/magazine.h"

/**
 * enum rseq_result - how a sequence ended
 * @RSEQ_COMMITTED: done
 * @RSEQ_ABORTED: restarted or on another CPU: look the CPU up again
 * @RSEQ_REFUSED: the magazine is full (push), empty (pop) or another one
 *	(exchange)
 */
enum rseq_result {
	RSEQ_COMMITTED,
	RSEQ_ABORTED,
	RSEQ_REFUSED,
};

#if RSEQ_KNOWN

/* The kernel's ABI (linux/rseq.h): offsets in struct rseq. */
_Static_assert(offsetof(struct rseq, cpu_id_start) == 0, "kernel ABI");
_Static_assert(offsetof(struct rseq, cpu_id) == 4, "kernel ABI");
_Static_assert(offsetof(struct rseq, rseq_cs) == 8, "kernel ABI");
_Static_assert(offsetof(struct magazine, rounds) == 0, "used in assembly");
_Static_assert(offsetof(struct magazine, slots) == 8, "used in assembly");
_Static_assert(offsetof(struct cpu_slot, loaded) == 0, "used in assembly");

static always_inline struct rseq *rseq_of_thread(void)
{
	char *thread;

#if defined(__x86_64__)
	__asm__("movq %%fs:0, %0" : "=r"(thread));
#else
	__asm__("mrs %0, tpidr_el0" : "=r"(thread));
#endif
	return (struct rseq *)(thread + __rseq_offset);
}

static inline bool rseq_is_registered(void)
{
	return __rseq_size > 0 && (int)rseq_of_thread()->cpu_id >= 0;
}

static always_inline uint32_t rseq_cpu(const struct rseq *rseq)
{
	return *(const volatile uint32_t *)&rseq->cpu_id_start;
}

#define RSEQ_STRING_(x)	#x
#define RSEQ_STRING(x)	RSEQ_STRING_(x)

#if defined(__x86_64__)

/*
 * 3: the descriptor, 1: to 2: the sequence, 4: where an abort lands, preceded
 * by the signature that the kernel checks (the tail of an ud1).
 */
#define RSEQ_BEGIN							\
	".pushsection __rseq_cs, \"aw\"\n\t"				\
	".balign 32\n\t"						\
	"3:\n\t"							\
	".long 0, 0\n\t"						\
	".quad 1f, 2f - 1f, 4f\n\t"					\
	".popsection\n\t"						\
	"leaq 3b(%%rip), %%rax\n\t"					\
	"movq %%rax, 8(%[rseq])\n\t"					\
	"1:\n\t"							\
	"cmpl %[cpu], 4(%[rseq])\n\t"					\
	"jnz 4f\n\t"
#define RSEQ_END							\
	"2:\n\t"							\
	".pushsection __rseq_failure, \"ax\"\n\t"			\
	".byte 0x0f, 0xb9, 0x3d\n\t"					\
	".long " RSEQ_STRING(RSEQ_SIG) "\n\t"				\
	"4:\n\t"							\
	"jmp %l[aborted]\n\t"						\
	".popsection\n\t"

static always_inline enum rseq_result
rseq_push(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct buffer *buffer)
{
	__asm__ goto(
		RSEQ_BEGIN
		"movq (%[slot]), %%rax\n\t"
		"movq (%%rax), %%rcx\n\t"
		"cmpq %[size], %%rcx\n\t"
		"jae %l[refused]\n\t"
		"movq %[buffer], 8(%%rax, %%rcx, 8)\n\t"
		"incq %%rcx\n\t"
		"movq %%rcx, (%%rax)\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffer] "r"(buffer), [size] "i"(MAGAZINE_ROUNDS)
		: "memory", "cc", "rax", "rcx"
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_pop(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	 struct buffer **buffer)
{
	__asm__ goto(
		RSEQ_BEGIN
		"movq (%[slot]), %%rax\n\t"
		"movq (%%rax), %%rcx\n\t"
		"testq %%rcx, %%rcx\n\t"
		"jz %l[refused]\n\t"
		"movq (%%rax, %%rcx, 8), %%rdx\n\t"
		"movq %%rdx, (%[buffer])\n\t"
		"decq %%rcx\n\t"
		"movq %%rcx, (%%rax)\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffer] "r"(buffer)
		: "memory", "cc", "rax", "rcx", "rdx"
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_exchange(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	      struct magazine *expected, uint64_t rounds,
	      struct magazine *loaded)
{
	__asm__ goto(
		RSEQ_BEGIN
		"cmpq %[expected], (%[slot])\n\t"
		"jnz %l[refused]\n\t"
		"cmpq %[rounds], (%[expected])\n\t"
		"jnz %l[refused]\n\t"
		"movq %[loaded], (%[slot])\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [expected] "r"(expected), [rounds] "r"(rounds),
		  [loaded] "r"(loaded)
		: "memory", "cc", "rax"
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

#else /* arm64 */

#define RSEQ_BEGIN							\
	".pushsection __rseq_cs, \"aw\"\n\t"				\
	".balign 32\n\t"						\
	"3:\n\t"							\
	".long 0, 0\n\t"						\
	".quad 1f, 2f - 1f, 4f\n\t"					\
	".popsection\n\t"						\
	"adrp x16, 3b\n\t"						\
	"add x16, x16, :lo12:3b\n\t"					\
	"str x16, [%[rseq], #8]\n\t"					\
	"1:\n\t"							\
	"ldr w16, [%[rseq], #4]\n\t"					\
	"cmp w16, %w[cpu]\n\t"						\
	"b.ne %l[aborted]\n\t"
#define RSEQ_END							\
	"2:\n\t"							\
	"b 5f\n\t"							\
	".inst " RSEQ_STRING(RSEQ_SIG) "\n\t"				\
	"4:\n\t"							\
	"b %l[aborted]\n\t"						\
	"5:\n\t"

static always_inline enum rseq_result
rseq_push(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct buffer *buffer)
{
	__asm__ goto(
		RSEQ_BEGIN
		"ldr x16, [%[slot]]\n\t"
		"ldr x17, [x16]\n\t"
		"cmp x17, #%c[size]\n\t"
		"b.hs %l[refused]\n\t"
		"add x15, x16, #8\n\t"
		"str %[buffer], [x15, x17, lsl #3]\n\t"
		"add x17, x17, #1\n\t"
		"str x17, [x16]\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffer] "r"(buffer), [size] "i"(MAGAZINE_ROUNDS)
		: "memory", "cc", "x15", "x16", "x17"
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_pop(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	 struct buffer **buffer)
{
	__asm__ goto(
		RSEQ_BEGIN
		"ldr x16, [%[slot]]\n\t"
		"ldr x17, [x16]\n\t"
		"cbz x17, %l[refused]\n\t"
		"ldr x15, [x16, x17, lsl #3]\n\t"
		"str x15, [%[buffer]]\n\t"
		"sub x17, x17, #1\n\t"
		"str x17, [x16]\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffer] "r"(buffer)
		: "memory", "cc", "x15", "x16", "x17"
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_exchange(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	      struct magazine *expected, uint64_t rounds,
	      struct magazine *loaded)
{
	__asm__ goto(
		RSEQ_BEGIN
		"ldr x16, [%[slot]]\n\t"
		"cmp x16, %[expected]\n\t"
		"b.ne %l[refused]\n\t"
		"ldr x17, [%[expected]]\n\t"
		"cmp x17, %[rounds]\n\t"
		"b.ne %l[refused]\n\t"
		"str %[loaded], [%[slot]]\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [expected] "r"(expected), [rounds] "r"(rounds),
		  [loaded] "r"(loaded)
		: "memory", "cc", "x15", "x16", "x17"
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

#endif
#endif /* RSEQ_KNOWN */
