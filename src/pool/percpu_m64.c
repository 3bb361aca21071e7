// SPDX-License-Identifier: MIT
/* percpu_m64: percpu, whose magazines are of 16, with magazines of 64. */
#define POOL_NAME percpu_m64
#define PERCPU_DESCRIPTION "percpu with magazines of 64 buffers instead of 16"
#define MAGAZINE_ROUNDS 64
#include "pool/percpu.h"
