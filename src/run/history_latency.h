/* SPDX-License-Identifier: MIT */
/* latency.csv read back, trial by trial. */
#pragma once

#include "run/csv_lines.h"
#include "trial/trial.h"

/* The columns that are needed */
enum history_latency_column {
	HISTORY_LATENCY_TRIAL,
	HISTORY_LATENCY_POOL,
	HISTORY_LATENCY_OPERATION,
	HISTORY_LATENCY_LOW,
	HISTORY_LATENCY_COUNT,
	HISTORY_LATENCY_COLUMNS,
};

struct history_latency {
	struct csv_lines lines;
	size_t column[HISTORY_LATENCY_COLUMNS];	/* Index of each one's field */
	bool more;	/* The row at hand is not used yet */
};

/* @latency: zeroed; closed by csv_lines_close(), also after an error */
int history_latency_open(struct history_latency *latency, const char *path,
			 struct error *error);

/*
 * The histograms of one pool in one trial, which must be there. Afterwards only
 * what follows in the file can be asked for.
 */
int history_latency_trial(struct history_latency *latency, unsigned int trial,
			  const char *pool,
			  struct latency_histograms *histograms,
			  struct error *error);
