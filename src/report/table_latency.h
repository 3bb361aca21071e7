/* SPDX-License-Identifier: MIT */
/* The rows of scenario latency, for table.c only. */
#pragma once

#include <stdio.h>

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
