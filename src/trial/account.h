/* SPDX-License-Identifier: MIT */
/* After a trial: is every buffer accounted for? */
#pragma once

#include "trial/execution.h"

struct conservation {
	size_t limit;	/* how many there are */
	size_t total;	/* found so far */
	size_t doubles;	/* of them found before */
};

/* A buffer is where it can be */
void conservation_found(struct conservation *conservation,
			struct buffer *buffer);
void conservation_drain(struct conservation *conservation,
			const struct pool_ops *ops, struct pool *pool);
void conservation_backing(struct conservation *conservation,
			  struct backing *backing);

/* -ENOTRECOVERABLE unless each was found, and once */
int conservation_check(const struct conservation *conservation,
		       struct error *error);

/* -ENOTRECOVERABLE unless what was sent was put back */
int account_totals(const struct execution *execution, struct error *error);

/*
 * -ENOTRECOVERABLE unless what a pool accepted it handed out, or has left
 * (@drained); its roles have ended.
 */
int account_accepted(const struct execution *execution, uint64_t drained,
		     struct error *error);
