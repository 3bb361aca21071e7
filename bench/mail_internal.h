/* SPDX-License-Identifier: MIT */
/* A mail, for mail*.c only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/compare_internal.h"
#include "report/summary.h"

/* Columns of a line, before anybody quotes it */
#define MAIL_WIDTH	72
/* Column of names; as wide as the longest pool's */
#define MAIL_NAME	22
/* More comparisons than that are not drawn unasked */
#define MAIL_PLOT_ROWS	40

/**
 * enum mail_form - what stands for the figures
 * @MAIL_TABLE: a table for each setting
 * @MAIL_TIME_BENCH: lines as prototype-kernel's time_bench prints them
 */
enum mail_form {
	MAIL_TABLE,
	MAIL_TIME_BENCH,
};

/* Whether ratios are drawn */
enum mail_plot {
	MAIL_PLOT_FEW,
	MAIL_PLOT_ALL,
	MAIL_PLOT_NONE,
};

/**
 * struct mail_options - what the user asked for
 * @compare: result, base pool and pools, as `bench compare` takes them
 * @question: that the mail begins with; NULL: made from the result
 * @form: of the figures
 * @plot: whether ratios are drawn
 */
struct mail_options {
	struct compare_options compare;
	const char *question;
	enum mail_form form;
	enum mail_plot plot;
};

/**
 * struct mail_point - one point, and what is said of it
 * @point: as it was read
 * @scenario: of it
 * @pool_max: cap of the pool; 0 where the point has none
 * @series: its samples; of several in a round the last
 * @summary: of @series; its point is NULL, its ratio is not used
 * @window_ns: all windows of good samples together
 * @has_calls: its pool is called, and calls can be counted
 * @row: comparison with the base pool; NULL where there is none
 */
struct mail_point {
	const struct loaded_point *point;
	enum scenario scenario;
	unsigned int pool_max;
	struct series series;
	struct summary summary;
	double window_ns;
	bool has_calls;
	const struct compare_row *row;
};

/**
 * struct mail_reason - why points could not be measured
 * @text: one line
 * @points: how many
 */
struct mail_reason {
	char *text;
	size_t points;
};

/**
 * struct mail - a result, ready to be told
 * @options: what the user asked for
 * @compare: its comparisons
 * @point: those of one setting follow each other, the base pool first
 * @points: how many
 * @has_summary: there is a summary.csv, which knows what was unavailable
 * @reason: why points were unavailable
 * @reasons: how many
 * @has_counters: some hardware event was counted
 * @no_counters: why not, where none was
 * @has_latency: there is a latency.csv
 * @command: as it was typed; NULL where there is no command.txt
 */
struct mail {
	const struct mail_options *options;
	struct compare compare;
	struct mail_point *point;
	size_t points;
	bool has_summary;
	struct mail_reason *reason;
	size_t reasons;
	bool has_counters;
	char no_counters[32];
	bool has_latency;
	char *command;
};

/**
 * mail_load_points() - the points of the result, with their comparisons
 * @mail: its compare has rows; its points are set, freed by mail_free_points()
 * @error: latency.csv is damaged, or there is no memory
 *
 * Return: 0 or a negative errno.
 */
int mail_load_points(struct mail *mail, struct error *error);

/**
 * mail_add_latency() - the histograms of a point of scenario latency
 * @mail: of the result; without a latency.csv nothing is added, else its
 *	has_latency is set
 * @point: its series has the samples
 * @sample: those that were picked of it
 * @end: behind the last
 * @error: the file is damaged, or there is no memory
 *
 * Return: 0 or a negative errno.
 */
int mail_add_latency(struct mail *mail, struct mail_point *point,
		     const struct loaded_sample *const *sample,
		     const struct loaded_sample *const *end,
		     struct error *error);

/**
 * mail_print_latency() - the percentiles of one setting of scenario latency
 * @out: where to
 * @mail: ready to be told
 * @point: first of the setting
 * @n: how many
 */
void mail_print_latency(FILE *out, const struct mail *mail,
			const struct mail_point *point, size_t n);

