// SPDX-License-Identifier: MIT
#include "bench/progress.h"

#include <math.h>
#include <stdio.h>
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

void progress_begin(struct progress *progress, unsigned int all)
{
	*progress = (struct progress){
		.terminal = isatty(STDERR_FILENO),
		.began = seconds_now(),
		.told = seconds_now(),
		.all = all,
		.worst = NAN,
	};
}

double progress_seconds(const struct progress *progress)
{
	return seconds_now() - progress->began;
}

static void print_state(const struct progress *progress)
{
	const double left = progress->done ?
		progress_seconds(progress) / progress->done *
		(progress->all - progress->done) : NAN;

	fprintf(stderr, "%u/%u trials", progress->done, progress->all);
	if (isfinite(left))
		fprintf(stderr, ", %d:%02d left", (int)left / 60,
			(int)left % 60);
	if (isfinite(progress->worst))
		fprintf(stderr, ", widest interval %.1f %%",
			100 * progress->worst);
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
	fprintf(stderr, ": %s %s %s", scenario_names[point->config.scenario],
		point->config.pool, point_placement(point));
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
