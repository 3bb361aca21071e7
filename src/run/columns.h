/* SPDX-License-Identifier: MIT */
/* The columns of every CSV file: one table writes the files and their docs. */
#pragma once

#include <stdio.h>

#include "plan/point.h"
#include "report/figure.h"
#include "report/summary.h"

/* Changes whenever a column does. */
#define CSV_SCHEMA	4

enum csv_file {
	CSV_SAMPLES,	/* A row for each trial and pool */
	CSV_SLICES,	/* A row for each trial and slice */
	CSV_COUNTERS,	/* A row for each trial, pool, thread and event */
	/* A row for each trial, pool, operation, bucket of scenario latency */
	CSV_LATENCY,
	CSV_SUMMARY,	/* A row for each point */
	CSV_FILES,
};

extern const char *const csv_file_names[CSV_FILES];

/* What a row is made of; only what its file needs is set */
struct csv_row {
	const char *run;
	unsigned int trial;	/* From 1 */
	unsigned int round;	/* From 1 */
	const struct point *point;
	struct trial *result;
	unsigned int subject;	/* Index into result->subject */
	unsigned int slice;	/* Index into result->slice */
	unsigned int thread;
	size_t event;	/* Index of the counter */
	enum latency_operation operation;
	size_t bucket;	/* Of its histogram; HISTOGRAM_BUCKETS: none */
	const struct summary *summary;
	bool guest_failed;	/* Of the first row: what ran beside pools */
};

static inline struct trial_outcome *csv_outcome(const struct csv_row *row)
{
	return &row->result->subject[row->subject].outcome;
}

/* It has histograms. */
static inline bool csv_has_latency(const struct csv_row *row)
{
	return row->point->config.scenario == SCENARIO_LATENCY &&
	       csv_outcome(row)->status == TRIAL_OK;
}

/** csv_print_header() - the first line of a file */
void csv_print_header(FILE *out, enum csv_file file);

/** csv_print_row() - one line of a file, by RFC 4180 */
void csv_print_row(FILE *out, enum csv_file file, const struct csv_row *row);

/** csv_print_summary() - all of summary.csv */
void csv_print_summary(FILE *out, const char *run,
		       const struct summary *summaries, size_t n);

/** csv_print_description() - a Markdown table of each file's columns */
void csv_print_description(FILE *out);
