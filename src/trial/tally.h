/* SPDX-License-Identifier: MIT */
#pragma once

#include "pool/loop/role.h"

/* What was counted between two edges */
struct tally tally_between(const struct tally *begin, const struct tally *end);
void tally_add(struct tally *sum, const struct tally *more);
