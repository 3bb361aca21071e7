/* SPDX-License-Identifier: MIT */
/* Small costs of this machine, measured like a pool, for scale. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "pool/pool.h"

/* One floor. One "buffer" of a floor is one operation. */
struct floor_ops {
	const char *name;
	const char *description;
	role_loop consumer;	/* the loop of the thread whose figure counts */
	role_loop producer;	/* of each of the others; NULL: it is alone */
};

/** floor_list() - all floors */
const struct floor_ops *floor_list(size_t *count);

/** floor_find() - look a floor up by its name; NULL: none has it */
const struct floor_ops *floor_find(const char *name);

/* The line that two threads pass to and fro */
struct line_pair {
	/* odd: the partner's turn to add one; even: the initiator's */
	_Atomic(uint64_t) turn line_pair_aligned;
};
