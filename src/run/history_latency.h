/* SPDX-License-Identifier: MIT */
/* latency.csv read back, trial by trial. */
#pragma once

#include "run/csv_lines.h"
#include "trial/trial.h"

/**
 * enum history_latency_column - the columns that are needed
 */
enum history_latency_column {
	HISTORY_LATENCY_TRIAL,
	HISTORY_LATENCY_POOL,
	HISTORY_LATENCY_OPERATION,
	HISTORY_LATENCY_LOW,
	HISTORY_LATENCY_COUNT,
	HISTORY_LATENCY_COLUMNS,
};

/**
 * struct history_latency - a file being read
 * @lines: its rows
 * @column: index of a column's field
 * @more: the row at hand is not used yet
 */
struct history_latency {
	struct csv_lines lines;
	size_t column[HISTORY_LATENCY_COLUMNS];
	bool more;
};

/**
 * history_latency_open() - read the first line
 * @latency: zeroed; closed by csv_lines_close(), also after an error
 * @path: of the file
 * @error: what is missing
 *
 * Return: 0 or a negative errno.
 */
int history_latency_open(struct history_latency *latency, const char *path,
			 struct error *error);

/**
 * history_latency_trial() - the histograms of one pool in one trial
 * @latency: of which only what follows can be asked afterwards
 * @trial: its number
 * @pool: name
 * @histograms: set
 * @error: what is damaged, or that the trial is not there
 *
 * Return: 0 or a negative errno.
 */
int history_latency_trial(struct history_latency *latency, unsigned int trial,
			  const char *pool,
			  struct latency_histograms *histograms,
			  struct error *error);
