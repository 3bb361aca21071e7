// SPDX-License-Identifier: MIT
#include "run/trials.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/node_memory.h"
#include "report/summary.h"

/*
 * What lies around windows and warmups, as measured: of a trial a process, and
 * for each byte of its memory the making and clearing of pages; of a slice the
 * start and the emptying of rings, and the renewal of the pool's own memory.
 */
#define AROUND_TRIAL_S	15e-3
#define AROUND_BYTE_S	0.5e-9
#define AROUND_SLICE_S	0.15e-3
#define RENEWED_BYTE_S	1.3e-9
/* Threads that share a CPU end their slice when each has had it. */
#define SHARED_SLICE_S	3e-3

/* The base and the line are further subjects of a trial. */
#define POINTS_MAX	(TRIAL_SUBJECTS_MAX - 2)

static const struct pool_ops *pool_of(const struct point *point)
{
	return point->config.scenario == SCENARIO_FLOOR ? NULL :
	       pool_find(point->config.pool);
}

static bool is_allocator(const struct point *point)
{
	const struct pool_ops *pool = pool_of(point);

	return pool && pool->capabilities & POOL_BARE_MEMORY;
}

/* Return: the memory of a trial that this point takes turns in, too. */
static size_t add_need(struct trial_need *need, const struct points *points,
		       size_t index)
{
	const struct point *point = &points->point[index];
	const struct pool_ops *pool = pool_of(point);

	if (pool)
		trial_need_add(need, pool, &point->config, NODE_ANY);
	return trial_need_bytes(need);
}

static void add_point(struct trial_plan *plan, const struct points *points,
		      size_t index)
{
	add_need(&plan->need, points, index);
	plan->point[plan->n++] = index;
}

/* There is memory for a point beside those that the plan has. */
static bool has_room(const struct trial_plan *plan, const struct points *points,
		     size_t index)
{
	struct trial_need more = plan->need;

	return add_need(&more, points, index) <= points->trial_bytes;
}

/* Return: the new plan, with room for @room points; NULL without memory. */
static struct trial_plan *add_plan(struct trials *trials, size_t room)
{
	struct trial_plan *plan = realloc(trials->plan, (trials->n + 1) *
					  sizeof(*plan));

	if (!plan)
		return NULL;
	trials->plan = plan;
	plan = &plan[trials->n];
	*plan = (struct trial_plan){
		.point = calloc(room, sizeof(*plan->point)),
	};
	if (!plan->point)
		return NULL;
	trials->n++;
	return plan;
}

/* The points of one setting */
struct group {
	const struct points *points;
	size_t *point;
	size_t n;
	size_t base;
	bool base_told;
};

static struct trial_plan *begin_plan(struct trials *trials,
				     struct group *group)
{
	const struct point *first = &group->points->point[group->point[0]];
	const struct placement_plan *where = &first->config.plan;
	struct trial_plan *plan = add_plan(trials, group->n + 1);

	if (!plan)
		return NULL;
	plan->has_line = first->config.scenario != SCENARIO_FLOOR &&
			 where->producers > 0 && !placement_may_share(where);
	if (group->base == TRIALS_NO_POINT)
		return plan;
	add_point(plan, group->points, group->base);
	plan->has_base = true;
	plan->base_is_guest = group->base_told;
	group->base_told = true;
	return plan;
}

/*
 * Each point is the base of its own copies: of all in one trial, or of so many
 * as there is memory for, and at least one.
 */
static int plan_copies(struct trials *trials, const struct group *group)
{
	const struct points *points = group->points;

	for (size_t i = 0; i < group->n; i++) {
		unsigned int left = points->copies;

		while (left) {
			struct trial_plan *plan = add_plan(trials, 1 + left);

			if (!plan)
				return -ENOMEM;
			plan->has_base = true;
			add_point(plan, points, group->point[i]);
			do {
				add_point(plan, points, group->point[i]);
			} while (--left &&
				 has_room(plan, points, group->point[i]));
		}
	}
	return 0;
}

static int plan_group(struct trials *trials, struct group *group)
{
	const struct points *points = group->points;
	struct trial_plan *plan = NULL;

	if (group->base != TRIALS_NO_POINT) {
		/* first svc_page_pool's own plan, whoever shares it */
		plan = begin_plan(trials, group);
		if (!plan)
			return -ENOMEM;
	}
	for (size_t i = 0; i < group->n; i++) {
		const size_t index = group->point[i];

		if (index == group->base ||
		    is_allocator(&points->point[index]))
			continue;
		if (!plan || plan->n == POINTS_MAX ||
		    (!has_room(plan, points, index) &&
		     plan->n > plan->has_base))
			plan = begin_plan(trials, group);
		if (!plan)
			return -ENOMEM;
		add_point(plan, points, index);
	}
	for (size_t i = 0; i < group->n; i++) {
		if (group->point[i] == group->base ||
		    !is_allocator(&points->point[group->point[i]]))
			continue;
		plan = begin_plan(trials, group);
		if (!plan)
			return -ENOMEM;
		add_point(plan, points, group->point[i]);
	}
	return 0;
}