/**
 * mail_free_points() - free what mail_load_points() allocated
 */
void mail_free_points(struct mail *mail);

/**
 * mail_load_files() - what stands beside samples.csv
 * @mail: its summary, counters, reasons and command are set, freed by
 *	mail_free_files(), also after an error
 * @error: a file is damaged
 *
 * Return: 0 or a negative errno; a file that is missing is no error.
 */
int mail_load_files(struct mail *mail, struct error *error);

/**
 * mail_path() - a file of the result
 * @mail: that has options
 * @name: of the file
 *
 * Return: its path, whether or not it is there, to be freed; NULL without
 * memory.
 */
char *mail_path(const struct mail *mail, const char *name);

/**
 * mail_free_files() - free what mail_load_files() allocated
 */
void mail_free_files(struct mail *mail);

/**
 * mail_is_base() - whether a point is of the base pool
 */
bool mail_is_base(const struct mail *mail, const struct mail_point *point);

/**
 * mail_setting_size() - how many points from @first on are of its setting
 */
size_t mail_setting_size(const struct mail *mail, size_t first);

/**
 * mail_wrap() - a paragraph
 * @out: where to
 * @first: columns that the first line is indented by
 * @rest: likewise, the other lines
 * @format: its text; line ends are blanks
 */
void mail_wrap(FILE *out, int first, int rest, const char *format, ...)
	printf_like(4, 5);

/**
 * mail_wrap_command() - a command for a shell, in lines that can be pasted
 * @out: where to
 * @command: quoted for a shell
 */
void mail_wrap_command(FILE *out, const char *command);

/**
 * mail_send() - print a text so that mail programs and `git am` leave it alone
 * @out: where to
 * @text: lines
 *
 * What is not ASCII becomes a question mark, blanks at line ends and empty
 * lines after empty ones go, and a line that `git am` would take for the
 * beginning of a patch is indented by one.
 */
void mail_send(FILE *out, const char *text);

/**
 * mail_name() - the name of a point's pool in MAIL_NAME columns
 * @text: filled
 * @size: of @text
 * @point: of the pool
 *
 * Return: @text.
 */
const char *mail_name(char *text, size_t size, const struct mail_point *point);

/**
 * mail_print_head() - question, and the answer in a line
 */
void mail_print_head(FILE *out, const struct mail *mail);

/**
 * mail_print_about() - what was not measured, what is wrong with what was, and
 *	the machine
 */
void mail_print_about(FILE *out, const struct mail *mail);

/**
 * mail_print_tail() - limits, and the command that repeats the run
 */
void mail_print_tail(FILE *out, const struct mail *mail);

/**
 * mail_print_tables() - all figures, setting by setting
 */
void mail_print_tables(FILE *out, const struct mail *mail);

/**
 * mail_print_outcomes() - what the columns have no room for, where there is any
 */
void mail_print_outcomes(FILE *out, const struct mail_point *point);

/**
 * mail_print_scale() - the floors, in a line each
 */
void mail_print_scale(FILE *out, const struct mail *mail);

/**
 * mail_print_time_bench() - all times as time_bench prints them
 */
void mail_print_time_bench(FILE *out, const struct mail *mail);

/**
 * mail_axes() - the axes of a point, or those that make its setting special
 * @mail: of the point
 * @point: of @mail
 * @common: those that all points of its scenario share; else the others
 * @text: filled: "burst 16, put single"; empty where there is none
 * @size: of @text
 */
void mail_axes(const struct mail *mail, const struct mail_point *point,
	       bool common, char *text, size_t size);

/**
 * mail_plots() - whether ratios are drawn
 */
bool mail_plots(const struct mail *mail);

/**
 * mail_print_plot() - the ratios of a setting with their intervals
 * @out: where to
 * @mail: all of them have the same scale
 * @first: index of the setting's first point
 * @n: how many points it has
 */
void mail_print_plot(FILE *out, const struct mail *mail, size_t first,
		     size_t n);
