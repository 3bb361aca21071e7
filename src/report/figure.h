/* SPDX-License-Identifier: MIT */
/* Figures as texts, in the columns of a table and in a file. */
#pragma once

#include <stdio.h>

#include "stats/stats.h"

/* Names of pools stand in a column as wide as the longest of them. */
#define NAME_WIDTH	22

/* Digits that a file has of a figure */
#define FIGURE_FILE_FORMAT	"%.12g"

/** csv_number() - with these digits: computed alike here and from the file */
double csv_number(double value);

/** csv_print_text() - a text field, in quotes where it needs them */
void csv_print_text(FILE *out, const char *text);

/* These return @text, or "-" for what is no number or no interval. */

/**
 * table_figure() - three digits that mean something, in at most 6 columns
 * @value: ns; a million and more is in millions, "1.2M"
 */
const char *table_figure(char *text, size_t size, double value);

/** table_ratio() - in at most 6 columns, with three digits or four */
const char *table_ratio(char *text, size_t size, double value);

/** table_interval() - "[0.911,0.953]" in at most 15 columns */
const char *table_interval(char *text, size_t size,
			   const struct stats_interval *ratio);

/** table_print_figure() - a blank, and table_figure() of ns to the right */
void table_print_figure(FILE *out, int width, double value);

/** table_print_share() - a blank, and percent of a share of 1 to the right */
void table_print_share(FILE *out, int width, double share);

/** table_print_count() - a number, not NAN; in millions where it is too wide */
void table_print_count(FILE *out, int width, double count);
