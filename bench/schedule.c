// SPDX-License-Identifier: MIT
#include "bench/schedule.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

/*
 * The first signal ends the run after the trial at hand. SA_RESETHAND: a
 * second one ends the program at once; every finished trial is on disk.
 */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = (int)SA_RESETHAND };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* splitmix64 (Steele, Lea, Flood, OOPSLA 2014): small, and the same on every
 * machine, so that a seed means the same order everywhere. */
static uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* Fisher and Yates. The modulo's bias is below 2^-50 for any run. */
static void shuffle(size_t *order, size_t n, uint64_t *state)
{
	for (size_t i = n; i > 1; i--) {
		const size_t other = random_next(state) % i;
		const size_t kept = order[i - 1];

		order[i - 1] = order[other];
		order[other] = kept;
	}
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* One line that is written over, on a terminal only. */
static void show_progress(unsigned int done, unsigned int all, double began,
			  const struct point *point)
{
	const double spent = seconds_now() - began;
	const double left = done ? spent / done * (all - done) : 0;

	if (!isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r\033[K%u/%u trials", done, all);
	if (done)
		fprintf(stderr, ", %d:%02d left", (int)left / 60,
			(int)left % 60);
	if (point)
		fprintf(stderr, ": %s %s %s, burst %u",
			scenario_names[point->config.scenario],
			point->config.pool, point_placement(point),
			point->config.burst);
	else
		fprintf(stderr, "\r\033[K");
	fflush(stderr);
}

/*
 * A trial whose role was kept off its CPU says nothing of the pool. It is run
 * again at once, this often; each try is a row of its own.
 */
#define TRIES	4

struct progress {
	unsigned int trials;
	unsigned int done;
	unsigned int all;
	double began;
	bool failed;
};

static int run_trial(struct schedule *schedule, struct trial *trial, int fd,
		     size_t index, unsigned int round,
		     struct progress *progress, struct error *error)
{
	const struct point *point = &schedule->points->point[index];
	struct csv_row row = {
		.run = schedule->results->run,
		.trial = ++progress->trials,
		.round = round,
		.point = point,
		.result = trial,
	};
	int result;

	trial->config = point->config;
	trial->config.rotation = round - 1;
	trial_spawn(trial, fd);
	result = results_add_trial(schedule->results, &row, error);
	if (!result && trial->outcome.status != TRIAL_OK)
		fprintf(stderr, "%sbench: trial %u, %s: %s: %s\n",
			isatty(STDERR_FILENO) ? "\r\033[K" : "", row.trial,
			point->name,
			trial_status_names[trial->outcome.status],
			trial->outcome.error);
	return result;
}

/* One point in one round: a trial, and more where it missed its window. */
static int measure_point(struct schedule *schedule, struct trial *trial,
			 int fd, size_t index, unsigned int round,
			 struct progress *progress, struct error *error)
{
	int result;

	show_progress(progress->done, progress->all, progress->began,
		      &schedule->points->point[index]);
	for (int tries = 1; ; tries++) {
		result = run_trial(schedule, trial, fd, index, round, progress,
				   error);
		if (result || interrupted || tries == TRIES ||
		    trial->outcome.status != TRIAL_MISSED_WINDOW)
			break;
	}
	if (result)
		return result;
	progress->done++;
	progress->failed |= trial->outcome.status != TRIAL_OK;
	result = series_add(&schedule->series[index], round, &trial->outcome);
	if (result)
		return error_set(error, -result, "no memory for a sample");
	return 0;
}

static enum schedule_end run_rounds(struct schedule *schedule,
				    struct trial *trial, int fd,
				    size_t *order, size_t n,
				    struct error *error)
{
	struct progress progress = {
		.all = (unsigned int)n * schedule->rounds,
		.began = seconds_now(),
	};
	uint64_t state = schedule->seed;
	enum schedule_end end = SCHEDULE_DONE;

	for (unsigned int round = 1; round <= schedule->rounds; round++) {
		shuffle(order, n, &state);
		for (size_t i = 0; i < n; i++) {
			if (measure_point(schedule, trial, fd, order[i],
					  round, &progress, error)) {
				end = SCHEDULE_UNWRITABLE;
				goto out;
			}
			if (interrupted) {
				error_set(error, EINTR,
					"interrupted after %u of %u trials; they are in the results",
					progress.done, progress.all);
				end = SCHEDULE_INTERRUPTED;
				goto out;
			}
		}
	}
	if (progress.failed)
		end = SCHEDULE_FAILED;
out:
	show_progress(progress.done, progress.all, progress.began, NULL);
	return end;
}

enum schedule_end schedule_run(struct schedule *schedule, struct error *error)
{
	const struct points *points = schedule->points;
	size_t *order = calloc(points->n + 1, sizeof(*order));
	struct trial *trial;
	enum schedule_end end;
	size_t n = 0;
	int fd;

	if (!order) {
		error_set(error, ENOMEM, "no memory for the schedule");
		return SCHEDULE_UNWRITABLE;
	}
	trial = trial_new(&fd, error);
	if (!trial) {
		free(order);
		return SCHEDULE_UNWRITABLE;
	}
	for (size_t i = 0; i < points->n; i++) {
		if (schedule->selected[i] && points->point[i].available)
			order[n++] = i;
	}
	catch_signals();
	end = run_rounds(schedule, trial, fd, order, n, error);
	trial_free(trial, fd);
	free(order);
	return end;
}
