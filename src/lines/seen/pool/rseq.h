/* SPDX-License-Identifier: MIT */
/*
 * pool/rseq.h for code that the model runs: the compiler does not see into
 * assembly, so the same accesses in C. No role is ever moved to another CPU,
 * and so no sequence is interrupted.
 */
#pragma once

#include <sched.h>

#include "pool/cpu_slot.h"

#define RSEQ_KNOWN	1

struct rseq;

enum rseq_result {
	RSEQ_COMMITTED,
	RSEQ_ABORTED,
	RSEQ_REFUSED,
};

/* a word of the sequence: the compiler leaves each access as it is */
#define RSEQ_WORD(x)	(*(volatile __typeof__(x) *)&(x))

static always_inline struct rseq *rseq_of_thread(void)
{
	return NULL;
}

static always_inline uint32_t rseq_cpu(const struct rseq *rseq)
{
	return (uint32_t)sched_getcpu();
}

static always_inline enum rseq_result
rseq_push(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct buffer *buffer, uint64_t size)
{
	struct magazine *loaded = RSEQ_WORD(slot->loaded);
	const uint64_t rounds = RSEQ_WORD(loaded->rounds);

	if (rounds == size)
		return RSEQ_REFUSED;
	RSEQ_WORD(*(&loaded->slots[0] + rounds)) = buffer;
	RSEQ_WORD(loaded->rounds) = rounds + 1;
	return RSEQ_COMMITTED;
}

static always_inline enum rseq_result
rseq_pop(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	 struct buffer **buffer)
{
	struct magazine *loaded = RSEQ_WORD(slot->loaded);
	const uint64_t rounds = RSEQ_WORD(loaded->rounds);

	if (!rounds)
		return RSEQ_REFUSED;
	*buffer = RSEQ_WORD(*(&loaded->slots[0] + rounds - 1));
	RSEQ_WORD(loaded->rounds) = rounds - 1;
	return RSEQ_COMMITTED;
}

static always_inline enum rseq_result
rseq_push_bulk(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	       struct buffer **buffers, uint64_t n, uint64_t *pushed,
	       uint64_t size)
{
	struct magazine *loaded = RSEQ_WORD(slot->loaded);
	uint64_t rounds = RSEQ_WORD(loaded->rounds);

	if (rounds == size)
		return RSEQ_REFUSED;
	*pushed = size - rounds < n ? size - rounds : n;
	for (uint64_t i = 0; i < *pushed; i++)
		RSEQ_WORD(*(&loaded->slots[0] + rounds + i)) = buffers[i];
	RSEQ_WORD(loaded->rounds) = rounds + *pushed;
	return RSEQ_COMMITTED;
}

static always_inline enum rseq_result
rseq_swap(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	  struct magazine *loaded, uint64_t loaded_rounds,
	  struct magazine **place, struct magazine *previous, uint64_t rounds)
{
	if (RSEQ_WORD(slot->loaded) != loaded ||
	    RSEQ_WORD(loaded->rounds) != loaded_rounds ||
	    RSEQ_WORD(*place) != previous ||
	    RSEQ_WORD(previous->rounds) != rounds)
		return RSEQ_REFUSED;
	RSEQ_WORD(slot->loaded) = previous;
	return RSEQ_COMMITTED;
}

static always_inline enum rseq_result
rseq_exchange(struct rseq *rseq, uint32_t cpu, struct cpu_slot *slot,
	      struct magazine *loaded, struct magazine **place,
	      struct magazine *previous, uint64_t rounds,
	      struct magazine *offer)
{
	if (RSEQ_WORD(slot->loaded) != loaded ||
	    RSEQ_WORD(*place) != previous ||
	    RSEQ_WORD(previous->rounds) != rounds)
		return RSEQ_REFUSED;
	RSEQ_WORD(*place) = offer;
	return RSEQ_COMMITTED;
}

static inline int rseq_available(struct error *why)
{
	return 0;
}
