/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The kernel has its own likely(), noinline, ARRAY_SIZE() and cpu_relax(). */
#pragma once

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/processor.h>

#define always_inline		__always_inline
#define printf_like(string, first)	__printf(string, first)

#define CACHE_LINE		64
#define LINE_PAIR		128
#define line_pair_aligned	__aligned(LINE_PAIR)
