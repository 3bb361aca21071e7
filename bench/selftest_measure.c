// SPDX-License-Identifier: MIT
/* Trials of a pool and copies of it. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/order.h"
#include "bench/selftest_internal.h"
#include "run/interrupt.h"

/* Then no further trial begins: what was measured tells less, and in time. */
#define LIMIT_SECONDS	270

/* The pool, and a copy of it for each comparison of its set */
static void configure(struct selftest *test, size_t set, unsigned int round)
{
	const struct trial_config *config = &test->set[set]->config;
	struct trial *trial = test->trial;

	trial_configure(trial, config);
	trial->config.round = round;
	trial->config.seed = test->seed ^
			     ((uint64_t)(test->trials + 1) << 32 | round);
	trial->base = (int)trial_add(trial, config->pool);
	for (size_t i = set; i < test->comparisons; i += test->sets)
		trial_add(trial, config->pool);
}

static void keep_slices(struct selftest *test)
{
	const struct trial *trial = test->trial;

	for (unsigned int i = 0; i < trial->slices; i++) {
		test->progress.window_seconds +=
			trial->slice[i].window_ns / 1e9;
		test->disturbed += trial->slice[i].disturbed != 0;
	}
	test->slices += trial->slices;
}

/* One more ratio of a comparison, and its row. */
static void keep_ratio(struct selftest *test, size_t number,
		       unsigned int round, unsigned int subject)
{
	const struct trial *trial = test->trial;
	const struct trial_outcome *base = &trial->subject[trial->base].outcome;
	const struct trial_outcome *copy = &trial->subject[subject].outcome;
	char name[POINT_NAME_SIZE];

	if (copy->status != TRIAL_OK || !isfinite(copy->ratio)) {
		test->lost++;
		return;
	}
	fprintf(test->samples, "%zu,%s,%u,%.9g,%.9g,%.9g,%u\n", number + 1,
		point_name(test->set[number % test->sets], name), round + 1,
		copy->ratio, copy->ns_per_buffer, base->ns_per_buffer,
		copy->slices);
}

static void complain(const struct selftest *test, const struct point *point)
{
	const struct trial *trial = test->trial;
	char name[POINT_NAME_SIZE];

	for (unsigned int i = 0; i < trial->subjects; i++) {
		const struct trial_outcome *outcome =
			&trial->subject[i].outcome;

		if (outcome->status == TRIAL_OK)
			continue;
		progress_clear(&test->progress);
		fprintf(stderr, "bench: selftest: %s: %s: %s\n",
			point_name(point, name),
			trial_status_names[outcome->status], outcome->error);
		return;
	}
}

static void measure(struct selftest *test, size_t index, unsigned int round)
{
	const struct point *point = test->set[index];
	struct trial *trial = test->trial;
	const double began = progress_seconds(&test->progress);
	unsigned int subject = 0;

	configure(test, index, round);
	progress_point(&test->progress, point);
	trial_spawn(trial, test->fd);
	test->trials++;
	keep_slices(test);
	for (size_t i = index; i < test->comparisons; i += test->sets)
		keep_ratio(test, i, round, ++subject);
	complain(test, point);
	progress_trial(&test->progress,
		       trial_seconds(&trial->config, trial->subjects, true),
		       progress_seconds(&test->progress) - began);
}

static bool is_over(const struct selftest *test)
{
	return interrupted ||
	       progress_seconds(&test->progress) > LIMIT_SECONDS;
}

static void measure_round(struct selftest *test, unsigned int round)
{
	size_t order[SELFTEST_SETS];
	uint64_t random = test->seed ^ (uint64_t)round << 32;

	for (size_t i = 0; i < test->sets; i++)
		order[i] = i;
	order_shuffle(order, test->sets, &random);
	for (size_t i = 0; i < test->sets && !is_over(test); i++)
		measure(test, order[i], round);
	progress_round(&test->progress, round + 1, SELFTEST_ROUNDS);
}

static double planned_seconds(struct selftest *test)
{
	double seconds = 0;

	for (size_t i = 0; i < test->sets; i++) {
		configure(test, i, 0);
		seconds += trial_seconds(&test->trial->config,
					 test->trial->subjects, true);
	}
	return SELFTEST_ROUNDS * seconds;
}

int selftest_measure(struct selftest *test, struct error *error)
{
	struct load load = { .n = 0 };
	char left[32];
	int result = 0;

	interrupt_catch();
	progress_begin(&test->progress,
		       (unsigned int)test->sets * SELFTEST_ROUNDS,
		       planned_seconds(test));
	fprintf(stderr, "bench: selftest: %u comparisons in %u trials, %s%s, seed %" PRIu64 ", results in %s\n",
		test->comparisons, test->progress.all,
		progress_left(&test->progress, left, sizeof(left)),
		test->loads ? " and more, as every CPU is loaded" : "",
		test->seed, test->results.folder);
	if (test->loads)
		result = load_start(&load, error);
	test->loaded = load.n;
	for (unsigned int i = 0; !result && i < SELFTEST_ROUNDS &&
				 !is_over(test); i++)
		measure_round(test, i);
	load_stop(&load);
	progress_clear(&test->progress);
	test->took = progress_seconds(&test->progress);
	test->interrupted = interrupted;
	return result;
}
