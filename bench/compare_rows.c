// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "report/columns.h"

/* The order of settings; numbers in the texts count as numbers. */
static int order_settings(const struct loaded_point *a,
			  const struct loaded_point *b)
{
	size_t n;
	const char *const *axis = csv_axis_names(&n);
	int result = 0;

	for (size_t i = 0; !result && i < n; i++) {
		if (strcmp(axis[i], "pool") != 0)
			result = strverscmp(a->axis[i], b->axis[i]);
	}
	return result;
}

bool compare_same_setting(const struct loaded_point *a,
			  const struct loaded_point *b)
{
	return order_settings(a, b) == 0;
}

int compare_order_points(const struct loaded_point *a,
			 const struct loaded_point *b)
{
	const int result = order_settings(a, b);

	return result ? result : strcmp(loaded_axis(a, "pool"),
					loaded_axis(b, "pool"));
}

static int by_setting(const void *left, const void *right)
{
	return compare_order_points(*(const struct loaded_point *const *)left,
				    *(const struct loaded_point *const *)right);
}

/* A scenario that is not known here is taken for one that has a cost. */
static bool has_cost(const struct loaded_point *point)
{
	const char *name = loaded_axis(point, "scenario");

	for (int i = 0; i < SCENARIO_COUNT; i++) {
		if (strcmp(name, scenario_names[i]) == 0)
			return scenario_has_cost((enum scenario)i);
	}
	return true;
}

/* One result's points, in order. */
struct side {
	const struct loaded_point *point;
	const struct loaded_point **sorted;
	size_t n;
	struct compare_samples samples;
};

static int open_side(struct side *side, const struct loaded *loaded)
{
	struct compare_samples samples = { NULL, NULL };
	const int result = compare_pick(&samples, loaded);
	const struct loaded_point **sorted;
	const struct loaded_point *point;
	size_t n;

	side->samples = samples;
	if (result)
		return result;
	point = loaded_points(loaded, &n);
	sorted = calloc(n + 1, sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (has_cost(&point[i]))
			sorted[side->n++] = &point[i];
	}
	qsort(sorted, side->n, sizeof(*sorted), by_setting);
	side->point = point;
	side->sorted = sorted;
	return 0;
}

static void close_side(struct side *side)
{
	free(side->sorted);
	compare_unpick(&side->samples);
}

static int add_row(struct compare *compare, const struct side *base_side,
		   const struct loaded_point *base,
		   const struct side *change_side,
		   const struct loaded_point *change)
{
	struct compare_row *row = &compare->row[compare->rows++];

	row->point = change;
	row->base_pool = loaded_axis(base, "pool");
	return compare_collect(row,
		(const struct compare_samples *[]){ &base_side->samples,
						    &change_side->samples },
		(size_t[]){ (size_t)(base - base_side->point),
			    (size_t)(change - change_side->point) },
		compare->options->base);
}

static void add_only(struct compare *compare, enum compare_side side,
		     const struct loaded_point *point)
{
	compare->only[side][compare->onlys[side]++] = point;
}

static const struct loaded_point *find_point(const struct side *side,
					     const struct loaded_point *point)
{
	for (size_t i = 0; i < side->n; i++) {
		if (strcmp(side->sorted[i]->key, point->key) == 0)
			return side->sorted[i];
	}
	return NULL;
}

/* The same points of two results. */
static int match_results(struct compare *compare, const struct side *side)
{
	const struct side *base = &side[COMPARE_BASE];
	const struct side *change = &side[COMPARE_CHANGE];
	int result = 0;

	for (size_t i = 0; !result && i < base->n; i++) {
		const struct loaded_point *other =
			find_point(change, base->sorted[i]);

		if (!compare_wants(compare->options, base->sorted[i], false))
			continue;
		if (other)
			result = add_row(compare, base, base->sorted[i],
					 change, other);
		else
			add_only(compare, COMPARE_BASE, base->sorted[i]);
	}
	for (size_t i = 0; i < change->n; i++) {
		if (compare_wants(compare->options, change->sorted[i],
				  false) &&
		    !find_point(base, change->sorted[i]))
			add_only(compare, COMPARE_CHANGE, change->sorted[i]);
	}
	return result;
}

/* A point of the same setting: the base pool's, or any but the base pool's. */
static const struct loaded_point *
find_partner(const struct side *side, const struct loaded_point *point,
	     const char *base, bool is_base)
{
	for (size_t i = 0; i < side->n; i++) {
		const char *pool = loaded_axis(side->sorted[i], "pool");

		if ((strcmp(pool, base) == 0) == is_base &&
		    compare_same_setting(side->sorted[i], point))
			return side->sorted[i];
	}
	return NULL;
}

/* No pool, and so none that lacks its base. */
static bool is_floor(const struct loaded_point *point)
{
	return strcmp(loaded_axis(point, "scenario"),
		      scenario_names[SCENARIO_FLOOR]) == 0;
}

/* The pools of one result with one of them. */
static int match_pools(struct compare *compare, const struct side *side)
{
	const struct compare_options *options = compare->options;
	int result = 0;

	for (size_t i = 0; !result && i < side->n; i++) {
		const struct loaded_point *point = side->sorted[i];
		const bool is_base = strcmp(loaded_axis(point, "pool"),
					    options->base) == 0;
		const struct loaded_point *other =
			find_partner(side, point, options->base, !is_base);

		if (is_floor(point) || !compare_wants(options, point, is_base))
			continue;
		if (is_base && !other)
			add_only(compare, COMPARE_BASE, point);
		if (is_base)
			continue;
		if (other)
			result = add_row(compare, side, other, side, point);
		else
			add_only(compare, COMPARE_CHANGE, point);
	}
	return result;
}

int compare_rows(struct compare *compare)
{
	const bool two = compare->result[COMPARE_CHANGE];
	struct side side[COMPARE_SIDES] = { { .n = 0 }, { .n = 0 } };
	int result = open_side(&side[COMPARE_BASE],
			       compare->result[COMPARE_BASE]);

	compare->no_cost = true;
	if (!result && two)
		result = open_side(&side[COMPARE_CHANGE],
				   compare->result[COMPARE_CHANGE]);
	compare->row = calloc(side[0].n + 1, sizeof(*compare->row));
	for (int i = 0; i < COMPARE_SIDES; i++) {
		compare->only[i] = calloc(side[0].n + side[1].n + 1,
					  sizeof(*compare->only[i]));
		if (!compare->only[i])
			result = -ENOMEM;
	}
	if (!compare->row)
		result = -ENOMEM;
	if (!result)
		result = two ? match_results(compare, side) :
			       match_pools(compare, side);
	if (!result)
		compare_judge_rows(compare);
	for (int i = 0; i < COMPARE_SIDES; i++) {
		compare->no_cost &= !side[i].n;
		close_side(&side[i]);
	}
	return result;
}
