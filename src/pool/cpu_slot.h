/* SPDX-License-Identifier: MIT */
/*
 * What one CPU has of a pool with per-CPU caches: magazines, of which it works
 * on one. magazine.h says what they are for, rseq.h how buffers get in and out.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/node_memory.h"
#include "base/small_file.h"
#include "pool/buffer.h"

/*
 * Each CPU has two: the cap and strand() come in steps of this. A pool file may
 * choose another size.
 */
#ifndef MAGAZINE_ROUNDS
#define MAGAZINE_ROUNDS	16
#endif
/* Loaded and previous */
#define CPU_MAGAZINES	2
#define CPU_ROUNDS	(CPU_MAGAZINES * MAGAZINE_ROUNDS)
/* A multiple of every page size; what lies between is never touched. */
#define CPU_STRIDE	((size_t)1 << 16)

/* Up to MAGAZINE_ROUNDS buffers */
struct magazine {
	uint64_t rounds;	/* the word that commits a per-CPU put or get */
	struct buffer *slots[MAGAZINE_ROUNDS];	/* @rounds are valid */
	struct magazine *next;	/* link in the depot */
} line_pair_aligned;

/* What one CPU has. Alone on its pages, which lie on the CPU's node. */
struct cpu_slot {
	struct magazine *loaded;	/* the word that commits a swap */
	struct magazine *magazines[CPU_MAGAZINES];	/* in any order */
	pthread_mutex_t lock;	/* of all, without restartable sequences */
	unsigned int depot;	/* index of its own depot */
	bool known;	/* that depot has counted this CPU; under its lock */
	struct magazine own[CPU_MAGAZINES];	/* to begin with, on its node */
} line_pair_aligned;

_Static_assert(sizeof(struct cpu_slot) <= CPU_STRIDE, "they lie apart");

/* Where the previous magazine of a CPU is, which has @loaded loaded */
static always_inline struct magazine **
cpu_previous(struct cpu_slot *slot, const struct magazine *loaded)
{
	return &slot->magazines[slot->magazines[0] == loaded];
}

/* CPU numbers may have gaps, so that how many there are is not enough. */
static inline unsigned int magazine_cpus(void)
{
	int first, last = (int)sysconf(_SC_NPROCESSORS_CONF) - 1;
	char text[4096];
	const char *rest = text;

	small_file_read(text, sizeof(text), "/sys/devices/system/cpu/possible");
	/* as "0-383" or "0,2-5": the last number is the highest */
	while (cpu_list_next(&rest, &first, &last))
		;
	return last > 0 ? (unsigned int)last + 1 : 1;
}

/*
 * Zeroed memory for each CPU, @stride apart, @bytes of it on that CPU's node,
 * or, where that has no memory, on @node; NULL with @error set. Freed by
 * node_memory_free().
 */
static inline char *cpu_memory(unsigned int nr_cpus, size_t stride,
			       size_t bytes, int node, struct error *error)
{
	char *cpus = node_memory_map(nr_cpus * stride, error);

	for (unsigned int i = 0; cpus && i < nr_cpus; i++) {
		if (node_memory_bind_near(cpus + i * stride, bytes, (int)i,
					  node, error)) {
			node_memory_free(cpus, nr_cpus * stride);
			return NULL;
		}
	}
	return cpus;
}
