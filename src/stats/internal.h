/* SPDX-License-Identifier: MIT */
/* What the files of this module share. */
#pragma once

#include "stats/stats.h"

/*
 * To be freed by the caller; NULL for n = 0, where a value is NaN, and without
 * memory.
 */
double *stats_sorted_copy(const double *values, size_t n);
