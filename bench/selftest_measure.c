// SPDX-License-Identifier: MIT
/* Points measured twice in each round, as sides A and B. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/order.h"
#include "bench/interrupt.h"
#include "bench/selftest_internal.h"
#include "stats/stats.h"

/* Points measured together, as in a run; each twice, as A and as B */
#define BATCH_MAX	16
/* A trial that missed its window is run again, so often in all. */
#define TRIES		4
/* Seconds between two lines where there is no terminal */
#define TELL_EVERY	10
/* As in a run without --precision */
#define PRECISION	0.02

static void print_state(const struct selftest *test, unsigned int round)
{
	const struct progress *progress = &test->progress;
	const double left = progress->done ?
		progress_seconds(progress) / progress->done *
		(progress->all - progress->done) : NAN;

	fprintf(stderr, "selftest: %u of %u comparisons, round %u of the next",
		progress->done, progress->all, round);
	if (isfinite(left))
		fprintf(stderr, ", %d:%02d left", (int)left / 60,
			(int)left % 60);
}

/* Written over on a terminal, else a line now and then. */
static void tell(struct selftest *test, unsigned int round)
{
	struct progress *progress = &test->progress;
	const double now = progress_seconds(progress);

	if (progress->terminal) {
		fputs("\r\033[K", stderr);
		print_state(test, round);
		fflush(stderr);
	} else if (now - (progress->told - progress->began) >= TELL_EVERY) {
		progress->told = progress->began + now;
		fputs("bench: ", stderr);
		print_state(test, round);
		fputc('\n', stderr);
	}
}

static int measure(struct selftest *test, const struct point *point,
		   unsigned int round)
{
	struct trial_outcome *outcome = &test->trial->outcome;
	char name[POINT_NAME_SIZE];

	trial_configure(test->trial, &point->config);
	test->trial->config.round = round;
	for (int tries = 0; tries < TRIES; tries++) {
		trial_spawn(test->trial, test->fd);
		test->trials++;
		if (interrupted || outcome->status != TRIAL_MISSED_WINDOW)
			break;
	}
	if (outcome->status != TRIAL_OK) {
		progress_clear(&test->progress);
		fprintf(stderr, "bench: selftest: %s: %s: %s\n",
			point_name(point, name), trial_status_names[outcome->status], outcome->error);
		return -EIO;
	}
	test->progress.window_seconds += outcome->window_ns / 1e9;
	test->disturbed += outcome->disturbed != 0;
	return 0;
}

/* One side of a comparison. Return: its figure, NAN where there is none */
static double measure_side(struct selftest *test, const struct comparison *one,
			   char side)
{
	const struct trial_outcome *outcome = &test->trial->outcome;
	char name[POINT_NAME_SIZE];

	if (measure(test, one->point, one->rounds))
		return NAN;
	if (!one->point->single)
		test->skew_ns[test->skews++] = outcome->start_skew_ns;
	fprintf(test->samples, "%zu,%s,%u,%c,%.9g,%d\n",
		(size_t)(one - test->comparison) + 1,
		point_name(one->point, name),
		one->rounds + 1, side, outcome->ns_per_buffer,
		outcome->disturbed != 0);
	return outcome->ns_per_buffer;
}

/* A round that a signal cut short counts where both sides were measured. */
static void keep_round(struct selftest *test, struct comparison *one,
		       const double *value, const bool *tried)
{
	if (one->done || !tried[0] || !tried[1])
		return;
	one->rounds++;
	if (isnan(value[0]) || isnan(value[1])) {
		test->failed++;
		return;
	}
	one->side[0][one->n] = value[0];
	one->side[1][one->n++] = value[1];
}

/*
 * Both sides of all comparisons of a batch, in one shuffled order, as the
 * points of a round.
 */
