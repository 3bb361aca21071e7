/* SPDX-License-Identifier: MIT */
/* latency.csv read back, trial by trial, for a run that is resumed. */
#pragma once

#include "report/csv_read.h"
#include "trial/trial.h"

/**
 * enum load_latency_column - the columns that are needed
 */
enum load_latency_column {
	LOAD_LATENCY_TRIAL,
	LOAD_LATENCY_POOL,
	LOAD_LATENCY_OPERATION,
	LOAD_LATENCY_LOW,
	LOAD_LATENCY_COUNT,
	LOAD_LATENCY_COLUMNS,
};

/**
 * struct load_latency - a file being read
 * @path: of the file
 * @csv: its records
 * @fields: how many each has
 * @column: index of a column's field
 * @more: the record at hand is not used yet
 */
struct load_latency {
	char path[4200];
	struct csv_reader csv;
	size_t fields;
	size_t column[LOAD_LATENCY_COLUMNS];
	bool more;
};

/**
 * load_latency_open() - read the first line
 * @latency: zeroed; closed by load_latency_close(), also after an error
 * @path: of the file
 * @error: what is missing
 *
 * Return: 0 or a negative errno.
 */
int load_latency_open(struct load_latency *latency, const char *path,
		      struct error *error);

/**
 * load_latency_trial() - the histograms of one pool in one trial
 * @latency: of which only what follows can be asked afterwards
 * @trial: its number
 * @pool: name
 * @histograms: set
 * @error: what is damaged, or that the trial is not there
 *
 * Return: 0 or a negative errno.
 */
int load_latency_trial(struct load_latency *latency, unsigned int trial,
		       const char *pool, struct latency_histograms *histograms,
		       struct error *error);

/**
 * load_latency_close() - free
 */
void load_latency_close(struct load_latency *latency);
