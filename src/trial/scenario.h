/* SPDX-License-Identifier: MIT */
/* A scenario is one table of operations; a trial asks for none by its name. */
#pragma once

#include "trial/execution.h"

/*
 * What a scenario does at each stage of a trial.
 * @own_buffers: of @buffers, each producer's own, on its node, while the others
 *	are on the consumer's; 0: each producer brings an equal share
 * @bytes: what is needed on a node, or NODE_ANY, besides @count buffers and the
 *	cold source; NULL: nothing that counts
 * @keep: after each slice, what only this scenario counts in the window: keep
 *	it, or forget it where the slice does not count; NULL: nothing
 */
struct scenario_ops {
	/* how many circulate, what the pool strands on CPUs (@held) included */
	size_t (*buffers)(const struct trial_config *config, size_t held);
	size_t own_buffers;
	size_t (*bytes)(const struct pool_ops *pool,
			const struct trial_config *config, size_t count,
			int node);
	/* payloads come from a cold source; NULL: there are no payloads */
	bool (*copies)(const struct trial_config *config);
	/* make the pools and what the loops need; NULL: nothing */
	int (*create)(struct execution *execution, struct error *error);
	/* what a thread runs */
	role_loop (*loop)(const struct execution *execution, bool consumer);
	/* what a role of the scenario works on; NULL: nothing more */
	void (*role)(struct execution *execution, unsigned int index);
	/* by the consumer's thread before the first slice; NULL: nothing */
	void (*prepare)(struct execution *execution);
	/* of the consumer, of a load below 100; NULL: there is none */
	struct pace *(*pace)(const struct execution *execution);
	/* a role's window opens or closes; NULL: no matter */
	void (*window)(struct trial_role *role, bool open);
	void (*keep)(struct execution *execution, bool counts);
	/* after the join: is every buffer where it can be? NULL: no buffers */
	int (*check)(struct execution *execution, struct error *error);
	/* what only this scenario's outcome has; NULL: nothing */
	void (*result)(struct execution *execution);
	/* destroy the pools, also where @create has failed half way */
	void (*destroy)(struct execution *execution);
};

extern const struct scenario_ops scenario_handoff, scenario_rpc,
	scenario_overflow, scenario_latency, scenario_uncontended,
	scenario_floor;
const struct scenario_ops *scenario_of(const struct trial_config *config);

bool scenario_copies(const struct trial_config *config);

/* What the pool may retain, what rings hold, and @held */
size_t handoff_buffers(const struct trial_config *config, size_t held);

/* Rings, backing list and pool, as most scenarios have them */
int handoff_create(struct execution *execution, struct error *error);

/* Rings are empty, what was sent was put, none is lost */
int handoff_check(struct execution *execution, struct error *error);

/* All buffers are in the backing list at first */
void handoff_prepare(struct execution *execution);

/* The pool of handoff_create() */
void handoff_destroy(struct execution *execution);
