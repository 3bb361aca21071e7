/* SPDX-License-Identifier: MIT */
/* What the files that run one trial in this process share. */
#pragma once

#include <pthread.h>

#include "trial/floor.h"
#include "trial/trial.h"

struct execution;

/**
 * struct trial_role - a role and what a trial keeps about its thread
 * @role: what the loop works on; first, so that trial_role_of() is a cast
 * @execution: the trial
 * @place: where the thread runs
 * @loop: what it runs
 * @pairs: lines for line transfers: all of them, or a producer's own
 * @counters: of the thread, while it runs
 * @result: where the thread's results go
 * @thread: joined by the execution
 * @error: why the thread could not start
 */
struct trial_role {
	struct role role;
	struct execution *execution;
	const struct placement_thread *place;
	role_loop loop;
	struct line_pair *pairs;
	struct counters *counters;
	struct trial_thread *result;
	pthread_t thread;
	struct error error;
};

/**
 * struct execution - everything of one trial
 * @trial: config and outcome
 * @ops: the pool; NULL for a floor
 * @floor: the floor; NULL for a pool
 * @pool: made for this trial
 * @arena: all buffers
 * @backing: buffers outside of the pool
 * @phases: shared by the roles
 * @rings: one for each producer
 * @ring_slots: memory of their slots
 * @pairs: one for each producer
 * @roles: [0] is the consumer
 * @nr_roles: how many
 */
struct execution {
	struct trial *trial;
	const struct pool_ops *ops;
	const struct floor_ops *floor;
	struct pool *pool;
	struct arena arena;
	struct backing *backing;
	struct phases *phases;
	struct forward_ring *rings;
	struct buffer **ring_slots;
	struct line_pair *pairs;
	struct trial_role *roles;
	unsigned int nr_roles;
};

static inline struct trial_role *trial_role_of(struct role *role)
{
	return (struct trial_role *)role;
}

/**
 * arena_create() - all buffers of a trial on their nodes, and proof of it
 * @arena: filled; freed by arena_destroy(), also when this fails
 * @config: sizes and nodes
 * @count: buffers; 0 makes an empty arena
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int arena_create(struct arena *arena, const struct trial_config *config,
		 size_t count, struct error *error);

/**
 * arena_destroy() - free what arena_create() made
 */
void arena_destroy(struct arena *arena);

/**
 * trial_memory_check() - prove on which node memory lies
 * @config: of the trial; on a machine of one node a kernel that refuses to
 *	say is no error
 * @memory: start
 * @bytes: size
 * @node: where it should be
 * @error: where it is instead
 *
 * Return: 0 or a negative errno.
 */
int trial_memory_check(const struct trial_config *config, const void *memory,
		       size_t bytes, int node, struct error *error);

/**
 * execution_account() - after the join: is every buffer where it can be?
 * @execution: its roles have ended
 * @error: what is missing or double
 *
 * Empties rings, pool and backing lists.
 *
 * Return: 0, or -ENOTRECOVERABLE.
 */
int execution_account(struct execution *execution, struct error *error);

/**
 * execution_result() - the roles' edges become the trial's outcome
 */
void execution_result(struct execution *execution);
