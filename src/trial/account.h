/* SPDX-License-Identifier: MIT */
/* After a trial: is every buffer accounted for? */
#pragma once

#include "trial/execution.h"

/* A count of buffers after a trial */
struct conservation {
	size_t limit;	/* how many there are */
	size_t total;	/* found so far */
	size_t doubles;	/* of them found before */
};

/* A buffer is where it can be */
void conservation_found(struct conservation *conservation,
			struct buffer *buffer);

/* Count what a pool still has */
void conservation_drain(struct conservation *conservation,
			const struct pool_ops *ops, struct pool *pool);

/* Count what a backing list has */
void conservation_backing(struct conservation *conservation,
			  struct backing *backing);

/*
 * Whether each was found, and once.
 * Return: 0, or -ENOTRECOVERABLE.
 */
int conservation_check(const struct conservation *conservation,
		       struct error *error);

/*
 * What was sent was put back.
 * Return: 0, or -ENOTRECOVERABLE.
 */
int account_totals(const struct execution *execution, struct error *error);

/*
 * What a pool accepted it handed out, or has left.
 * @execution: its roles have ended
 * @drained: buffers left in the pool
 * Return: 0, or -ENOTRECOVERABLE.
 */
int account_accepted(const struct execution *execution, uint64_t drained,
		     struct error *error);
