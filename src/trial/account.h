/* SPDX-License-Identifier: MIT */
/* After a trial: is every buffer accounted for? */
#pragma once

#include "trial/execution.h"

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
