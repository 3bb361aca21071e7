/* SPDX-License-Identifier: MIT */
/* A scenario is one table of operations; a trial asks for none by its name. */
#pragma once

#include "trial/execution.h"

/**
 * struct scenario_ops - what a scenario does at each stage of a trial
 * @buffers: how many circulate, what the pool strands on CPUs (@held) included
 * @own_buffers: of them each producer's own, on its node, while the others are
 *	on the consumer's; 0: each producer brings an equal share
 * @bytes: what is needed on a node, or NODE_ANY, besides @count buffers and the
 *	cold source; NULL: nothing that counts
 * @copies: payloads come from a cold source; NULL: there are no payloads
 * @create: make the pools and what the loops need; NULL: nothing
 * @loop: what a thread runs
 * @role: fill what a role of the scenario works on; NULL: nothing more
 * @prepare: by the consumer's thread before the first slice; NULL: nothing
 * @pace: of the consumer, of a load below 100; NULL: there is none
 * @window: a role's window opens or closes; NULL: no matter
 * @keep: after each slice, what only this scenario counts in the window: keep
 *	it, or forget it where the slice does not count; NULL: nothing
 * @check: after the join: is every buffer where it can be? NULL: no buffers
 * @result: what only this scenario's outcome has; NULL: nothing
 * @destroy: destroy the pools, also where @create has failed half way
 */
struct scenario_ops {
	size_t (*buffers)(const struct trial_config *config, size_t held);
	size_t own_buffers;
	size_t (*bytes)(const struct pool_ops *pool,
			const struct trial_config *config, size_t count,
			int node);
	bool (*copies)(const struct trial_config *config);
	int (*create)(struct execution *execution, struct error *error);
	role_loop (*loop)(const struct execution *execution, bool consumer);
	void (*role)(struct execution *execution, unsigned int index);
	void (*prepare)(struct execution *execution);
	struct pace *(*pace)(const struct execution *execution);
	void (*window)(struct trial_role *role, bool open);
	void (*keep)(struct execution *execution, bool counts);
	int (*check)(struct execution *execution, struct error *error);
	void (*result)(struct execution *execution);
	void (*destroy)(struct execution *execution);
};

extern const struct scenario_ops scenario_handoff, scenario_rpc,
	scenario_overflow, scenario_latency, scenario_uncontended,
	scenario_floor;

/**
 * scenario_of() - the table of a trial's scenario
 */
const struct scenario_ops *scenario_of(const struct trial_config *config);

/**
 * scenario_copies() - whether a trial's payloads come from a cold source
 */
bool scenario_copies(const struct trial_config *config);

/**
 * handoff_buffers() - what the pool may retain, what rings hold, and @held
 */
size_t handoff_buffers(const struct trial_config *config, size_t held);

/**
 * handoff_create() - rings, backing list and pool, as most scenarios have them
 */
int handoff_create(struct execution *execution, struct error *error);

/**
 * handoff_check() - rings are empty, what was sent was put, none is lost
 */
int handoff_check(struct execution *execution, struct error *error);

/**
 * handoff_prepare() - all buffers are in the backing list at first
 */
void handoff_prepare(struct execution *execution);

/**
 * handoff_destroy() - the pool of handoff_create()
 */
void handoff_destroy(struct execution *execution);
