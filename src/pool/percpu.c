// SPDX-License-Identifier: MIT
/*
 * percpu: per-CPU magazines with a shared depot (Bonwick; tcmalloc's per-CPU
 * mode and transfer cache), the per-CPU design that can serve a consumer on
 * another CPU. What a per-CPU cache without a depot does there: percpu_bare.
 */
#define POOL_NAME percpu
#define PERCPU_DESCRIPTION "per-CPU magazines (rseq) with a shared depot"
#define PERCPU_CAPABILITIES 0
#include "pool/percpu.h"
