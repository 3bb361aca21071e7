// SPDX-License-Identifier: MIT
/* Which values of an axis are tried: named ones, usual ones, or a sweep's. */
#include "plan/parse.h"
#include "plan/points_internal.h"

static bool has_value(const struct number_list *list, unsigned int value)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->value[i] == value)
			return true;
	}
	return false;
}

/* The values of an axis that the user does not name. */
static struct number_list unnamed_values(const struct expansion *expansion,
					 int index,
					 const struct setting *setting)
{
	const struct scenario_sweep *sweep = setting->sweep;
	struct number_list usual = { .n = 0 }, all = { .n = 0 };
	struct number_list further = { .n = 0 };
	struct error unused;

	/* the tables' own texts are values */
	parse_axis(axis_default(&axes[index], setting->scenario,
				expansion->options->quick),
		   &axes[index], &usual, &unused);
	if (!sweep)
		return usual;
	if (index != (int)sweep->axis) {
		usual.n = 1;
		if (index == AXIS_TOUCH)
			usual.value[0] = sweep->touch;
		return usual;
	}
	parse_axis(sweep->values, &axes[index], &all, &unused);
	for (size_t i = 0; i < all.n; i++) {
		if (!has_value(&usual, all.value[i]))
			further.value[further.n++] = all.value[i];
	}
	return further;
}

struct number_list points_axis_values(const struct expansion *expansion,
				      int index,
				      const struct setting *setting)
{
	const struct options *options = expansion->options;
	const enum scenario scenario = setting->scenario;
	struct number_list list, kept = { .n = 0 };

	if (!axis_applies(&axes[index], scenario))
		return (struct number_list){ .n = 1, .value = { 0 } };
	if (!options->axes[index].n)
		return unnamed_values(expansion, index, setting);
	list = options->axes[index];
	for (size_t i = 0; i < list.n; i++) {
		/* a mix of sizes is scenario rpc's alone */
		if (index != AXIS_BURST || list.value[i] ||
		    scenario == SCENARIO_RPC)
			kept.value[kept.n++] = list.value[i];
	}
	return kept;
}
