// SPDX-License-Identifier: MIT
/* Floors are no pools: a line each, to read the other figures by. */
#include <stdlib.h>
#include <string.h>

#include "bench/mail_internal.h"
#include "report/table.h"

/* Between two CPUs that --pairs names */
static bool is_pair(const struct mail_point *point)
{
	return strncmp(loaded_axis(point->point, "placement"), "cpus:", 5) ==
	       0;
}

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* All pairs of CPUs in one line: a matrix is for a chart. */
static void print_pairs(FILE *out, const struct mail *mail)
{
	double *median = calloc(mail->points + 1, sizeof(*median));
	char low[24], middle[24], high[24];
	const struct mail_point *failed = NULL;
	size_t n = 0, failures = 0;

	for (size_t i = 0; median && i < mail->points; i++) {
		if (!is_pair(&mail->point[i]))
			continue;
		if (mail->point[i].series.n) {
			median[n++] = mail->point[i].summary.median.estimate;
		} else {
			failed = &mail->point[i];
			failures++;
		}
	}
	if (n) {
		qsort(median, n, sizeof(*median), by_value);
		mail_wrap(out, 1, 3, "a cache line between %zu pair%s of CPUs: least %s, median %s, most %s",
			  n, n == 1 ? "" : "s",
			  table_figure(low, sizeof(low), median[0]),
			  table_figure(middle, sizeof(middle),
				       stats_median(median, n)),
			  table_figure(high, sizeof(high), median[n - 1]));
	}
	if (failed)
		mail_wrap(out, 1, 3, "no figure for %zu pair%s of CPUs, the last of them %s: %s",
			  failures, failures == 1 ? "" : "s",
			  loaded_axis(failed->point, "placement"),
			  failed->summary.reason);
	free(median);
}

void mail_print_scale(FILE *out, const struct mail *mail)
{
	char name[64], figure[24];
	bool told = false;

	for (size_t i = 0; i < mail->points; i++) {
		const struct mail_point *point = &mail->point[i];

		if (point->scenario != SCENARIO_FLOOR)
			continue;
		if (!told)
			fprintf(out, "\nA scale, ns (median of n trials; floors of this machine):\n");
		told = true;
		if (is_pair(point))
			continue;
		fprintf(out, " %-*s %-12.12s %7s %4zu\n", MAIL_NAME,
			mail_name(name, sizeof(name), point),
			loaded_axis(point->point, "placement"),
			table_figure(figure, sizeof(figure),
				     point->summary.median.estimate),
			point->series.n);
		mail_print_outcomes(out, point);
	}
	print_pairs(out, mail);
}
