// SPDX-License-Identifier: MIT
#include "report/table_internal.h"

#include <math.h>

#include "report/figure.h"

static const struct summary *find_base(const struct summary *summaries,
				       size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (summary_is_base(summaries[i].point))
			return &summaries[i];
	}
	return NULL;
}

static void print_operation(FILE *out, const struct summary *summary,
			    const struct summary *base,
			    enum latency_operation operation)
{
	const struct latency_summary *latency = &summary->latency;
	const double *ns = latency->ns[operation];

	fprintf(out, "  %-*s", NAME_WIDTH, summary->point->config.pool);
	for (int i = 0; i < LATENCY_PERCENTILES; i++)
		table_print_figure(out, 7, ns[i]);
	if (latency->n[operation])
		table_print_count(out, 7, (double)latency->n[operation]);
	else
		fprintf(out, " %7s", "-");
	table_print_figure(out, 6, base ? ns[LATENCY_P999] /
			   base->latency.ns[operation][LATENCY_P999] : NAN);
	fputc('\n', out);
}

void table_print_latency(FILE *out, const struct summary *summaries, size_t n)
{
	const struct summary *base = find_base(summaries, n);
	double least = INFINITY, most = 0;
	char name[64];

	for (int i = 0; i < LATENCY_OPERATIONS; i++) {
		fprintf(out, "\n  %-*s %7s %7s %7s %7s %7s %7s %6s\n",
			NAME_WIDTH, latency_operation_names[i], "p50", "p90",
			"p99", "p99.9", "p99.99", "n", "ratio");
		for (size_t k = 0; k < n; k++) {
			if (summaries[k].median.n)
				print_operation(out, &summaries[k], base,
						(enum latency_operation)i);
		}
	}
	for (size_t k = 0; k < n; k++) {
		const struct summary *summary = &summaries[k];

		if (summary->median.n) {
			least = fmin(least, summary->latency.stamp_ns);
			most = fmax(most, summary->latency.stamp_ns);
		}
		if (series_lacks_huge_pages(summary->series,
					    &summary->point->config))
			fprintf(out, "  %-*s " TABLE_NO_HUGE_PAGES "\n",
				NAME_WIDTH, summary->point->config.pool);
		snprintf(name, sizeof(name), "  %-*s", NAME_WIDTH,
			 summary->point->config.pool);
		if (summary->median.n)
			table_print_failed(out, name, summary->series);
	}
	if (least <= most)
		fprintf(out, "  A stamp takes %.1f to %.1f ns of each figure.\n",
			least, most);
}

void table_print_latency_notes(FILE *out)
{
	fprintf(out, "In latency: ns, percentiles of all trials together, those with 10 samples above;\nratio: of p99.9 to svc_page_pool's; get with load below 100: from when it was\ndue; handoff: from the start of a put to when the consumer has the buffer, so\nthat a pool that is first in, first out shows how many others lie in it.\n");
}
