/* SPDX-License-Identifier: MIT */
/* The order of slices, and what they make of a trial. */
#pragma once

#include "trial/execution.h"

/*
 * Whose turn it is when.
 * @trial: its slices get their subjects: in each block all of them in an order
 *	drawn anew
 */
void slices_order(struct trial *trial);

/*
 * The slices become the outcomes of their subjects.
 * @run: its threads have ended
 */
void slices_result(struct run *run);
