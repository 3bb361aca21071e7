// SPDX-License-Identifier: MIT
/*
 * percpu: per-CPU magazines with a shared depot (Bonwick; tcmalloc's per-CPU
 * mode and transfer cache), the per-CPU design that can serve a consumer on
 * another CPU. What a per-CPU cache without a depot does there: percpu_bare.
 */
#define POOL_NAME percpu
#define PERCPU_DESCRIPTION "per-CPU magazines (rseq) with a shared depot"
#include "pool/percpu.h"

static const struct pool_ops percpu = { PERCPU_OPS };
POOL_REGISTER(percpu);
