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

/**
 * struct turn - one role in one slice
 * @started: when it left the start; 0: it did not
 * @run_delay_ns: time in the window that it was ready to run and did not; NAN
 *	where the kernel does not say
 * @cpu_ns: CPU time of its thread in the window
 * @disturbed: bits of enum disturbance
 * @late: its load was not known in time
 */
struct turn {
	uint64_t started;
	double run_delay_ns;
	double cpu_ns;
	unsigned int disturbed;
	bool late;
};

/**
 * struct trial_role - a role, and what a trial keeps about it
 * @role: what the loop works on; first, so that trial_role_of() is a cast
 * @execution: of which pool
 * @place: where its thread runs
 * @loop: what it runs
 * @pairs: lines for line transfers: all of them, or a producer's own
 * @counters: of the thread, while it runs
 * @counted: by them in the last window
 * @result: where the thread's results go
 * @turn: of this role in the slice at hand
 * @window: counted in the windows of all slices that count
 * @window_ticks: their length
 */
struct trial_role {
	struct role role;
	struct execution *execution;
	const struct placement_thread *place;
	role_loop loop;
	struct line_pair *pairs;
	struct counters *counters;
	struct counter_value counted[COUNTERS_MAX];
	struct trial_thread *result;
	struct turn *turn;
	struct tally window;
	uint64_t window_ticks;
};

/**
 * struct execution - one subject
 * @run: the trial
 * @trial: its memory
 * @outcome: of this subject
 * @index: of this subject
 * @ops: the pool; NULL for a floor
 * @floor: the floor; NULL for a pool
 * @scenario: what it does
 * @failed: it takes no turns; the outcome says why
 * @pool: made for this trial
 * @arena: all buffers
 * @backing: buffers outside of the pool
 * @phases: shared by the roles
 * @rings: one for each producer
 * @pairs: one for each producer
 * @roles: [0] is the consumer
 * @nr_roles: how many
 * @state: what only its scenario has; NULL: nothing
 * @owned: memory of all that
 * @memory: what its slices find on other pages each time
 */
struct execution {
	/* all alike: a load may wait for a store to the same place of a page */
	_Alignas(4096) struct run *run;
	struct trial *trial;
	struct trial_outcome *outcome;
	unsigned int index;
	const struct pool_ops *ops;
	const struct floor_ops *floor;
	const struct scenario_ops *scenario;
	bool failed;
	struct pool *pool;
	struct arena arena;
	struct backing *backing;
	struct phases *phases;
	struct forward_ring *rings;
	struct line_pair *pairs;
	struct trial_role *roles;
	unsigned int nr_roles;
	void *state;
	struct owned_memory *owned;
	struct node_memory_list memory;
};

/**
 * struct run - one trial in this process
 * @trial: its memory
 * @nr_roles: threads
 * @execution: of each subject
 * @turn: of each slice and role
 * @last: whose slice was the last to begin, and is not settled; NULL: none
 * @first_start: when the first slice left the start
 * @cold: what payloads are copied from, for all subjects; NULL: nothing is
 * @data: of all pools' buffers
 */
struct run {
	struct trial *trial;
	unsigned int nr_roles;
	struct execution execution[TRIAL_SUBJECTS_MAX];
	struct turn *turn;
	struct execution *last;
	uint64_t first_start;
	char *cold;
	struct shared_data data;
};

static inline struct trial_role *trial_role_of(struct role *role)
{
	return (struct trial_role *)role;
}

/**
 * execution_alloc() - memory that lasts as long as the execution
 * @execution: of the subject; execution_free() frees it
 * @bytes: size
 * @node: as for node_memory_alloc()
 * @error: why not
 *
 * Return: as node_memory_alloc().
 */
void *execution_alloc(struct execution *execution, size_t bytes, int node,
		      struct error *error);

/**
 * execution_free() - free all that execution_alloc() gave, and @state
 */
void execution_free(struct execution *execution);

/**
 * execution_fail() - no figure of this subject is reported, whatever it was
 */
void execution_fail(struct execution *execution, enum trial_status status,
		    const char *why);
