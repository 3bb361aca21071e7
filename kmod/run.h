/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* A trial while it runs. */
#pragma once

#include "floor.h"
#include "role.h"
#include "rpc.h"
#include "trial.h"

/**
 * struct execution - one subject
 * @ops: NULL: line_transfer
 * @arena: where its pages should lie
 * @pool: what is measured
 * @rings: one for each producer
 * @slots: of all rings
 * @rpc: of scenario rpc
 * @pairs: of line_transfer
 * @scratch: one burst
 * @roles: its roles, the consumer first
 * @stock: pages that it was given before the first slice
 */
struct execution {
	const struct pool_ops *ops;
	struct arena arena;
	struct pool *pool;
	struct forward_ring *rings;
	struct buffer **slots;
	struct rpc *rpc;
	struct line_pair *pairs;
	struct buffer **scratch;
	struct role *roles;
	s64 stock;
};

/**
 * struct run - all of it
 * @trial: what it is for
 * @roles: threads
 * @execution: of each subject
 * @phases: shared by all roles
 * @next: slice that is prepared next
 * @alive: threads that have not ended
 * @over: none is alive
 */
struct run {
	struct trial *trial;
	unsigned int roles;
	struct execution *execution;
	struct phases *phases;
	unsigned int next;
	atomic_t alive;
	struct completion over;
};

/* setup.c */

/**
 * setup_all() - every subject with its pool, rings and roles
 *
 * Return: 0, or -ENOMEM; setup_free() frees also what there is then.
 */
int setup_all(struct run *run);

/**
 * setup_warm() - pools of scenario uncontended begin half full
 *
 * By the thread that will get: the pages are then where its gets look.
 */
int setup_warm(struct run *run);

void setup_free(struct run *run);

/* account.c */

/**
 * account_slice() - the books after a slice, while all roles wait
 */
void account_slice(const struct run *run, const struct execution *execution,
		   struct trial_slice *slice);

/**
 * account_end() - find every page, and free it
 *
 * Return: 0, or -EUCLEAN.
 */
int account_end(const struct run *run, struct execution *execution,
		struct trial_account *account);