static void measure_round(struct selftest *test, struct comparison *batch,
			  size_t n)
{
	size_t order[2 * BATCH_MAX], trials = 0;
	double value[2 * BATCH_MAX];
	bool tried[2 * BATCH_MAX] = { false };

	for (size_t i = 0; i < 2 * n; i++) {
		if (!batch[i / 2].done)
			order[trials++] = i;
	}
	order_shuffle(order, trials, &test->random);
	for (size_t i = 0; i < trials && !interrupted; i++) {
		const size_t index = order[i];

		value[index] = measure_side(test, &batch[index / 2],
					    index % 2 ? 'B' : 'A');
		tried[index] = true;
	}
	for (size_t i = 0; i < n; i++)
		keep_round(test, &batch[i], &value[2 * i], &tried[2 * i]);
}

/* As in a run: narrow enough on both sides, or on to the next look. */
static bool is_narrow(struct comparison *one)
{
	const struct schedule run = {
		.precision = PRECISION,
		.level = stats_look_level(STATS_LEVEL, 1, SCHEDULE_LOOKS),
	};
	/* a series without samples is not wide either */
	bool narrow = one->n;

	for (int side = 0; side < 2; side++) {
		const struct series series = {
			.ns_per_buffer = one->side[side],
			.n = one->n,
		};

		narrow &= !schedule_is_wide(&run, &series);
	}
	return narrow;
}

/* Past the first look the batch has no claim to time. */
static bool is_over(const struct selftest *test, int look, double until)
{
	return interrupted ||
	       (look > 0 && progress_seconds(&test->progress) > until);
}

static void measure_batch(struct selftest *test, struct comparison *batch,
			  size_t n, double until)
{
	unsigned int round = 0;

	for (int look = 0; look < SCHEDULE_LOOKS; look++) {
		bool all_done = true;

		while (round < schedule_look_rounds[look] &&
		       !is_over(test, look, until)) {
			measure_round(test, batch, n);
			tell(test, ++round);
		}
		for (size_t i = 0; i < n; i++) {
			batch[i].done |= is_narrow(&batch[i]);
			all_done &= batch[i].done;
		}
		if (all_done || is_over(test, look + 1, until))
			break;
	}
	for (size_t i = 0; i < n; i++)
		batch[i].done = true;
}

static void measure_comparisons(struct selftest *test)
{
	const size_t n = test->comparisons;
	const size_t batch = test->points.n < BATCH_MAX ? test->points.n :
			     BATCH_MAX;

	for (size_t i = 0; i < n && !interrupted; i += batch) {
		const size_t size = n - i < batch ? n - i : batch;

		for (size_t k = 0; k < size; k++)
			test->comparison[i + k].point =
				&test->points.point[k];
		/* a batch that ends early leaves its time to the others */
		measure_batch(test, &test->comparison[i], size,
			      test->seconds * (double)(i + size) / (double)n);
		test->progress.done = (unsigned int)(i + size);
	}
}

/* The cost of the harness: the loop without a pool, and without anything. */
static void measure_harness(struct selftest *test)
{
	struct point empty = test->points.point[0];

	for (size_t i = 0; i < test->points.n; i++) {
		const struct point *point = &test->points.point[i];

		if (point->single && strcmp(point->config.pool, "null") == 0 &&
		    !measure(test, point, 0))
			test->null_ns = test->trial->outcome.ns_per_buffer;
	}
	empty.single = true;
	empty.config.scenario = SCENARIO_FLOOR;
	empty.config.plan.producers = 0;
	snprintf(empty.config.pool, sizeof(empty.config.pool), "empty_loop");
	if (!interrupted && !measure(test, &empty, 0))
		test->empty_ns = test->trial->outcome.ns_per_buffer;
}

void selftest_measure(struct selftest *test)
{
	interrupt_catch();
	test->random = test->seed;
	progress_begin(&test->progress, test->comparisons);
	measure_harness(test);
	measure_comparisons(test);
	progress_clear(&test->progress);
	test->took = progress_seconds(&test->progress);
	test->interrupted = interrupted;
}
