/* SPDX-License-Identifier: MIT */
/*
 * One pool under test and a ledger of where each buffer must be. Each call
 * goes through here, so that no call is left unchecked.
 */
#pragma once

#include "pools.h"

/**
 * struct subject - a pool and its ledger
 * @ops: what is tested
 * @params: what it was made with
 * @pool: made by subject_open()
 * @arena: all buffers
 * @held: for each descriptor: the pool has it
 * @retained: how many the pool has
 * @free: the buffers that it has not; [0] to [free_count - 1]
 * @free_count: how many
 * @strand: most buffers that get may fail to find
 * @limit: most buffers that it may retain
 */
struct subject {
	const struct pool_ops *ops;
	struct pool_params params;
	struct pool *pool;
	struct arena arena;
	bool *held;
	size_t retained;
	struct buffer **free;
	size_t free_count;
	size_t strand;
	size_t limit;
};

/**
 * subject_open() - a new pool with buffers enough to go beyond its cap
 * @subject: filled; to be closed by subject_close()
 * @ops: what is tested
 * @max: its cap
 * @put: how buffers will be put
 */
void subject_open(struct subject *subject, const struct pool_ops *ops,
		  unsigned int max, enum put_mode put);

/**
 * subject_close() - drain, check that all came out, destroy
 */
void subject_close(struct subject *subject);

/**
 * subject_put() - put the last of the free buffers
 *
 * Return: whether it was accepted.
 */
bool subject_put(struct subject *subject);

/**
 * subject_put_bulk() - put the last @n of the free buffers by one call
 *
 * Return: how many were accepted.
 */
unsigned int subject_put_bulk(struct subject *subject, unsigned int n);

/**
 * subject_get() - get one buffer
 *
 * Return: the buffer, which is then the last of the free ones; NULL.
 */
struct buffer *subject_get(struct subject *subject);

/**
 * subject_drain() - drain one buffer
 *
 * Return: as subject_get(), but NULL only where the pool has none.
 */
struct buffer *subject_drain(struct subject *subject);
