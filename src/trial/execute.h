/* SPDX-License-Identifier: MIT */
/* What the files that run one trial in this process share. */
#pragma once

#include <pthread.h>

#include "base/node_memory.h"
#include "trial/floor.h"
#include "trial/trial.h"

struct execution;
struct execution_rpc;
struct execution_latency;
struct run;

/**
 * struct scenario_ops - what a scenario does at each stage of a trial
 * @create: allocate the pools and what the loops need; destroyed by @destroy,
 *	also when this fails
 * @loop: what a thread runs
 * @role: fill what a role of the scenario works on; NULL: nothing more
 * @prepare: by the consumer's thread before the first slice; NULL: nothing
 * @begin: by the consumer's thread before each slice; NULL: nothing
 * @window: a role's window opens or closes; NULL: no matter
 * @was_late: whether the load was not known as the window opened; NULL: there
 *	is none to know
 * @check: after the join: is every buffer where it can be?
 * @result: what only this scenario's outcome has; NULL: nothing
 * @destroy: free what @create made
 */
struct scenario_ops {
	int (*create)(struct execution *execution, struct error *error);
	role_loop (*loop)(const struct execution *execution, bool consumer);
	void (*role)(struct execution *execution, unsigned int index);
	void (*prepare)(struct execution *execution);
	void (*begin)(struct execution *execution);
	void (*window)(struct role *role, bool open);
	bool (*was_late)(const struct role *consumer, bool shared);
	int (*check)(struct execution *execution, struct error *error);
	void (*result)(struct execution *execution);
	void (*destroy)(struct execution *execution);
};

extern const struct scenario_ops scenario_handoff, scenario_rpc,
	scenario_overflow, scenario_latency, scenario_uncontended,
	scenario_floor;

/**
 * struct trial_role - a role, and what a trial keeps about it
 * @role: what the loop works on; first, so that trial_role_of() is a cast
 * @execution: of which pool
 * @place: where its thread runs
 * @loop: what it runs
 * @pairs: lines for line transfers: all of them, or a producer's own
 * @counters: of the thread, while it runs
 * @result: where the thread's results go
 * @turn: of this role in the slice at hand
 * @window: counted in all windows
 * @window_ticks: their length
 */
struct trial_role {
	struct role role;
	struct execution *execution;
	const struct placement_thread *place;
	role_loop loop;
	struct line_pair *pairs;
	struct counters *counters;
	struct trial_thread *result;
	struct turn *turn;
	struct tally window;
	uint64_t window_ticks;
};

/**
 * struct execution - all that one subject has through a trial
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
 * @ring_slots: memory of their slots
 * @pairs: one for each producer
 * @roles: [0] is the consumer
 * @nr_roles: how many
 * @rpc: of scenario rpc, which has pools of its own; else NULL
 * @latency: of scenario latency; else NULL
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
	struct buffer **ring_slots;
	struct line_pair *pairs;
	struct trial_role *roles;
	unsigned int nr_roles;
	struct execution_rpc *rpc;
	struct execution_latency *latency;
	struct node_memory_list memory;
};

/**
 * struct turn - one role in one slice
 * @ticks: length of its window; 0: there was none
 * @started: when it left the start
 * @run_delay_ns: time in the window that it was ready to run and did not; NAN
 *	where the kernel does not say
 * @disturbed: bits of enum disturbance
 * @late: its load was not known in time
 */
struct turn {
	uint64_t ticks;
	uint64_t started;
	double run_delay_ns;
	unsigned int disturbed;
	bool late;
};

/**
 * struct shared_data - memory of the buffers of all pools of a trial
 * @memory: NULL: each pool has its own
 * @bytes: size of it
 *
 * What a buffer holds is nobody's when a turn ends, and memory that each pool
 * has for itself takes a trial longer to fault in than its slices take.
 */
struct shared_data {
	char *memory;
	size_t bytes;
};

/**
 * struct run - one trial in this process
 * @trial: its memory
 * @nr_roles: threads
 * @execution: of each subject
 * @turn: of each slice and role
 * @cold: what payloads are copied from, for all subjects; NULL: nothing is
 * @data: of all pools' buffers
 */
