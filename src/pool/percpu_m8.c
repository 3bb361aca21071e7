// SPDX-License-Identifier: MIT
/* percpu_m8: percpu, whose magazines are of 16, with magazines of 8. */
#define POOL_NAME percpu_m8
#define PERCPU_DESCRIPTION "percpu with magazines of 8 buffers instead of 16"
#define MAGAZINE_ROUNDS 8
#include "pool/percpu.h"
