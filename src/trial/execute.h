/* SPDX-License-Identifier: MIT */
/* What the files that run one trial in this process share. */
#pragma once

#include <pthread.h>

#include "trial/floor.h"
#include "trial/trial.h"

struct execution;
struct execution_rpc;
struct execution_latency;

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
 * @rpc: of scenario rpc, which has pools of its own; else NULL
 * @latency: of scenario latency; else NULL
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
	struct execution_rpc *rpc;
	struct execution_latency *latency;
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
 * arena_bytes() - what arena_create() would map
 * @config: sizes and nodes
 * @count: buffers
 * @node: on this node; NODE_ANY: in all
 */
size_t arena_bytes(const struct trial_config *config, size_t count, int node);

/**
 * arena_huge_share() - how much of the buffers' data lies on huge pages
 * @arena: of a trial
 * @config: of the trial
 *
 * Return: 0 to 1; NAN where huge pages were not asked for, there are no
 * buffers or the kernel does not say.
 */
double arena_huge_share(const struct arena *arena,
			const struct trial_config *config);

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

/**
 * struct conservation - a count of buffers after a trial
 * @limit: how many there are
 * @total: found so far
 * @doubles: of them found before
 */
struct conservation {
	size_t limit;
	size_t total;
	size_t doubles;
};

/**
 * conservation_found() - a buffer is where it can be
 */
void conservation_found(struct conservation *conservation,
			struct buffer *buffer);

/**
 * conservation_drain() - count what a pool still has
 */
void conservation_drain(struct conservation *conservation,
			const struct pool_ops *ops, struct pool *pool);

/**
 * conservation_check() - whether each was found, and once
 *
 * Return: 0, or -ENOTRECOVERABLE.
 */
int conservation_check(const struct conservation *conservation,
		       struct error *error);

/**
 * execution_rpc_pages() - pages that circulate in scenario rpc
 * @ops: the pool
 * @config: of the trial
 *
 * The last plan.producers * RPC_SLOTS of them are the workers' own.
 */
size_t execution_rpc_pages(const struct pool_ops *ops,
			   const struct trial_config *config);

/**
 * execution_rpc_messages() - messages that circulate, with what pools keep
 */
size_t execution_rpc_messages(const struct pool_ops *ops,
			      const struct trial_config *config);

/**
 * execution_rpc_ring() - slots of a ring with room for all pages
 */
size_t execution_rpc_ring(size_t pages);

/**
 * execution_rpc_copies() - whether payloads come from a cold source
 */
bool execution_rpc_copies(const struct trial_config *config);

/**
 * execution_rpc_bytes() - what the scenario needs besides its pages
 * @node: on this node; NODE_ANY: in all
 */
size_t execution_rpc_bytes(const struct pool_ops *ops,
			   const struct trial_config *config, int node);

/**
 * execution_rpc_create() - connections, their pools, messages, pages
 * @execution: with its arena; execution_rpc_destroy() also when this fails
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int execution_rpc_create(struct execution *execution, struct error *error);

/**
 * execution_rpc_role() - what a role of the scenario works on
 * @execution: with its roles
 * @index: of the role; 0 is the receiver
 */
void execution_rpc_role(struct execution *execution, unsigned int index);

/**
 * execution_rpc_destroy() - free what execution_rpc_create() made
 */
void execution_rpc_destroy(struct execution *execution);

/**
 * execution_rpc_account() - execution_account() of the scenario
 */
int execution_rpc_account(struct execution *execution, struct error *error);

/**
 * execution_rpc_result() - what only this scenario's outcome has
 */
void execution_rpc_result(struct execution *execution);

/**
 * execution_latency_bytes() - what the scenario needs besides its buffers
 * @count: buffers
 * @node: on this node; NODE_ANY: in all
 */
size_t execution_latency_bytes(const struct trial_config *config,
			       size_t count, int node);

/**
 * execution_latency_create() - stamps, and each role's histograms
 * @execution: with its arena; execution_latency_destroy() also when this fails
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int execution_latency_create(struct execution *execution,
			     struct error *error);

/**
 * execution_latency_role() - what a role of the scenario works on
 * @execution: with its roles
 * @index: of the role; 0 is the consumer
 */
void execution_latency_role(struct execution *execution, unsigned int index);

/**
 * execution_latency_prepare() - the consumer's thread measures its stamps
 */
void execution_latency_prepare(struct execution *execution);

/**
 * execution_latency_window() - a role's window opens or closes
 * @role: of the calling thread
 * @open: which
 */
void execution_latency_window(struct role *role, bool open);

/**
 * execution_latency_destroy() - free what execution_latency_create() made
 */
void execution_latency_destroy(struct execution *execution);

/**
 * execution_latency_result() - what only this scenario's outcome has
 */
void execution_latency_result(struct execution *execution);
