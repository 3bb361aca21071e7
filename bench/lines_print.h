/* SPDX-License-Identifier: MIT */
/* What bench-lines prints of a point that the model has run. */
#pragma once

#include "lines/lines.h"
#include "plan/points.h"

/*
 * A point that has been run
 * @distance: between the consumer and the first producer; @line_ns: how long a
 *	line takes between them, NAN where there is no producer
 */
struct lines_row {
	const struct point *point;
	const char *topology;
	char distance[16];
	double line_ns;
	struct lines_result result;
};

void lines_print_csv_header(void);
void lines_print_csv(const struct lines_row *row);

/* Above the rows of one setting */
void lines_print_setting(const struct lines_row *row);
/* @base_ns: of the pool that ratios are to; NAN: none was run */
void lines_print_row(const struct lines_row *row, double base_ns);
/* Of one pool alone: whose lines they are */
void lines_print_variables(const struct lines_row *row);
