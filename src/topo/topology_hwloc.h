/* SPDX-License-Identifier: MIT */
/* From hwloc's tree to the plain struct; for the loaders' files only. */
#pragma once

#include <hwloc.h>

#include "topo/topology.h"

/* Keeps what is not allowed; hwloc_topology_destroy() frees @hwloc */
int topology_hwloc_init(hwloc_topology_t *hwloc, struct error *error);

/*
 * @topology: foreign is left false. -EINVAL where the tree of a loaded @hwloc
 *	makes no sense (a damaged file) or is too large, -ENOMEM.
 */
int topology_convert(struct topology *topology, hwloc_topology_t hwloc,
		     struct error *error);
