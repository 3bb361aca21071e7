/* SPDX-License-Identifier: MIT */
/*
 * The twin control: two pools that do the same by different people's code must
 * have the same figure, or what is measured is not the pools.
 */
#pragma once

#include <stdio.h>

#include "report/summary.h"

/*
 * Two lines for each pair of twins that a run has. Says in capitals where the
 * harness is suspect: where the whole interval of their ratio is outside of 0.9
 * to 1.1, or of 0.98 to 1.02 where the code is the same, too. Nothing where
 * there are no twins, or too few rounds for an interval.
 */
void twins_print(FILE *out, const struct summary *summaries, size_t n);
