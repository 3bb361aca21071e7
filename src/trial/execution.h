/* SPDX-License-Identifier: MIT */
/* All that one subject, a pool or a floor, has through a trial. */
#pragma once

#include <pthread.h>

#include "base/node_memory.h"
#include "trial/arena.h"
#include "trial/trial.h"

struct floor_ops;
struct line_pair;
struct owned_memory;
struct scenario_ops;

/* One role in one slice */
struct turn {
	uint64_t started;	/* when it left the start; 0: it did not */
	/* in the window, ready to run and not running; NAN: not known */
	double run_delay_ns;
	double cpu_ns;		/* CPU time of its thread in the window */
	unsigned int disturbed;	/* bits of enum disturbance */
	bool late;		/* its load was not known in time */
};

/* A role, and what a trial keeps about it */
struct trial_role {
	struct role role;	/* first, so that trial_role_of() is a cast */
	struct execution *execution;
	const struct placement_thread *place;
	role_loop loop;
	struct line_pair *pairs;	/* all of them, or a producer's own */
	struct counters *counters;	/* of the thread, while it runs */
	struct counter_value counted[COUNTERS];	/* by them in the last window */
	struct trial_thread *result;	/* where the thread's results go */
	struct turn *turn;
	struct tally window;	/* in the windows of all slices that count */
	uint64_t window_ticks;		/* their length */
};

struct execution {
	/* all alike: a load may wait for a store to the same place of a page */
	_Alignas(4096) struct run *run;
	struct trial *trial;
	struct trial_outcome *outcome;
	unsigned int index;
	const struct pool_ops *ops;	/* the pool; NULL for a floor */
	const struct floor_ops *floor;	/* the floor; NULL for a pool */
	const struct scenario_ops *scenario;
	bool failed;	/* it takes no turns; the outcome says why */
	struct pool *pool;
	struct arena arena;
	struct backing *backing;
	struct phases *phases;
	struct forward_ring *rings;	/* one for each producer */
	struct line_pair *pairs;	/* one for each producer */
	struct trial_role *roles;	/* [0] is the consumer */
	unsigned int nr_roles;
	void *state;	/* what only its scenario has; NULL: nothing */
	struct owned_memory *owned;	/* memory of all that */
	struct node_memory_list memory;	/* on other pages in each slice */
};

/* One trial in this process */
struct run {
	struct trial *trial;
	unsigned int nr_roles;		/* threads */
	struct execution execution[TRIAL_SUBJECTS_MAX];
	struct turn *turn;		/* of each slice and role */
	struct execution *last;	/* of the latest slice, if unsettled; or NULL */
	uint64_t first_start;	/* when the first slice left the start */
	double lost;	/* share of the latest slices, to other work */
	unsigned int crowded;	/* slices that begin while CPUs are crowded */
	char *cold;	/* what payloads are copied from; NULL: nothing is */
	struct shared_data data;	/* of all pools' buffers */
};

static inline struct trial_role *trial_role_of(struct role *role)
{
	return (struct trial_role *)role;
}

/* node_memory_alloc() that lasts until execution_free() */
void *execution_alloc(struct execution *execution, size_t bytes, int node,
		      struct error *error);

/* @state as well */
void execution_free(struct execution *execution);

/* No figure of this subject is reported, whatever it was */
void execution_fail(struct execution *execution, enum trial_status status,
		    const char *why);
