/* SPDX-License-Identifier: MIT */
/* From hwloc's tree to the plain struct; for the loaders' files only. */
#pragma once

#include <hwloc.h>

#include "topo/topology.h"

/* One fewer than the numbers that an int holds; hwloc's are unsigned. */
#define TOPOLOGY_MAX_NUMBER	0x7ffffffeu

/* Keeps what is not allowed; hwloc_topology_destroy() frees @hwloc */
int topology_hwloc_init(hwloc_topology_t *hwloc, struct error *error);

/*
 * @topology: foreign is left false. -EINVAL where the tree of a loaded @hwloc
 *	makes no sense (a damaged file) or is too large, -ENOMEM.
 */
int topology_convert(struct topology *topology, hwloc_topology_t hwloc,
		     struct error *error);

/* One of hwloc's kinds */
struct topology_kind {
	const char *type;	/* "IntelAtom"; NULL where none is stated */
	/* by the kernel, 1024 for the fastest; 0 where none is stated */
	long capacity;
	int rank;	/* of those told apart here: 0 the fastest */
};

/* The kinds that are told apart here */
struct topology_kinds {
	int count;	/* how many; 1 on a machine of one kind */
	int stated;	/* how many hwloc has */
	/* each of these; freed by who called topology_kinds_find() */
	struct topology_kind *kind;
};

/*
 * Which of hwloc's kinds differ in kind. hwloc makes a kind of all that states
 * anything else, boost clocks included. Here the type of core must differ, or
 * the capacity by far more than clocks do; docs/numa.md says why.
 */
int topology_kinds_find(struct topology_kinds *kinds, hwloc_topology_t hwloc,
			struct error *error);

/* Of which kind a CPU is: its rank; 0 for one that states nothing */
int topology_kinds_rank(const struct topology_kinds *kinds,
			hwloc_topology_t hwloc, hwloc_obj_t pu);
