/* SPDX-License-Identifier: MIT */
/*
 * Restartable sequences on a CPU's magazines: push, pop, swap and exchange,
 * which the kernel restarts when the thread is preempted, migrated or signalled
 * before the last store, which commits. glibc 2.35 and newer register them.
 *
 * Each sequence checks inside of itself that it still runs on the CPU that
 * the caller looked up, loads everything it depends on, and ends in one
 * store. Whatever it stored before that is not yet visible to anyone: slots
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
#include "pool/cpu_slot.h"

/**
 * enum rseq_result - how a sequence ended
 * @RSEQ_COMMITTED: done
 * @RSEQ_ABORTED: restarted or on another CPU: look the CPU up again
 * @RSEQ_REFUSED: the loaded magazine is full (push) or empty (pop), or the
 *	magazines are not as the caller expects them (swap, exchange)
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

/*
 * For a test that widens the sequences (tests/race/rseq_inject.h), and empty
 * for all others: text of assembly at numbered points, the registers that it
 * needs, and what is done after an abort. Flags are free at each point.
 *
 * 0: before the sequence; 1: the CPU was checked; 2: what it depends on was
 * loaded or compared; 3: after a store that nobody sees yet; 4: before the
 * store that commits; 5: behind the end
 */
#ifndef RSEQ_INJECT
#define RSEQ_INJECT(point)	""
#define RSEQ_INJECT_CLOBBERS
#define RSEQ_INJECT_ABORTED()	((void)0)
#endif

#define RSEQ_STRING_(x)	#x
#define RSEQ_STRING(x)	RSEQ_STRING_(x)

/*
 * rseq_push_sized() - put @buffer into the loaded magazine, which has room for
 *	@size
 * rseq_push_bulk_sized() - put the first @pushed of @n buffers, as many as it
 *	has room for; @n is not 0
 * rseq_push(), rseq_push_bulk() - the same with a magazine of MAGAZINE_ROUNDS
 * rseq_pop() - get @buffer out of the loaded magazine
 * rseq_swap() - @previous, which is at @place, becomes the loaded magazine,
 *	provided that @loaded, another one, is loaded, and they have
 *	@loaded_rounds and @rounds: what becomes the previous one is full or
 *	empty
 * rseq_exchange() - put @offer at @place instead of @previous, which has
 *	@rounds, provided that @loaded, another one, is loaded
 */

#if defined(__x86_64__)

/*
 * 3: the descriptor, 1: to 2: the sequence, 4: where an abort lands, preceded
 * by the signature that the kernel checks (the tail of an ud1).
 */
#define RSEQ_BEGIN							\
	RSEQ_INJECT(0)							\
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

