/* SPDX-License-Identifier: MIT */
/* Which points take turns in one process. */
#pragma once

#include "plan/points.h"

/* What no point stands for, but a trial has: the floor beside its pools */
#define TRIALS_NO_POINT	SIZE_MAX

/**
 * struct trial_plan - one trial of a run
 * @point: indices of its points, all of one setting; ratios are to the first
 *	where @has_base
 * @n: how many
 * @has_base: the first is svc_page_pool
 * @base_is_guest: it is measured for the others' sake alone: it has a trial of
 *	its own, and its figure there counts
 * @has_line: a line's way between the CPUs is measured beside
 */
struct trial_plan {
	size_t *point;
	size_t n;
	bool has_base;
	bool base_is_guest;
	bool has_line;
};

/**
 * struct trials - all trials of a round
 * @plan: them
 * @n: how many
 */
struct trials {
	struct trial_plan *plan;
	size_t n;
};

/**
 * trials_make() - group points into trials
 * @trials: filled; freed by trials_free(), also after an error
 * @points: of the run
 * @selected: for each, whether it takes part; NULL: all that are available
 *
 * Pools of one setting take turns in one trial, as many as there is memory
 * for, svc_page_pool always among them. An allocator takes turns with
 * svc_page_pool alone: it is preloaded, or what others allocate would change
 * what it does.
 *
 * Return: 0 or -ENOMEM.
 */
int trials_make(struct trials *trials, const struct points *points,
		const bool *selected);

/**
 * trials_configure() - what a plan's next trial is to measure
 * @plan: of the trial
 * @points: of the run
 * @left_out: for each point, whether it is not measured; NULL: all are
 * @trial: configured, with its subjects
 * @subject: set to the point of each of them, or TRIALS_NO_POINT; room for
 *	TRIAL_SUBJECTS_MAX
 *
 * Return: how many points are measured for their own sake; 0: the trial is not
 * to be run.
 */
size_t trials_configure(const struct trial_plan *plan,
			const struct points *points, const bool *left_out,
			struct trial *trial, size_t *subject);

/**
 * trials_most() - the largest trial
 * @trials: of the run
 * @points: of the run
 * @subjects: set to how many subjects it has
 * @threads: set to the most that one has
 * @bytes: set to the memory of the one that needs most
 */
void trials_most(const struct trials *trials, const struct points *points,
		 unsigned int *subjects, unsigned int *threads, size_t *bytes);

/**
 * trials_seconds() - warmups and windows of a plan's trial
 */
double trials_seconds(const struct trial_plan *plan,
		      const struct points *points);

/**
 * trials_free() - free what trials_make() allocated
 */
void trials_free(struct trials *trials);
