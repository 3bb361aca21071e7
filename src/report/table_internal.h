/* SPDX-License-Identifier: MIT */
/* The parts of a run's table, for table*.c only. */
#pragma once

#include <stdio.h>

#include "env/environment.h"
#include "report/figure.h"
#include "report/summary.h"

/* What both kinds of tables say of a pool */
#define TABLE_NO_HUGE_PAGES	"NO HUGE PAGES: the kernel gave none (/sys/kernel/mm/transparent_hugepage/enabled)"

/* Percentiles of one setting: by operation, so that pools can be compared */
void table_print_latency(FILE *out, const struct summary *summaries, size_t n);

/* What its columns mean, below all tables */
void table_print_latency_notes(FILE *out);

/* After @before: how many trials of a row failed, and how the last did */
void table_print_failed(FILE *out, const char *before,
			const struct series *series);

/* Points that this machine does not have, and why */
void table_print_unavailable(FILE *out, const struct summary *summaries,
			     size_t n);

/* What columns mean, and what is wrong with the figures */
void table_print_notes(FILE *out, const struct summary *summaries, size_t n,
		       const struct environment *environment);
