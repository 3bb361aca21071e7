/* SPDX-License-Identifier: MIT */
/* A comparison, for compare*.c and, where it is mailed, mail*.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/verdict.h"
#include "report/load.h"

/* Values of one axis, and axes, that --only can name */
#define COMPARE_VALUES_MAX	64
#define COMPARE_FILTERS_MAX	16
/* Results whose verdicts are set side by side: each is called by a letter */
#define COMPARE_RESULTS_MAX	26

/* The two sides of a comparison; also the names of two results */
enum compare_side {
	COMPARE_BASE,
	COMPARE_CHANGE,
	COMPARE_SIDES,
};

/* "base", "change" */
extern const char *const compare_side_names[COMPARE_SIDES];

/**
 * struct compare_filter - points that are wanted, by one axis
 * @axis: its name, one of csv_axis_names()
 * @value: any of these
 * @values: how many
 */
struct compare_filter {
	const char *axis;
	const char *value[COMPARE_VALUES_MAX];
	size_t values;
};

/**
 * struct compare_options - what the user asked for
 * @path: of the results; NULL behind the last. Pools are compared where there
 *	is one
 * @base: pool that the others are compared with; NULL for two results
 * @base_given: the user named it
 * @filter: a point is wanted where all of them agree
 * @filters: how many
 * @level: of the verdicts, before any correction
 * @csv: --format csv
 * @force: also where results are not comparable
 * @verdicts: not times are compared, but what each result says of its pools
 */
struct compare_options {
	const char *path[COMPARE_RESULTS_MAX];
	const char *base;
	bool base_given;
	struct compare_filter filter[COMPARE_FILTERS_MAX];
	size_t filters;
	double level;
	bool csv;
	bool force;
	bool verdicts;
};

/**
 * struct compare_row - one comparison
 * @point: what both sides share, but for the pool of the base
 * @base_pool: pool of the base
 * @time: ns per buffer of each side's good samples
 * @n: how many
 * @ns: their median
 * @ratio: of pools of one result: change to base, a value for each trial of the
 *	change, by the ratios to svc_page_pool in the trials themselves
 * @line_ns: how far the CPUs were apart in each of those trials
 * @ratios: how many
 * @failed: trials of both sides that gave no figure
 * @disturbed: good samples of both sides that were disturbed
 * @judged: ratio, p-values and verdict
 */
struct compare_row {
	const struct loaded_point *point;
	const char *base_pool;
	double *time[COMPARE_SIDES];
	size_t n[COMPARE_SIDES];
	double ns[COMPARE_SIDES];
	double *ratio;
	double *line_ns;
	size_t ratios;
	size_t failed;
	size_t disturbed;
	struct verdict judged;
};

/**
 * struct compare - a comparison
 * @options: what the user asked for
 * @result: what was read; the second is NULL where pools are compared
 * @row: comparisons; those of one setting follow each other
 * @rows: how many
 * @no_cost: no point is of a scenario whose ns per buffer is a figure
 * @family: what the rows are judged by
 * @only: points of each result that have no counterpart
 * @onlys: how many
 * @against: one line each: why the results are not comparable
 * @note: one line each: what else differs
 */
struct compare {
	const struct compare_options *options;
	struct loaded *result[COMPARE_SIDES];
	struct compare_row *row;
	size_t rows;
	bool no_cost;
	struct verdict_family family;
	const struct loaded_point **only[COMPARE_SIDES];
	size_t onlys[COMPARE_SIDES];
	char *against;
	char *note;
};

/**
 * compare_parse_pools() - the argument of --pool
 * @options: its filters are added to
 * @text: names with commas between them; cut, and referred to
 * @error: which name is wrong
 *
 * Return: 0 or -EINVAL.
 */
int compare_parse_pools(struct compare_options *options, char *text,
			struct error *error);

/**
 * compare_parse_only() - the argument of --only
 * @options: its filters are added to
 * @text: AXIS=VALUE,..; cut, and referred to
 * @error: what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int compare_parse_only(struct compare_options *options, char *text,
		       struct error *error);

/**
 * compare_wants() - whether a point was asked for
 * @options: what the user asked for
 * @point: as it was read
 * @any_pool: the base pool is wanted whatever pools were named
 */
bool compare_wants(const struct compare_options *options,
		   const struct loaded_point *point, bool any_pool);

/**
 * compare_check_filters() - whether each value that was named is somewhere
 * @options: what the user asked for
 * @compare: those that were opened
 * @n: how many
 * @error: which value is nowhere
 *
 * Return: 0 or -EINVAL.
 */
int compare_check_filters(const struct compare_options *options,
			  const struct compare *compare, size_t n,
			  struct error *error);

/**
 * compare_open() - read the results, and find out whether they are comparable
 * @compare: that has options; closed by compare_close(), also after an error
 *
 * What is wrong is told on standard error, a line each.
 *
 * Return: exit status; 0 where rows can be made.
 */
int compare_open(struct compare *compare);

/**
 * compare_close() - free what a comparison has read and made
 */
void compare_close(struct compare *compare);

/* Exit status, after it was told that a value of a filter is nowhere */
int compare_check(const struct compare_options *options,
		  const struct compare *compare, size_t n);

/* Exit status, after it was told */
int compare_no_memory(void);

/**
 * compare_printed() - whether all went to standard output
 *
 * Return: exit status; not 0 where it was told on standard error that not.
 */
