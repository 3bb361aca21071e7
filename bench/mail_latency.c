// SPDX-License-Identifier: MIT
/* Percentiles in a mail, of what latency.csv has. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/mail_internal.h"
#include "report/columns.h"
#include "report/load_latency.h"
#include "report/table.h"

int mail_add_latency(struct mail *mail, struct mail_point *point,
		     const struct loaded_sample *const *sample,
		     const struct loaded_sample *const *end,
		     struct error *error)
{
	struct latency_histograms *histograms = malloc(sizeof(*histograms));
	struct load_latency latency = { .more = false };
	char *path = mail_path(mail, csv_file_names[CSV_LATENCY]);
	int result = 0;

	if (!histograms || !path) {
		result = error_set(error, ENOMEM, "no memory");
	} else if (!access(path, F_OK)) {
		mail->has_latency = true;
		result = load_latency_open(&latency, path, error);
		for (; !result && sample < end; sample++) {
			if ((*sample)->outcome.status != TRIAL_OK)
				continue;
			result = load_latency_trial(&latency, (*sample)->trial,
				loaded_axis(point->point, "pool"), histograms,
				error);
			if (!result &&
			    series_add_latency(&point->series, histograms))
				result = error_set(error, ENOMEM, "no memory");
		}
		load_latency_close(&latency);
	}
	free(histograms);
	free(path);
	return result;
}

static void print_count(FILE *out, uint64_t count)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)count);
	if (count >= 1000000)
		snprintf(text, sizeof(text), "%.0e", (double)count);
	fprintf(out, " %6s", count ? text : "-");
}

static void print_row(FILE *out, const struct mail_point *point,
		      const struct mail_point *base, int operation)
{
	const struct latency_summary *latency = &point->summary.latency;
	const double *ns = latency->ns[operation];
	char text[64];

	fprintf(out, " %-*s", MAIL_NAME,
		mail_name(text, sizeof(text), point));
	for (int i = 0; i < LATENCY_PERCENTILES; i++)
		fprintf(out, " %6s", table_figure(text, sizeof(text), ns[i]));
	print_count(out, latency->n[operation]);
	fprintf(out, " %6s\n", table_ratio(text, sizeof(text), base ?
		ns[LATENCY_P999] /
		base->summary.latency.ns[operation][LATENCY_P999] : NAN));
}

/* Below all tables, so each with its pool */
static void print_outcomes(FILE *out, const struct mail_point *point)
{
	char *text = NULL, name[64];
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		return;
	mail_print_outcomes(memory, point);
	if (!fclose(memory) && length)
		fprintf(out, " %s:\n%s", mail_name(name, sizeof(name), point),
			text);
	free(text);
}

void mail_print_latency(FILE *out, const struct mail *mail,
			const struct mail_point *point, size_t n)
{
	const struct mail_point *base = mail_is_base(mail, point) ? point :
								    NULL;

	for (int operation = 0; operation < LATENCY_OPERATIONS; operation++) {
		fprintf(out, " %-*s %6s %6s %6s %6s %6s %6s %6s\n", MAIL_NAME,
			latency_operation_names[operation], "p50", "p90",
			"p99", "p99.9", "p99.99", "n", "ratio");
		for (size_t i = 0; i < n; i++)
			print_row(out, &point[i], base, operation);
	}
	for (size_t i = 0; i < n; i++)
		print_outcomes(out, &point[i]);
}
