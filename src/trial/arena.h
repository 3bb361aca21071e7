/* SPDX-License-Identifier: MIT */
/* The memory of buffers, on the nodes that a trial's plan says. */
#pragma once

#include "base/error.h"
#include "pool/buffer.h"
#include "trial/config.h"

/*
 * Memory of the buffers of all pools of a trial. What a buffer holds is
 * nobody's when a turn ends, and memory that each pool has for itself takes a
 * trial longer to fault in than its slices take.
 */
struct shared_data {
	char *memory;	/* NULL: each pool has its own */
	size_t bytes;
};

/*
 * On its node, with proof of it. shared_data_destroy() frees it, also when this
 * fails.
 * @count: buffers of the pool that has the most
 * @own: of them each producer's own; 0: they share all
 */
int shared_data_create(struct shared_data *data,
		       const struct trial_config *config, size_t count,
		       size_t own, struct error *error);

/* After the last arena */
void shared_data_destroy(struct shared_data *data);

/*
 * All buffers of a pool on their nodes, and proof of it. arena_destroy() frees
 * them, also when this fails. 0 buffers make an empty arena; the memory of
 * @data may be NULL; @own as of shared_data_create().
 */
int arena_create(struct arena *arena, const struct trial_config *config,
		 size_t count, size_t own, const struct shared_data *data,
		 struct error *error);

/*
 * Of descriptors and data that arena_create() would map on a node; NODE_ANY: in
 * all. @shares_data is set to whether shared_data_create() would have the data.
 */
size_t arena_slots(const struct trial_config *config, size_t count, size_t own,
		   int node, bool *shares_data);

/*
 * 0 to 1, of the buffers' data; NAN where huge pages were not asked for, there
 * are no buffers or the kernel does not say.
 */
double arena_huge_share(const struct arena *arena,
			const struct trial_config *config,
			const struct shared_data *data);
void arena_destroy(struct arena *arena);

/*
 * Prove on which node memory lies. On a machine of one node a kernel that
 * refuses to say is no error.
 */
int trial_memory_check(const struct trial_config *config, const void *memory,
		       size_t bytes, int node, struct error *error);
