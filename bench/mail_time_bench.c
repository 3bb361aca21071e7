// SPDX-License-Identifier: MIT
/* Times in the form that readers of time_bench's lines know. */
#include <stdlib.h>
#include <string.h>

#include "bench/mail_internal.h"

static void print_point(FILE *out, const struct mail *mail,
			const struct mail_point *point)
{
	const char *placement = loaded_axis(point->point, "placement");
	const char *producers = loaded_axis(point->point, "producers");
	const unsigned long burst =
		strtoul(loaded_axis(point->point, "burst"), NULL, 10);
	const double ns = point->window_ns / point->series.buffers;
	char axes[512];

	mail_axes(mail, point, false, axes, sizeof(axes));
	/* one word: readers of these lines take the type up to a blank */
	for (char *c = axes; *c; c++)
		*c = *c == ' ' ? ':' : *c;
	for (char *c; (c = strstr(axes, ",:"));)
		memmove(c + 1, c + 2, strlen(c + 1));
	fputc('\n', out);
	if (!(point->series.buffers > 0)) {
		mail_wrap(out, 0, 2, "Type:%s/%s/%s/%s%s%s: no figure, %u trials failed",
			  loaded_axis(point->point, "scenario"),
			  loaded_axis(point->point, "pool"), placement,
			  producers, axes[0] ? "/" : "", axes,
			  point->series.failed);
		return;
	}
	mail_wrap(out, 0, 2, "Type:%s/%s/%s/%s%s%s Per elem: %.3f ns (step:%lu) - (measurement period time:%.9f sec time_interval:%.0f) - (invoke count:%.0f)",
		  loaded_axis(point->point, "scenario"),
		  loaded_axis(point->point, "pool"), placement, producers,
		  axes[0] ? "/" : "", axes, ns, burst, point->window_ns / 1e9,
		  point->window_ns, point->series.buffers);
}

void mail_print_time_bench(FILE *out, const struct mail *mail)
{
	size_t counts = 0;

	for (size_t i = 0; i < mail->points; i++) {
		if (!scenario_has_cost(mail->point[i].scenario))
			counts++;
		else
			print_point(out, mail, &mail->point[i]);
	}
	fputc('\n', out);
	mail_wrap(out, 0, 0, "In these lines Type is scenario, pool, placement, producers and what else varies; elem: a buffer (in rpc a page); step: the burst, 0 where there is none. Time and count are the sums over all good trials, so that ns are a mean; medians, intervals and verdicts are in the other form (--form table). cycles(tsc) and tsc_interval are left out: the rate of the counter is not in a result.");
	if (counts)
		mail_wrap(out, 0, 0, "Left out: %zu points of scenarios overflow and latency, whose time for a buffer is no figure.",
			  counts);
}
