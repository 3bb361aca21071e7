/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What no pool can beat: one line from CPU to CPU, one way. */
#pragma once

#include "role.h"

/**
 * struct line_pair - a line that goes to and fro
 * @turn: odd: the producer's turn, even: the consumer's
 */
struct line_pair {
	u64 turn line_pair_aligned;
};

/* As src/trial/floor.c: one after the other with each producer */
void line_transfer_consumer(struct role *role);
void line_transfer_producer(struct role *role);
