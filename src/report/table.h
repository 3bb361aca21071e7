/* SPDX-License-Identifier: MIT */
/* Summaries as a table that a terminal shows. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "report/figure.h"
#include "report/summary.h"

/**
 * table_print() - all points, one block for each setting
 * @out: where to; at most 80 columns wide
 * @summaries: to be shown
 * @n: how many
 * @environment: what makes the figures unfit for publication is said below
 *	the tables
 *
 * Points of the same setting must follow each other.
 */
void table_print(FILE *out, const struct summary *summaries, size_t n,
		 const struct environment *environment);
