/* SPDX-License-Identifier: MIT */
/* Compiler attributes and the one instruction every spin loop needs. */
#pragma once

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define noinline	__attribute__((__noinline__))
/*
 * A sanitizer sees the same accesses without a copy of each function in every
 * loop, and the compiler takes half the time.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define always_inline	inline
#else
#define always_inline	inline __attribute__((__always_inline__))
#endif
#define printf_like(string, first) \
	__attribute__((__format__(__printf__, string, first)))

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define CACHE_LINE		64
/*
 * Two lines: x86 prefetches lines in adjacent pairs, so data that must not
 * disturb each other stays this far apart.
 */
#define LINE_PAIR		128
#define line_pair_aligned	__attribute__((aligned(LINE_PAIR)))

#if !defined(__x86_64__) && !defined(__aarch64__)
#error "x86-64 and arm64 only: docs/porting.md says what a port needs"
#endif

/** cpu_relax() - tell the CPU, and a hypervisor, that this is a spin loop */
static always_inline void cpu_relax(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#else
	__asm__ __volatile__("yield" ::: "memory");
#endif
}
