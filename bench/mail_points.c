// SPDX-License-Identifier: MIT
/* Samples to points: in order, summarized, with their comparisons. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/mail_internal.h"

static enum scenario scenario_of(const struct loaded_point *point)
{
	const char *name = loaded_axis(point, "scenario");
	int i = 0;

	while (i < SCENARIO_COUNT && strcmp(scenario_names[i], name) != 0)
		i++;
	return (enum scenario)i;
}

/*
 * What a summary asks of a point. Where threads run matters to none of its
 * figures.
 */
static void describe(struct point *point, const struct mail_point *from)
{
	struct trial_config *config = &point->config;

	*point = (struct point){ .available = true };
	config->scenario = from->scenario;
	snprintf(config->pool, sizeof(config->pool), "%s",
		 loaded_axis(from->point, "pool"));
	config->plan.producers = atoi(loaded_axis(from->point, "producers"));
	config->pool_max = from->pool_max;
}

static int add_samples(struct mail_point *point, const struct point *described,
		       const struct loaded_sample *const *sample,
		       const struct loaded_sample *const *end)
{
	int result = 0;

	for (; !result && sample < end; sample++) {
		const struct trial_outcome *outcome = &(*sample)->outcome;

		result = series_add(&point->series, &described->config,
				    (*sample)->round, outcome);
		if (outcome->status == TRIAL_OK)
			point->window_ns += outcome->window_ns;
	}
	return result;
}

static int fill_point(struct mail *mail, struct mail_point *point,
		      struct point *described,
		      const struct compare_samples *samples, size_t index,
		      struct error *error)
{
	const size_t *first = &samples->first[index];
	struct summary *summary;
	int result;

	describe(described, point);
	result = add_samples(point, described, samples->sample + first[0],
			     samples->sample + first[1]);
	if (result)
		return error_set(error, ENOMEM, "no memory");
	if (point->scenario == SCENARIO_LATENCY)
		result = mail_add_latency(mail, point,
					  samples->sample + first[0],
					  samples->sample + first[1], error);
	if (result)
		return result;
	summary = summarize(described, &point->series, 1);
	if (!summary)
		return error_set(error, ENOMEM, "no memory");
	point->summary = *summary;
	point->summary.point = NULL;
	point->summary.series = &point->series;
	point->has_calls = point_has_calls(described);
	free(summary);
	return 0;
}

bool mail_is_base(const struct mail *mail, const struct mail_point *point)
{
	return strcmp(loaded_axis(point->point, "pool"),
		      mail->compare.options->base) == 0;
}

/*
 * The base pool is what the others are compared with, and floors are a scale
 * for all of them.
 */
static bool is_wanted(const struct mail *mail, const struct mail_point *point)
{
	return point->scenario == SCENARIO_FLOOR ||
	       compare_wants(mail->compare.options, point->point,
			     mail_is_base(mail, point));
}

static int by_key(const void *left, const void *right)
{
	return strverscmp(((const struct mail_point *)left)->point->key,
			  ((const struct mail_point *)right)->point->key);
}

size_t mail_setting_size(const struct mail *mail, size_t first)
{
	size_t n = 1;

	while (first + n < mail->points &&
	       compare_same_setting(mail->point[first].point,
				    mail->point[first + n].point))
		n++;
	return n;
}

static void swap(struct mail_point *a, struct mail_point *b)
{
	const struct mail_point kept = *a;

	*a = *b;
	*b = kept;
}

/* Settings together, in the order of keys; in each the base pool first. */
static void order_points(struct mail *mail)
{
	struct mail_point *point = mail->point;
	const size_t n = mail->points;

	qsort(point, n, sizeof(*point), by_key);
	for (size_t i = 0; i < n;) {
		const size_t first = i++;

		for (size_t k = i; k < n; k++) {
			if (!compare_same_setting(point[first].point,
						  point[k].point))
				continue;
			/* one by one, so that the others keep their order */
			for (size_t m = k; m > i; m--)
				swap(&point[m - 1], &point[m]);
			i++;
		}
		for (size_t k = first; k < i; k++) {
			if (!mail_is_base(mail, &point[k]))
				continue;
			for (size_t m = k; m > first; m--)
				swap(&point[m - 1], &point[m]);
			break;
		}
	}
	/* the summary knew where its series was before the order changed */
	for (size_t i = 0; i < n; i++)
		point[i].summary.series = &point[i].series;
}

static const struct compare_row *row_of(const struct compare *compare,
					const struct loaded_point *point)
{
	for (size_t i = 0; i < compare->rows; i++) {
		if (compare->row[i].point == point)
			return &compare->row[i];
	}
	return NULL;
}

static int load_points(struct mail *mail, const struct compare_samples *samples,
		       struct point *described, struct error *error)
{
	size_t n;
	const struct loaded_point *all =
		loaded_points(mail->compare.result[COMPARE_BASE], &n);
	int result = 0;

	for (size_t i = 0; !result && i < n; i++) {
		struct mail_point *point = &mail->point[mail->points];

		*point = (struct mail_point){
			.point = &all[i],
			.scenario = scenario_of(&all[i]),
			.pool_max = (unsigned int)
				strtoul(loaded_axis(&all[i], "pool_max"),
					NULL, 10),
			.row = row_of(&mail->compare, &all[i]),
		};
		if (!is_wanted(mail, point))
			continue;
		mail->points++;
		result = fill_point(mail, point, described, samples, i,
				    error);
	}
	return result;
}

int mail_load_points(struct mail *mail, struct error *error)
{
	const struct loaded *loaded = mail->compare.result[COMPARE_BASE];
	struct point *described = malloc(sizeof(*described));
	struct compare_samples samples = { NULL, NULL };
	int result = compare_pick(&samples, loaded);
	size_t n;

	loaded_points(loaded, &n);
	mail->point = calloc(n + 1, sizeof(*mail->point));
	if (result || !mail->point || !described) {
		error_set(error, ENOMEM, "no memory");
		result = -ENOMEM;
	}
	if (!result)
		result = load_points(mail, &samples, described, error);
	if (!result)
		order_points(mail);
	compare_unpick(&samples);
	free(described);
	return result;
}

void mail_free_points(struct mail *mail)
{
	for (size_t i = 0; i < mail->points; i++)
		series_free(&mail->point[i].series);
	free(mail->point);
}
