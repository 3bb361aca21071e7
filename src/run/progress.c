// SPDX-License-Identifier: MIT
#include "run/progress.h"

#include <math.h>
#include <time.h>
#include <unistd.h>

/* Seconds between two lines where there is no terminal */
#define TELL_EVERY	10
/* Columns of the bar */
#define BAR	20

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* "1 h 53 min", "12 min", "35 s", "less than 1 s" */
static const char *duration(char *text, size_t size, double seconds)
{
	const unsigned long minutes = (unsigned long)(seconds / 60 + 0.5);

	if (seconds < 0.5)
		snprintf(text, size, "less than 1 s");
	else if (seconds < 120)
		snprintf(text, size, "%.0f s", seconds);
	else if (minutes < 120)
		snprintf(text, size, "%lu min", minutes);
	else
		snprintf(text, size, "%lu h %lu min", minutes / 60,
			 minutes % 60);
	return text;
}

void progress_print_estimate(FILE *out, const char *prefix,
			     const struct trials *trials,
			     const struct points *points, unsigned int rounds)
{
	unsigned int subjects = 0;
	double seconds = 0;
	char text[32];

	if (!trials->n)
		return;
	for (size_t i = 0; i < trials->n; i++) {
		const struct trial_plan *plan = &trials->plan[i];

		seconds += trials_seconds(plan, points);
		subjects += (unsigned int)plan->n - plan->base_is_guest;
	}
	fprintf(out, "%sestimated time %s: %u point%s in %zu trial%s x %u round%s x %.2f s\n",
		prefix, duration(text, sizeof(text), rounds * seconds),
		subjects, subjects == 1 ? "" : "s", trials->n,
		trials->n == 1 ? "" : "s", rounds, rounds == 1 ? "" : "s",
		seconds / (double)trials->n);
}

void progress_begin(struct progress *progress, unsigned int all,
		    double planned)
{
	*progress = (struct progress){
		.terminal = isatty(STDERR_FILENO),
		.began = seconds_now(),
		.told = seconds_now(),
		.all = all,
		.planned = planned,
	};
}

void progress_trial(struct progress *progress, double planned, double took)
{
	/* one more than planned where a pool took its trial with it */
	if (++progress->done > progress->all)
		progress->all = progress->done;
	progress->planned = fmax(progress->planned - planned, 0);
	if (took <= 0)
		return;
	progress->planned_done += planned;
	progress->took += took;
}

double progress_seconds(const struct progress *progress)
{
	return seconds_now() - progress->began;
}

static void print_state(const struct progress *progress)
{
	const double left = progress->planned *
			    (progress->planned_done > 0 ?
			     progress->took / progress->planned_done : 1);
	char text[32];

	fprintf(stderr, "%u/%u trials, %s left", progress->done, progress->all,
		duration(text, sizeof(text), left));
}

void progress_point(const struct progress *progress,
		    const struct point *point)
{
	const unsigned int full = progress->all ?
				  progress->done * BAR / progress->all : 0;

	if (!progress->terminal)
		return;
	fprintf(stderr, "\r\033[K[%.*s%*s] ", (int)full,
		"####################", (int)(BAR - full), "");
	print_state(progress);
	fprintf(stderr, ": %s %s", scenario_names[point->config.scenario],
		point_placement(point));
	fflush(stderr);
}

void progress_round(struct progress *progress, unsigned int round,
		    unsigned int rounds)
{
	const double now = seconds_now();

	if (progress->terminal || now - progress->told < TELL_EVERY)
		return;
	progress->told = now;
	fprintf(stderr, "bench: round %u of %u: ", round, rounds);
	print_state(progress);
	fputc('\n', stderr);
}

void progress_clear(const struct progress *progress)
{
	if (progress->terminal)
		fputs("\r\033[K", stderr);
}