int compare_printed(void);

/**
 * compare_verdicts() - what each of several results says of its pools
 * @options: the results, and with which base pool
 *
 * Times of two machines have nothing to do with each other; that a pool is
 * faster than another one can hold on both. Each result is compared by itself,
 * as compare_rows() does for one, and the verdicts are printed side by side.
 *
 * Return: exit status.
 */
int compare_verdicts(const struct compare_options *options);

/**
 * compare_has_pool() - whether a result that was read has a sample of a pool
 */
bool compare_has_pool(const struct compare *compare, const char *pool);

/**
 * compare_same_setting() - whether two points differ in the pool alone
 */
bool compare_same_setting(const struct loaded_point *a,
			  const struct loaded_point *b);

/**
 * compare_order_points() - the order of rows
 *
 * Return: less than 0, 0 or more than 0, as for qsort(): by setting, with
 * numbers in it as numbers, then by the name of the pool.
 */
int compare_order_points(const struct loaded_point *a,
			 const struct loaded_point *b);

/**
 * compare_judge() - whether the results may be compared
 * @compare: its against and note are set; empty where there is nothing to say
 *
 * Return: 0 or -ENOMEM.
 */
int compare_judge(struct compare *compare);

/**
 * compare_incomplete() - whether a run ended before it was over
 * @loaded: its result
 * @incomplete: set to the number of points with fewer rounds than a run that
 *	came to its end makes
 * @points: set to the number of all points with a sample
 *
 * Return: 0 or -ENOMEM.
 */
int compare_incomplete(const struct loaded *loaded, size_t *incomplete,
		       size_t *points);

/**
 * struct compare_samples - of each point of a result, what counts
 * @sample: by point and round; of several in a round the last
 * @first: index of the first one of a point; one more than there are points
 */
struct compare_samples {
	const struct loaded_sample **sample;
	size_t *first;
};

/**
 * compare_pick() - leave out what was measured again
 * @samples: filled; freed by compare_unpick(), also after an error
 * @loaded: result
 *
 * Return: 0 or -ENOMEM.
 */
int compare_pick(struct compare_samples *samples,
		 const struct loaded *loaded);

/**
 * compare_unpick() - free what compare_pick() allocated
 */
void compare_unpick(struct compare_samples *samples);

/**
 * compare_collect() - the figures of a row, but for those that depend on others
 * @row: its point and base_pool are set; filled, freed by compare_free_row(),
 *	also after an error
 * @samples: of each side
 * @point: index of each side's point
 * @paired: both are of one result, where trials have ratios
 *
 * Return: 0 or -ENOMEM.
 */
int compare_collect(struct compare_row *row,
		    const struct compare_samples *const samples[],
		    const size_t point[], bool paired);

/**
 * compare_judge_rows() - correct for as many rows as there are, give verdicts
 * @compare: all its rows are collected; their judged and its family are set
 */
void compare_judge_rows(struct compare *compare);

/**
 * compare_free_row() - free what compare_collect() allocated
 */
void compare_free_row(struct compare_row *row);

/**
 * compare_why_none() - why a row has figures of the change, and no ratio
 *
 * Return: NULL where it has one, or the change has no figure.
 */
const char *compare_why_none(const struct compare_row *row);

/**
 * compare_rows() - match points, compare, correct, give verdicts
 * @compare: its rows, points without counterpart and no_cost are set
 *
 * Return: 0 or -ENOMEM.
 */
int compare_rows(struct compare *compare);

/**
 * compare_print_heading() - the setting of rows that follow
 * @out: where to
 * @point: of one of them
 * @base: pool that they are compared with; NULL: none
 */
void compare_print_heading(FILE *out, const struct loaded_point *point,
			   const char *base);

/**
 * compare_print_text() - tables for a terminal
 */
void compare_print_text(FILE *out, const struct compare *compare);

/**
 * compare_print_csv() - a line for each row
 */
void compare_print_csv(FILE *out, const struct compare *compare);

/**
 * compare_print_number() - a comma and a number, which is empty where it is none
 */
void compare_print_number(FILE *out, double value);

/* Room for compare_level_text() */
#define COMPARE_LEVEL_SIZE	96

/**
 * compare_level_text() - what the intervals of all rows hold at
 * @text: filled: "All 20 intervals hold together at level 0.99: each is of
 *	level 0.9995"
 * @size: of @text
 * @family: what the rows are judged by
 *
 * Return: @text.
 */
const char *compare_level_text(char *text, size_t size,
			       const struct verdict_family *family);

/**
 * compare_too_few_text() - why rows with figures have no interval
 * @text: filled, as by table_too_few()
 * @size: of @text
 * @compare: with its rows
 *
 * Return: false where no row is without for lack of trials.
 */
bool compare_too_few_text(char *text, size_t size,
			  const struct compare *compare);

/**
 * compare_print_notes() - all that must not be dropped in silence
 * @out: where to
 * @prefix: of each line
 * @compare: with its rows
 */
void compare_print_notes(FILE *out, const char *prefix,
			 const struct compare *compare);

/**
 * compare_print_result() - what a result is
 * @out: where to
 * @name: what it is called here
 * @path: where it is
 * @loaded: the result
 */
void compare_print_result(FILE *out, const char *name, const char *path,
			  const struct loaded *loaded);
