// SPDX-License-Identifier: MIT
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "report/summary.h"

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

static bool has_ratio(const struct loaded_sample *sample)
{
	return good(sample) && isfinite(sample->outcome.ratio);
}

/* The samples of a point, in the order of rounds */
struct range {
	const struct loaded_sample *const *from;
	const struct loaded_sample *const *end;
};

static int add_times(struct compare_row *row, enum compare_side side,
		     struct range range)
{
	row->time[side] = calloc((size_t)(range.end - range.from) + 1,
				 sizeof(double));
	if (!row->time[side])
		return -ENOMEM;
	for (; range.from < range.end; range.from++) {
		const struct loaded_sample *sample = *range.from;

		if (!good(sample)) {
			row->failed++;
			continue;
		}
		row->time[side][row->n[side]++] =
			sample->outcome.ns_per_buffer;
		row->disturbed += sample->disturbed;
	}
	row->ns[side] = stats_median(row->time[side], row->n[side]);
	return 0;
}

/* The base's ratio to svc_page_pool in a round; NAN where it has none */
static double base_ratio(struct range *base, unsigned int round)
{
	while (base->from < base->end && (*base->from)->round < round)
		base->from++;
	if (base->from == base->end || (*base->from)->round != round ||
	    !has_ratio(*base->from))
		return NAN;
	return (*base->from)->outcome.ratio;
}

/*
 * Each is known by its ratio to svc_page_pool in its own trial. Where that is
 * the base, nothing else is asked.
 */
static int add_ratios(struct compare_row *row, struct range base,
		      struct range change)
{
	const bool own = strcmp(row->base_pool, SUMMARY_BASE_POOL) == 0;
	const size_t room = (size_t)(change.end - change.from) + 1;

	row->ratio = calloc(room, sizeof(double));
	row->line_ns = calloc(room, sizeof(double));
	if (!row->ratio || !row->line_ns)
		return -ENOMEM;
	for (; change.from < change.end; change.from++) {
		const struct loaded_sample *sample = *change.from;
		const double by = own ? 1 : base_ratio(&base, sample->round);

		if (!has_ratio(sample) || !(by > 0))
			continue;
		row->line_ns[row->ratios] = sample->outcome.line_transfer_ns;
		row->ratio[row->ratios++] = sample->outcome.ratio / by;
	}
	return 0;
}

int compare_collect(struct compare_row *row,
		    const struct compare_samples *const samples[],
		    const size_t point[], bool paired)
{
	struct range range[COMPARE_SIDES];
	int result = 0;

	for (int side = 0; side < COMPARE_SIDES && !result; side++) {
		const size_t *first = &samples[side]->first[point[side]];

		range[side] = (struct range){
			samples[side]->sample + first[0],
			samples[side]->sample + first[1],
		};
		result = add_times(row, (enum compare_side)side, range[side]);
	}
	if (!result && paired)
		result = add_ratios(row, range[COMPARE_BASE],
				    range[COMPARE_CHANGE]);
	return result;
}

static bool is_tested(const struct compare_row *row, bool paired)
{
	return paired ? row->ratios : row->n[COMPARE_BASE] &&
				      row->n[COMPARE_CHANGE];
}

void compare_judge_rows(struct compare *compare)
{
	const bool paired = compare->options->base;
	size_t tested = 0;

	for (size_t i = 0; i < compare->rows; i++)
		tested += is_tested(&compare->row[i], paired);
	compare->family = verdict_family(paired, compare->options->level,
					 tested);
	for (size_t i = 0; i < compare->rows; i++) {
		struct compare_row *row = &compare->row[i];

		row->judged = paired ?
			verdict_of_ratios(row->ratio, row->ratios,
					  &compare->family) :
			verdict_of_times(row->time[COMPARE_BASE],
					 row->n[COMPARE_BASE],
					 row->time[COMPARE_CHANGE],
					 row->n[COMPARE_CHANGE],
					 &compare->family);
	}
}

void compare_free_row(struct compare_row *row)
{
	for (int side = 0; side < COMPARE_SIDES; side++)
		free(row->time[side]);
	free(row->ratio);
	free(row->line_ns);
}

const char *compare_why_none(const struct compare_row *row)
{
	if (row->judged.n || !row->n[COMPARE_CHANGE])
		return NULL;
	if (!row->n[COMPARE_BASE])
		return "the base has no good trial";
	return strcmp(row->base_pool, SUMMARY_BASE_POOL) == 0 ?
	       "its trials have no figure of the base" :
	       "no round has a ratio of both to " SUMMARY_BASE_POOL;
}
