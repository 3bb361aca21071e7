/* SPDX-License-Identifier: MIT */
/* Which points take turns in one process. */
#pragma once

#include "plan/points.h"

/* What no point stands for, but a trial has: the floor beside its pools */
#define TRIALS_NO_POINT	SIZE_MAX

/* One trial of a run */
struct trial_plan {
	size_t *point;	/* Indices; the first is the base where @has_base */
	size_t n;
	bool has_base;	/* svc_page_pool, or the pool that others copy */
	bool base_is_guest;	/* It has a trial of its own, which counts */
	bool has_line;	/* A line's way between the CPUs is measured beside */
	struct trial_need need;	/* Memory of all of them together */
};

/* All trials of a round */
struct trials {
	struct trial_plan *plan;
	size_t n;
};

/*
 * Groups points into trials. @trials: freed by trials_free(), also after an
 * error. @selected: for each point, whether it takes part; NULL: all that are
 * available. Pools of one setting take turns in one trial, as many as there is
 * memory for, svc_page_pool always among them. An allocator takes turns with
 * svc_page_pool alone: it is preloaded, or what others allocate would change
 * what it does.
 */
int trials_make(struct trials *trials, const struct points *points,
		const bool *selected);

/*
 * What a plan's next trial is to measure. @left_out: for each point, whether it
 * is not measured; NULL: all are. @subject: set to the point of each subject,
 * or TRIALS_NO_POINT; room for TRIAL_SUBJECTS_MAX. Returns how many points are
 * measured for their own sake; 0: the trial is not to be run.
 */
size_t trials_configure(const struct trial_plan *plan,
			const struct points *points, const bool *left_out,
			struct trial *trial, size_t *subject);

/* The most subjects, threads and bytes of memory that one trial has */
void trials_most(const struct trials *trials, const struct points *points,
		 unsigned int *subjects, unsigned int *threads, size_t *bytes);

/* About how long a plan's trial takes, before any was run */
double trials_seconds(const struct trial_plan *plan,
		      const struct points *points);

/**
 * probe_limits() - start as many threads at once as the largest trial has, and
 *	map as much memory
 *
 * What is refused here would be refused in each trial, one line after the
 * other.
 */
int probe_limits(const struct trials *trials, const struct points *points,
		 struct error *error);

void trials_free(struct trials *trials);
