/* SPDX-License-Identifier: MIT */
/* Kinds of cores, out of what hwloc states; for topology_hwloc.c only. */
#pragma once

#include "topo/topology_hwloc.h"

/**
 * struct topology_kinds - the kinds that are told apart here
 * @count: how many; 1 on a machine of one kind
 * @stated: how many hwloc has
 * @rank: for each of those, which of @count it is, 0 the least performant;
 *	freed by who called topology_kinds_find()
 */
struct topology_kinds {
	int count;
	int stated;
	int *rank;
};

/**
 * topology_kinds_find() - which of hwloc's kinds differ in kind
 * @kinds: filled
 * @hwloc: the machine
 * @error: why not
 *
 * hwloc makes a kind of all that states anything else, boost clocks included.
 * Here the type of core must differ, or the capacity by far more than clocks
 * do; docs/numa.md says why.
 *
 * Return: 0 or -ENOMEM.
 */
int topology_kinds_find(struct topology_kinds *kinds, hwloc_topology_t hwloc,
			struct error *error);

/**
 * topology_kinds_rank() - of which kind a CPU is
 * @kinds: of the machine
 * @hwloc: the machine
 * @pu: the CPU
 *
 * Return: its rank; 0 for one that states nothing.
 */
int topology_kinds_rank(const struct topology_kinds *kinds,
			hwloc_topology_t hwloc, hwloc_obj_t pu);
