/* SPDX-License-Identifier: MIT */
/* Summaries as a table that a terminal shows. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "report/figure.h"
#include "report/summary.h"

/**
 * table_print() - a block for each setting, at most 80 columns wide
 *
 * Points of the same setting must follow each other. What makes the figures
 * unfit for publication is said below the tables.
 */
void table_print(FILE *out, const struct summary *summaries, size_t n,
		 const struct environment *environment);
