// SPDX-License-Identifier: MIT
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "bench/compare_internal.h"

static int order(unsigned long a, unsigned long b)
{
	return (a > b) - (a < b);
}

static int by_round(const void *left, const void *right)
{
	const struct loaded_sample *a = *(const struct loaded_sample *const *)
					left;
	const struct loaded_sample *b = *(const struct loaded_sample *const *)
					right;
	int result = order(a->point, b->point);

	if (!result)
		result = order(a->round, b->round);
	return result ? result : order(a->trial, b->trial);
}

int compare_pick(struct compare_samples *samples, const struct loaded *loaded)
{
	size_t n, points, kept = 0, point = 0;
	const struct loaded_sample *all = loaded_samples(loaded, &n);

	loaded_points(loaded, &points);
	samples->sample = calloc(n + 1, sizeof(*samples->sample));
	samples->first = calloc(points + 1, sizeof(*samples->first));
	if (!samples->sample || !samples->first)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		samples->sample[i] = &all[i];
	qsort(samples->sample, n, sizeof(*samples->sample), by_round);
	for (size_t i = 0; i < n; i++) {
		const struct loaded_sample *sample = samples->sample[i];

		if (i + 1 < n && sample->point ==
				 samples->sample[i + 1]->point &&
		    sample->round == samples->sample[i + 1]->round)
			continue;
		while (point < sample->point)
			samples->first[++point] = kept;
		samples->sample[kept++] = sample;
	}
	while (point < points)
		samples->first[++point] = kept;
	return 0;
}

void compare_unpick(struct compare_samples *samples)
{
	free(samples->sample);
	free(samples->first);
}

static bool good(const struct loaded_sample *sample)
{
	return sample->outcome.status == TRIAL_OK;
}

static void use(struct compare_row *row, enum compare_side side,
		double *values, const struct loaded_sample *sample)
{
	values[row->n[side]++] = sample->outcome.ns_per_buffer;
	row->disturbed += sample->disturbed;
}

/*
 * Samples of one round are a pair: each is known by its ratio to svc_page_pool
 * in its own trial.
 */
static void use_pairs(struct compare_row *row,
		      const struct loaded_sample *const *const from[],
		      const struct loaded_sample *const *const end[],
		      double *const values[])
{
	const struct loaded_sample *const *base = from[COMPARE_BASE];
	const struct loaded_sample *const *change = from[COMPARE_CHANGE];

	for (; change < end[COMPARE_CHANGE]; change++) {
		while (base < end[COMPARE_BASE] &&
		       (*base)->round < (*change)->round)
			base++;
		if (base == end[COMPARE_BASE])
			break;
		if ((*base)->round != (*change)->round || !good(*base) ||
		    !good(*change) || !isfinite((*base)->outcome.ratio) ||
		    !isfinite((*change)->outcome.ratio))
			continue;
		use(row, COMPARE_BASE, values[COMPARE_BASE], *base);
		use(row, COMPARE_CHANGE, values[COMPARE_CHANGE], *change);
	}
}

static void test(struct compare_row *row, double *const values[], bool paired,
		 double level)
{
	const double *base = values[COMPARE_BASE];
	const double *change = values[COMPARE_CHANGE];
	const size_t *n = row->n;

	for (int side = 0; side < COMPARE_SIDES; side++)
		row->ns[side] = stats_median(values[side], n[side]);
	if (paired)
		verdict_paired(&row->judged, base, change, n[COMPARE_BASE],
			       level);
	else
		verdict_unpaired(&row->judged, base, n[COMPARE_BASE], change,
				 n[COMPARE_CHANGE], level);
}

int compare_measure(struct compare_row *row,
		    const struct compare_samples *const samples[],
		    const size_t point[], bool paired, double level)
{
	const struct loaded_sample *const *from[COMPARE_SIDES];
	const struct loaded_sample *const *end[COMPARE_SIDES];
	double *values[COMPARE_SIDES] = { NULL };
	int result = -ENOMEM;

	for (int side = 0; side < COMPARE_SIDES; side++) {
		const size_t *first = &samples[side]->first[point[side]];

		from[side] = samples[side]->sample + first[0];
		end[side] = samples[side]->sample + first[1];
		values[side] = calloc(first[1] - first[0] + 1,
				      sizeof(double));
		if (!values[side])
			goto out_free;
		for (size_t i = first[0]; i < first[1]; i++)
			row->failed += !good(samples[side]->sample[i]);
	}
	if (paired)
		use_pairs(row, from, end, values);
	for (int side = 0; !paired && side < COMPARE_SIDES; side++) {
		for (; from[side] < end[side]; from[side]++) {
			if (good(*from[side]))
				use(row, (enum compare_side)side, values[side],
				    *from[side]);
		}
	}
	test(row, values, paired, level);
	result = 0;
out_free:
	for (int side = 0; side < COMPARE_SIDES; side++)
		free(values[side]);
	return result;
}
