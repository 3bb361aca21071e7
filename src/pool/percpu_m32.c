// SPDX-License-Identifier: MIT
/* percpu_m32: percpu, whose magazines are of 16, with magazines of 32. */
#define POOL_NAME percpu_m32
#define PERCPU_DESCRIPTION "percpu with magazines of 32 buffers instead of 16"
#define MAGAZINE_ROUNDS 32
#include "pool/percpu.h"
