/* SPDX-License-Identifier: MIT */
/*
 * One pool under test and a ledger of where each buffer must be. Each call
 * goes through here, so that no call is left unchecked.
 */
#pragma once

#include "pools.h"

struct subject {
	const struct pool_ops *ops;	/* what is tested */
	struct pool_params params;	/* what it was made with */
	struct pool *pool;	/* made by subject_open() */
	struct arena arena;	/* all buffers */
	bool *held;	/* for each descriptor: the pool has it */
	size_t retained;	/* how many the pool has */
	struct buffer **free;	/* those that it has not */
	size_t free_count;	/* how many */
	size_t strand;	/* most buffers that get may fail to find */
	size_t limit;	/* most buffers that it may retain */
};

/* A new pool with buffers enough to go beyond its cap, which is @max */
void subject_open(struct subject *subject, const struct pool_ops *ops,
		  unsigned int max, enum put_mode put);

/* Drain, check that all came out, destroy */
void subject_close(struct subject *subject);

/* Put the last of the free buffers. Return: whether it was accepted */
bool subject_put(struct subject *subject);

/* Put the last @n of them by one call. Return: how many were accepted */
unsigned int subject_put_bulk(struct subject *subject, unsigned int n);

/* Return: a buffer, which is then the last of the free ones; NULL */
struct buffer *subject_get(struct subject *subject);

/* The same by drain, but NULL only where the pool has none */
struct buffer *subject_drain(struct subject *subject);