struct run {
	struct trial *trial;
	unsigned int nr_roles;
	struct execution execution[TRIAL_SUBJECTS_MAX];
	struct turn *turn;
	char *cold;
	struct shared_data data;
};

static inline struct trial_role *trial_role_of(struct role *role)
{
	return (struct trial_role *)role;
}

/* Of a pool that has failed no figure is told, whatever it was. */
void execution_fail(struct execution *execution, enum trial_status status,
		    const char *why);

/**
 * slices_order() - whose turn it is when
 * @trial: its slices get their subjects: in each block all of them in an order
 *	drawn anew
 */
void slices_order(struct trial *trial);

/**
 * slices_end_turn() - a role has come to the end of a slice
 * @role: of the calling thread
 * @slice: the slice; the consumer fills it
 */
void slices_end_turn(struct trial_role *role, struct trial_slice *slice);

/**
 * slices_result() - the slices become the outcomes of their subjects
 * @run: its threads have ended
 */
void slices_result(struct run *run);

/**
 * tally_between() - what was counted between two edges
 */
struct tally tally_between(const struct tally *begin, const struct tally *end);

/**
 * tally_add() - add what was counted elsewhere
 */
void tally_add(struct tally *sum, const struct tally *more);

/**
 * shared_data_create() - on its node, with proof of it
 * @data: filled; freed by shared_data_destroy(), also when this fails
 * @config: sizes and nodes
 * @count: buffers of the pool that has the most
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int shared_data_create(struct shared_data *data,
		       const struct trial_config *config, size_t count,
		       struct error *error);

/**
 * shared_data_destroy() - free it, after the last arena
 */
void shared_data_destroy(struct shared_data *data);

/**
 * arena_create() - all buffers of a pool on their nodes, and proof of it
 * @arena: filled; freed by arena_destroy(), also when this fails
 * @config: sizes and nodes
 * @count: buffers; 0 makes an empty arena
 * @data: of the trial; its memory may be NULL
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int arena_create(struct arena *arena, const struct trial_config *config,
		 size_t count, const struct shared_data *data,
		 struct error *error);

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
 * @data: of the trial
 *
 * Return: 0 to 1; NAN where huge pages were not asked for, there are no
 * buffers or the kernel does not say.
 */
double arena_huge_share(const struct arena *arena,
			const struct trial_config *config,
			const struct shared_data *data);

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
 * handoff_create() - rings, backing list and pool, as most scenarios have them
 */
int handoff_create(struct execution *execution, struct error *error);

/**
 * handoff_account() - rings are empty, what was sent was put, none is lost
 */
int handoff_account(struct execution *execution, struct error *error);

/**
 * handoff_prepare() - all buffers are in the backing list at first
 */
void handoff_prepare(struct execution *execution);

/**
 * handoff_destroy() - free what handoff_create() made
 */
void handoff_destroy(struct execution *execution);

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
 * conservation_backing() - count what a backing list has
 */
void conservation_backing(struct conservation *conservation,
			  struct backing *backing);

/**
 * conservation_check() - whether each was found, and once
 *
 * Return: 0, or -ENOTRECOVERABLE.
 */
int conservation_check(const struct conservation *conservation,
		       struct error *error);

/**
 * account_totals() - what was sent was put back
 *
 * Return: 0, or -ENOTRECOVERABLE.
 */
int account_totals(const struct execution *execution, struct error *error);

/**
 * account_accepted() - what a pool accepted it handed out, or has left
 * @execution: its roles have ended
 * @drained: buffers left in the pool
 * @error: what is missing
 *
 * Return: 0, or -ENOTRECOVERABLE.
 */
int account_accepted(const struct execution *execution, uint64_t drained,
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
 * execution_rpc_bytes() - what the scenario needs besides its pages and the
 *	cold source
 * @node: on this node; NODE_ANY: in all
 */
size_t execution_rpc_bytes(const struct pool_ops *ops,
			   const struct trial_config *config, int node);

/**
 * execution_latency_bytes() - what scenario latency needs besides its buffers
 * @count: buffers
 * @node: on this node; NODE_ANY: in all
 */
size_t execution_latency_bytes(const struct trial_config *config,
			       size_t count, int node);
