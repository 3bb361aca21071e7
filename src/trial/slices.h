/* SPDX-License-Identifier: MIT */
/* The order of slices, and what they make of a trial. */
#pragma once

#include "trial/execution.h"

/* Each slice gets its subject: in each block all, in an order drawn anew */
void slices_order(struct trial *trial);

/* The slices become the outcomes of their subjects; all threads have ended */
void slices_result(struct run *run);