static always_inline enum rseq_result
rseq_push_sized(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
		struct buffer *buffer, uint64_t size)
{
	__asm__ goto(
		RSEQ_BEGIN
		RSEQ_LOADED
		"cmpq %[size], %%rcx\n\t"
		"jae %l[refused]\n\t"
		"movq %[buffer], 8(%%rax, %%rcx, 8)\n\t"
		RSEQ_INJECT(3)
		"incq %%rcx\n\t"
		RSEQ_INJECT(4)
		"movq %%rcx, (%%rax)\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffer] "r"(buffer), [size] "er"(size)
		: "memory", "cc", "rax", "rcx" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
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
		RSEQ_LOADED
		"testq %%rcx, %%rcx\n\t"
		"jz %l[refused]\n\t"
		"movq (%%rax, %%rcx, 8), %%rdx\n\t"
		"movq %%rdx, (%[buffer])\n\t"
		RSEQ_INJECT(3)
		"decq %%rcx\n\t"
		RSEQ_INJECT(4)
		"movq %%rcx, (%%rax)\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffer] "r"(buffer)
		: "memory", "cc", "rax", "rcx", "rdx" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_push_bulk_sized(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
		     struct buffer **buffers, uint64_t n, uint64_t *pushed,
		     uint64_t size)
{
	__asm__ goto(
		RSEQ_BEGIN
		RSEQ_LOADED
		"movq %[size], %%rdx\n\t"
		"subq %%rcx, %%rdx\n\t"
		"jbe %l[refused]\n\t"
		"cmpq %[n], %%rdx\n\t"
		"cmovaq %[n], %%rdx\n\t"
		"movq %%rdx, (%[pushed])\n\t"
		"leaq (%%rax, %%rcx, 8), %%r8\n\t"
		"addq %%rdx, %%rcx\n\t"
		"6:\n\t"
		"movq -8(%[buffers], %%rdx, 8), %%r9\n\t"
		"movq %%r9, (%%r8, %%rdx, 8)\n\t"
		RSEQ_INJECT(3)
		"decq %%rdx\n\t"
		"jnz 6b\n\t"
		RSEQ_INJECT(4)
		"movq %%rcx, (%%rax)\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffers] "r"(buffers), [n] "r"(n), [pushed] "r"(pushed),
		  [size] "er"(size)
		: "memory", "cc", "rax", "rcx", "rdx", "r8", "r9" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_swap(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct magazine *loaded, uint64_t loaded_rounds,
	  struct magazine **place, struct magazine *previous, uint64_t rounds)
{
	__asm__ goto(
		RSEQ_BEGIN
		"cmpq %[loaded], (%[slot])\n\t"
		"jnz %l[refused]\n\t"
		"cmpq %[previous], (%[place])\n\t"
		"jnz %l[refused]\n\t"
		RSEQ_INJECT(2)
		"cmpq %[rounds], (%[previous])\n\t"
		"jnz %l[refused]\n\t"
		"cmpq %[loaded_rounds], (%[loaded])\n\t"
		"jnz %l[refused]\n\t"
		RSEQ_INJECT(4)
		"movq %[previous], (%[slot])\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [loaded] "r"(loaded), [place] "r"(place),
		  [previous] "r"(previous), [rounds] "r"(rounds),
		  [loaded_rounds] "r"(loaded_rounds)
		: "memory", "cc", "rax" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_exchange(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	      struct magazine *loaded, struct magazine **place,
	      struct magazine *previous, uint64_t rounds,
	      struct magazine *offer)
{
	__asm__ goto(
		RSEQ_BEGIN
		"cmpq %[loaded], (%[slot])\n\t"
		"jnz %l[refused]\n\t"
		"cmpq %[previous], (%[place])\n\t"
		"jnz %l[refused]\n\t"
		RSEQ_INJECT(2)
		"cmpq %[rounds], (%[previous])\n\t"
		"jnz %l[refused]\n\t"
		RSEQ_INJECT(4)
		"movq %[offer], (%[place])\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [loaded] "r"(loaded), [place] "r"(place),
		  [previous] "r"(previous), [rounds] "r"(rounds),
		  [offer] "r"(offer)
		: "memory", "cc", "rax" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

#else /* arm64 */

#define RSEQ_BEGIN							\
	RSEQ_INJECT(0)							\
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

static always_inline enum rseq_result
rseq_push_sized(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
		struct buffer *buffer, uint64_t size)
{
	__asm__ goto(
		RSEQ_BEGIN
		RSEQ_LOADED
		"cmp x17, %[size]\n\t"
		"b.hs %l[refused]\n\t"
		"add x15, x16, #8\n\t"
		"str %[buffer], [x15, x17, lsl #3]\n\t"
		RSEQ_INJECT(3)
		"add x17, x17, #1\n\t"
		RSEQ_INJECT(4)
		"str x17, [x16]\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffer] "r"(buffer), [size] "rI"(size)
		: "memory", "cc", "x15", "x16", "x17" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
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
		RSEQ_LOADED
		"cbz x17, %l[refused]\n\t"
		"ldr x15, [x16, x17, lsl #3]\n\t"
		"str x15, [%[buffer]]\n\t"
		RSEQ_INJECT(3)
		"sub x17, x17, #1\n\t"
		RSEQ_INJECT(4)
		"str x17, [x16]\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffer] "r"(buffer)
		: "memory", "cc", "x15", "x16", "x17" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_push_bulk_sized(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
		     struct buffer **buffers, uint64_t n, uint64_t *pushed,
		     uint64_t size)
{
	__asm__ goto(
		RSEQ_BEGIN
		RSEQ_LOADED
		"mov x15, %[size]\n\t"
		"subs x15, x15, x17\n\t"
		"b.ls %l[refused]\n\t"
		"cmp x15, %[n]\n\t"
		"csel x15, x15, %[n], ls\n\t"
		"str x15, [%[pushed]]\n\t"
		"add x14, x16, x17, lsl #3\n\t"
		"add x17, x17, x15\n\t"
		"6:\n\t"
		"add x13, %[buffers], x15, lsl #3\n\t"
		"ldr x13, [x13, #-8]\n\t"
		"str x13, [x14, x15, lsl #3]\n\t"
		RSEQ_INJECT(3)
		"subs x15, x15, #1\n\t"
		"b.ne 6b\n\t"
		RSEQ_INJECT(4)
		"str x17, [x16]\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [buffers] "r"(buffers), [n] "r"(n), [pushed] "r"(pushed),
		  [size] "rI"(size)
		: "memory", "cc", "x13", "x14", "x15", "x16", "x17" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_swap(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct magazine *loaded, uint64_t loaded_rounds,
	  struct magazine **place, struct magazine *previous, uint64_t rounds)
{
	__asm__ goto(
		RSEQ_BEGIN
		"ldr x16, [%[slot]]\n\t"
		"cmp x16, %[loaded]\n\t"
		"b.ne %l[refused]\n\t"
		"ldr x16, [%[place]]\n\t"
		"cmp x16, %[previous]\n\t"
		"b.ne %l[refused]\n\t"
		RSEQ_INJECT(2)
		"ldr x16, [%[previous]]\n\t"
		"cmp x16, %[rounds]\n\t"
		"b.ne %l[refused]\n\t"
		"ldr x16, [%[loaded]]\n\t"
		"cmp x16, %[loaded_rounds]\n\t"
		"b.ne %l[refused]\n\t"
		RSEQ_INJECT(4)
		"str %[previous], [%[slot]]\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [loaded] "r"(loaded), [place] "r"(place),
		  [previous] "r"(previous), [rounds] "r"(rounds),
		  [loaded_rounds] "r"(loaded_rounds)
		: "memory", "cc", "x16" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

static always_inline enum rseq_result
rseq_exchange(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	      struct magazine *loaded, struct magazine **place,
	      struct magazine *previous, uint64_t rounds,
	      struct magazine *offer)
{
	__asm__ goto(
		RSEQ_BEGIN
		"ldr x16, [%[slot]]\n\t"
		"cmp x16, %[loaded]\n\t"
		"b.ne %l[refused]\n\t"
		"ldr x16, [%[place]]\n\t"
		"cmp x16, %[previous]\n\t"
		"b.ne %l[refused]\n\t"
		RSEQ_INJECT(2)
		"ldr x16, [%[previous]]\n\t"
		"cmp x16, %[rounds]\n\t"
		"b.ne %l[refused]\n\t"
		RSEQ_INJECT(4)
		"str %[offer], [%[place]]\n\t"
		RSEQ_END
		:
		: [rseq] "r"(rseq), [cpu] "r"(cpu), [slot] "r"(slot),
		  [loaded] "r"(loaded), [place] "r"(place),
		  [previous] "r"(previous), [rounds] "r"(rounds),
		  [offer] "r"(offer)
		: "memory", "cc", "x16" RSEQ_INJECT_CLOBBERS
		: aborted, refused);
	return RSEQ_COMMITTED;
aborted:
	RSEQ_INJECT_ABORTED();
	return RSEQ_ABORTED;
refused:
	return RSEQ_REFUSED;
}

#endif

static always_inline enum rseq_result
rseq_push(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct buffer *buffer)
{
	return rseq_push_sized(rseq, cpu, slot, buffer, MAGAZINE_ROUNDS);
}

static always_inline enum rseq_result
rseq_push_bulk(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	       struct buffer **buffers, uint64_t n, uint64_t *pushed)
{
	return rseq_push_bulk_sized(rseq, cpu, slot, buffers, n, pushed,
				    MAGAZINE_ROUNDS);
}
#endif /* RSEQ_KNOWN */
