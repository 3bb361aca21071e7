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

#include <errno.h>
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
#include "base/error.h"
#include "pool/cpu_slot.h"

/*
 * How a sequence ended.
 * @RSEQ_REFUSED: the loaded magazine is full (push) or empty (pop), or the
 *	magazines are not as the caller expects them (swap, exchange)
 */
enum rseq_result {
	RSEQ_COMMITTED,	/* done */
	RSEQ_ABORTED,	/* restarted or on another CPU: look the CPU up again */
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

/* 3: the descriptor, 1: to 2: the sequence, 4: where an abort lands */
#define RSEQ_DESCRIPTOR							\
	".pushsection __rseq_cs, \"aw\"\n\t"				\
	".balign 32\n\t"						\
	"3:\n\t"							\
	".long 0, 0\n\t"						\
	".quad 1f, 2f - 1f, 4f\n\t"					\
	".popsection\n\t"

#define RSEQ_STRING_(x)	#x
#define RSEQ_STRING(x)	RSEQ_STRING_(x)

#if defined(__x86_64__)
#include "pool/rseq_x86.h"
#else
#include "pool/rseq_arm64.h"
#endif

/*
 * Runs a sequence, with the operands that all are given and its own, and
 * returns by which of the three ways it ended.
 */
#define RSEQ_RUN(sequence, ...)						\
	__asm__ goto(RSEQ_BEGIN sequence RSEQ_END			\
		     :							\
		     : [rseq] "r"(rseq), [cpu] "r"(cpu),		\
		       [slot] "r"(slot), __VA_ARGS__			\
		     : "memory", "cc",					\
		       sequence##_USES RSEQ_INJECT_CLOBBERS		\
		     : aborted, refused);				\
	return RSEQ_COMMITTED;						\
aborted:								\
	RSEQ_INJECT_ABORTED();						\
	return RSEQ_ABORTED;						\
refused:								\
	return RSEQ_REFUSED

/* Put @buffer into the loaded magazine, which has room for @size. */
static always_inline enum rseq_result
rseq_push(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct buffer *buffer, uint64_t size)
{
	RSEQ_RUN(RSEQ_PUSH, [buffer] "r"(buffer), [size] RSEQ_SIZE(size));
}

/* Get @buffer out of the loaded magazine. */
static always_inline enum rseq_result
rseq_pop(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	 struct buffer **buffer)
{
	RSEQ_RUN(RSEQ_POP, [buffer] "r"(buffer));
}

/* Put the first @pushed of @n buffers, as many as have room; @n is not 0. */
static always_inline enum rseq_result
rseq_push_bulk(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	       struct buffer **buffers, uint64_t n, uint64_t *pushed,
	       uint64_t size)
{
	RSEQ_RUN(RSEQ_PUSH_BULK, [buffers] "r"(buffers), [n] "r"(n),
		 [pushed] "r"(pushed), [size] RSEQ_SIZE(size));
}

/*
 * @previous, which is at @place, becomes the loaded magazine, provided that
 * @loaded, another one, is loaded, and they have @loaded_rounds and @rounds:
 * what becomes the previous one is full or empty.
 */
static always_inline enum rseq_result
rseq_swap(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct magazine *loaded, uint64_t loaded_rounds,
	  struct magazine **place, struct magazine *previous, uint64_t rounds)
{
	RSEQ_RUN(RSEQ_SWAP, [loaded] "r"(loaded), [place] "r"(place),
		 [previous] "r"(previous), [rounds] "r"(rounds),
		 [loaded_rounds] "r"(loaded_rounds));
}

/*
 * Put @offer at @place instead of @previous, which has @rounds, provided that
 * @loaded, another one, is loaded.
 */
static always_inline enum rseq_result
rseq_exchange(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	      struct magazine *loaded, struct magazine **place,
	      struct magazine *previous, uint64_t rounds,
	      struct magazine *offer)
{
	RSEQ_RUN(RSEQ_EXCHANGE, [loaded] "r"(loaded), [place] "r"(place),
		 [previous] "r"(previous), [rounds] "r"(rounds),
		 [offer] "r"(offer));
}

static inline int rseq_available(struct error *why)
{
	if (BUILT_WITH_TSAN)
		return error_set(why, ENOTSUP,
			"ThreadSanitizer cannot see into restartable sequences");
	if (!rseq_is_registered())
		return error_set(why, ENOTSUP,
			"no restartable sequences are registered (needs Linux 4.18 and glibc 2.35, and glibc.pthread.rseq not set to 0)");
	return 0;
}

#else

static inline int rseq_available(struct error *why)
{
	return error_set(why, ENOTSUP,
		"built without <sys/rseq.h>: needs glibc 2.35 or newer");
}

#endif /* RSEQ_KNOWN */
