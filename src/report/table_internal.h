/* SPDX-License-Identifier: MIT */
/* The parts of a run's table, for table*.c only. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "report/figure.h"
#include "report/summary.h"

/* What both kinds of tables say of a pool */
#define TABLE_NO_HUGE_PAGES	"NO HUGE PAGES: the kernel gave none (/sys/kernel/mm/transparent_hugepage/enabled)"

/**
 * table_print_latency() - percentiles of all pools of one setting
 * @out: where to; at most 80 columns wide
 * @summaries: of one setting
 * @n: how many
 *
 * A block for each operation, so that pools stand below each other.
 */
void table_print_latency(FILE *out, const struct summary *summaries, size_t n);

/**
 * table_print_latency_notes() - what its columns mean, below all tables
 */
void table_print_latency_notes(FILE *out);

/**
 * table_print_failed() - how many trials of a row failed, and how the last did
 * @out: where to
 * @before: what the line begins with
 * @series: of the row; why each failed is in samples.csv
 */
void table_print_failed(FILE *out, const char *before,
			const struct series *series);

/**
 * table_print_unavailable() - points that this machine does not have, and why
 * @out: where to
 * @summaries: of all points
 * @n: how many
 */
void table_print_unavailable(FILE *out, const struct summary *summaries,
			     size_t n);

/**
 * table_print_notes() - what columns mean, and what is wrong with the figures
 * @out: where to
 * @summaries: of all points
 * @n: how many
 * @environment: of the run
 */
void table_print_notes(FILE *out, const struct summary *summaries, size_t n,
		       const struct environment *environment);