/* Threads that are the same, too: each pair of CPUs has its own. */
static bool take_turns(const struct point *a, const struct point *b)
{
	return point_same_setting(a, b) && strcmp(a->pair, b->pair) == 0;
}

int trials_make(struct trials *trials, const struct points *points,
		const bool *selected)
{
	struct group group = {
		.points = points,
		.point = calloc(points->n + 1, sizeof(*group.point)),
	};
	size_t i = 0;
	int result = group.point ? 0 : -ENOMEM;

	*trials = (struct trials){ .n = 0 };
	while (!result && i < points->n) {
		const struct point *first = &points->point[i];

		group.n = 0;
		group.base = TRIALS_NO_POINT;
		group.base_told = false;
		/* those of one setting follow each other */
		for (; i < points->n &&
		       take_turns(first, &points->point[i]); i++) {
			if (!points->point[i].available ||
			    (selected && !selected[i]))
				continue;
			if (summary_is_base(&points->point[i]))
				group.base = i;
			group.point[group.n++] = i;
		}
		if (group.n)
			result = points->copies ? plan_copies(trials, &group) :
						  plan_group(trials, &group);
	}
	free(group.point);
	return result;
}

size_t trials_configure(const struct trial_plan *plan,
			const struct points *points, const bool *left_out,
			struct trial *trial, size_t *subject)
{
	size_t wanted = 0;

	trial_configure(trial, &points->point[plan->point[0]].config);
	for (size_t i = 0; i < plan->n; i++) {
		const size_t point = plan->point[i];
		const bool base = i == 0 && plan->has_base;
		const bool guest = base && plan->base_is_guest;

		if (left_out && left_out[point])
			continue;
		subject[trial->subjects] = guest ? TRIALS_NO_POINT : point;
		if (base)
			trial->base = (int)trial->subjects;
		trial_add(trial, points->point[point].config.pool);
		wanted += !guest;
	}
	if (!plan->has_line)
		return wanted;
	subject[trial->subjects] = TRIALS_NO_POINT;
	trial_add(trial, TRIAL_LINE_TRANSFER);
	return wanted;
}

void trials_most(const struct trials *trials, const struct points *points,
		 unsigned int *subjects, unsigned int *threads, size_t *bytes)
{
	*subjects = *threads = 1;
	*bytes = 1;
	for (size_t i = 0; i < trials->n; i++) {
		const struct trial_plan *plan = &trials->plan[i];
		const struct trial_config *config =
			&points->point[plan->point[0]].config;
		const size_t needed = trial_need_bytes(&plan->need);

		if (plan->n + plan->has_line > *subjects)
			*subjects = (unsigned int)plan->n + plan->has_line;
		if (1 + (unsigned int)config->plan.producers > *threads)
			*threads = 1 + (unsigned int)config->plan.producers;
		if (needed > *bytes)
			*bytes = needed;
	}
}

double trials_seconds(const struct trial_plan *plan,
		      const struct points *points)
{
	const struct trial_config *config =
		&points->point[plan->point[0]].config;
	const unsigned int subjects = (unsigned int)plan->n + plan->has_line;
	/* of the base: what an allocator has is not renewed */
	struct trial_need first = { 0 };
	double around = AROUND_SLICE_S;

	add_need(&first, points, plan->point[0]);
	around += RENEWED_BYTE_S * (double)(first.own < NODE_MEMORY_SMALL ?
					    first.own : NODE_MEMORY_SMALL);
	if (placement_may_share(&config->plan))
		around += SHARED_SLICE_S;
	return AROUND_TRIAL_S +
	       AROUND_BYTE_S * (double)trial_need_bytes(&plan->need) +
	       trial_block_slices(subjects, plan->has_base) *
	       (config->slices * (config->warmup_us / 1e6 + around) +
		config->window_ms / 1e3);
}

void trials_free(struct trials *trials)
{
	for (size_t i = 0; i < trials->n; i++)
		free(trials->plan[i].point);
	free(trials->plan);
	*trials = (struct trials){ .n = 0 };
}
