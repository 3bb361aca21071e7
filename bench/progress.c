// SPDX-License-Identifier: MIT
#include "bench/progress.h"

#include <math.h>
#include <time.h>
#include <unistd.h>

#include "bench/schedule.h"

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

/*
 * What a trial takes besides warmup and window, in seconds, on a virtual machine
 * of two CPUs that was not quite idle: all pools together. In rpc the cold
 * source of the bytes is filled anew for each trial.
 */
static const double around_window[SCENARIO_COUNT] = {
	[SCENARIO_HANDOFF] = 0.05,
	[SCENARIO_RPC] = 0.4,
	[SCENARIO_OVERFLOW] = 0.05,
	[SCENARIO_LATENCY] = 0.05,
	[SCENARIO_UNCONTENDED] = 0.05,
	[SCENARIO_FLOOR] = 0.05,
};

static double trial_seconds(const struct trial_config *config)
{
	return (config->warmup_ms + config->window_ms) / 1e3;
}

/* "1 h 53 min", "12 min", "35 s" */
static const char *duration(char *text, size_t size, double seconds)
{
	const unsigned long minutes = (unsigned long)(seconds / 60 + 0.5);

	if (seconds < 120)
		snprintf(text, size, "%.0f s", seconds);
	else if (minutes < 120)
		snprintf(text, size, "%lu min", minutes);
	else
		snprintf(text, size, "%lu h %lu min", minutes / 60,
			 minutes % 60);
	return text;
}

/*
 * Rounds that the looks allow: more of them only where those before took less
 * than --max-seconds, by the same count as the schedule's.
 */
static unsigned int most_rounds(const struct options *options,
				double windows_of_round)
{
	unsigned int rounds = schedule_look_rounds[0];

	for (int i = 1; i < SCHEDULE_LOOKS; i++) {
		if (rounds * windows_of_round > options->max_seconds)
			break;
		rounds = schedule_look_rounds[i];
	}
	return rounds;
}

void progress_print_estimate(FILE *out, const char *prefix,
			     const struct options *options,
			     const struct point *point, const bool *selected,
			     size_t n)
{
	double windows = 0, around = 0, round;
	unsigned int points = 0, least, most;
	char text[2][32], range[64];

	for (size_t i = 0; i < n; i++) {
		if (!point[i].available || (selected && !selected[i]))
			continue;
		points++;
		windows += trial_seconds(&point[i].config);
		around += around_window[point[i].config.scenario];
	}
	if (!points)
		return;
	round = windows + around;
	least = options->repetitions ? options->repetitions :
				       schedule_look_rounds[0];
	most = options->repetitions ? options->repetitions :
				      most_rounds(options, windows);
	duration(text[0], sizeof(text[0]), least * round);
	duration(text[1], sizeof(text[1]), most * round);
	snprintf(range, sizeof(range), least == most ? "%u" : "%u to %u",
		 least, most);
	fprintf(out, "%sestimated time %s%s%s: %u point%s x %s round%s x %.2f s (warmup %u ms, window %u ms, about %.0f ms around them)\n",
		prefix, text[0], least == most ? "" : ", and where intervals stay wide up to ",
		least == most ? "" : text[1], points, points == 1 ? "" : "s",
		range, most == 1 ? "" : "s", round / points,
		options->warmup_ms, options->window_ms,
		1e3 * around / points);
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

void progress_expect(struct progress *progress,
		     const struct trial_config *config, unsigned int trials)
{
	progress->trial_seconds = trial_seconds(config);
	progress->left[config->scenario] += trials;
	progress->all += trials;
}

void progress_forget(struct progress *progress)
{
	for (int i = 0; i < SCENARIO_COUNT; i++)
		progress->left[i] = 0;
	progress->all = progress->done;
}

void progress_trial(struct progress *progress, enum scenario scenario,
		    double seconds)
{
	progress->trials[scenario]++;
	progress->around_seconds[scenario] += seconds -
					      progress->trial_seconds;
}

void progress_done(struct progress *progress, enum scenario scenario)
{
	progress->done++;
	if (progress->left[scenario])
		progress->left[scenario]--;
}

/* Before a scenario has shown what it takes, what is known of it counts. */
static double seconds_left(const struct progress *progress)
{
	double left = 0;

	for (int i = 0; i < SCENARIO_COUNT; i++) {
		const double around = progress->trials[i] ?
			progress->around_seconds[i] / progress->trials[i] :
			around_window[i];

		left += progress->left[i] * (progress->trial_seconds + around);
	}
	return left;
}

double progress_seconds(const struct progress *progress)
{
	return seconds_now() - progress->began;
}

static void print_state(const struct progress *progress)
{
	char left[32];

	fprintf(stderr, "%u/%u trials, %s left", progress->done, progress->all,
		duration(left, sizeof(left), seconds_left(progress)));
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
