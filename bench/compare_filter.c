// SPDX-License-Identifier: MIT
/* Which points of a result are asked for. */
#include <errno.h>
#include <string.h>

#include "bench/compare_internal.h"
#include "report/columns.h"

#define POOL	"pool"

static struct compare_filter *find_filter(struct compare_options *options,
					  const char *axis)
{
	for (size_t i = 0; i < options->filters; i++) {
		if (strcmp(options->filter[i].axis, axis) == 0)
			return &options->filter[i];
	}
	if (options->filters == COMPARE_FILTERS_MAX)
		return NULL;
	options->filter[options->filters].axis = axis;
	return &options->filter[options->filters++];
}

/* Values are named by the result: it may know others than this program. */
static int add(struct compare_options *options, const char *option,
	       const char *axis, char *text, struct error *error)
{
	struct compare_filter *filter = find_filter(options, axis);
	char *value;

	if (!filter)
		return error_set(error, EINVAL, "%s: more than %d axes", option,
				 COMPARE_FILTERS_MAX);
	while ((value = strsep(&text, ","))) {
		/* "order=" is the points without an order */
		if (!*value && (text || filter->values ||
				strcmp(axis, POOL) == 0))
			return error_set(error, EINVAL, "%s: a name is empty",
					 option);
		if (filter->values == COMPARE_VALUES_MAX)
			return error_set(error, EINVAL, "%s: more than %d values",
					 option, COMPARE_VALUES_MAX);
		filter->value[filter->values++] = value;
	}
	return 0;
}

int compare_parse_pools(struct compare_options *options, char *text,
			struct error *error)
{
	return add(options, "--pool", POOL, text, error);
}

int compare_parse_only(struct compare_options *options, char *text,
		       struct error *error)
{
	char *axis = strsep(&text, "=");
	size_t n;
	const char *const *names = csv_axis_names(&n);

	if (!text)
		return error_set(error, EINVAL,
				 "--only: '%.40s' is not AXIS=VALUE,.. as in burst=1,16",
				 axis);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], axis) == 0)
			return add(options, "--only", names[i], text, error);
	}
	return error_set(error, EINVAL,
			 "--only: '%.40s' is no axis: those are the columns of samples.csv from scenario to oversubscribed",
			 axis);
}

static bool has_value(const struct compare_filter *filter,
		      const struct loaded_point *point)
{
	for (size_t i = 0; i < filter->values; i++) {
		if (strcmp(filter->value[i],
			   loaded_axis(point, filter->axis)) == 0)
			return true;
	}
	return false;
}

bool compare_wants(const struct compare_options *options,
		   const struct loaded_point *point, bool any_pool)
{
	for (size_t i = 0; i < options->filters; i++) {
		const struct compare_filter *filter = &options->filter[i];

		if (!(any_pool && strcmp(filter->axis, POOL) == 0) &&
		    !has_value(filter, point))
			return false;
	}
	return true;
}

static bool is_somewhere(const struct compare *compare, size_t n,
			 const char *axis, const char *value)
{
	const struct compare_filter filter = {
		.axis = axis, .value = { value }, .values = 1
	};

	for (size_t i = 0; i < n; i++) {
		for (int side = 0; side < COMPARE_SIDES; side++) {
			const struct loaded_point *point;
			size_t points = 0;

			if (!compare[i].result[side])
				continue;
			point = loaded_points(compare[i].result[side], &points);
			for (size_t k = 0; k < points; k++) {
				if (has_value(&filter, &point[k]))
					return true;
			}
		}
	}
	return false;
}

bool compare_has_pool(const struct compare *compare, const char *pool)
{
	return is_somewhere(compare, 1, POOL, pool);
}

int compare_check_filters(const struct compare_options *options,
			  const struct compare *compare, size_t n,
			  struct error *error)
{
	for (size_t i = 0; i < options->filters; i++) {
		const struct compare_filter *filter = &options->filter[i];

		for (size_t k = 0; k < filter->values; k++) {
			if (is_somewhere(compare, n, filter->axis,
					 filter->value[k]))
				continue;
			if (strcmp(filter->axis, POOL) == 0)
				return error_set(error, EINVAL,
						 "--pool: no sample is of '%.60s'",
						 filter->value[k]);
			return error_set(error, EINVAL,
					 "--only: no sample has %s '%.60s'",
					 filter->axis, filter->value[k]);
		}
	}
	return 0;
}
