// SPDX-License-Identifier: MIT
#include "step_atomics.h"
/* The file that is measured, behind the macros above */
#include "pool/svc_page_pool.c" /* NOLINT(bugprone-suspicious-include) */

#include "explore.h"

const struct model model_posted = {
	.ops = &this_pool,
	.bytes = sizeof(struct pool),
	.pages_at = offsetof(struct pool, pp_pages),
	.count_at = offsetof(struct pool, pp_count),
};
