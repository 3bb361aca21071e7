/* SPDX-License-Identifier: MIT */
/* From hwloc's tree to the plain struct; for the loaders only. */
#pragma once

#include <hwloc.h>

#include "topo/topology.h"

/* One fewer than the numbers that an int holds; hwloc's are unsigned. */
#define TOPOLOGY_MAX_NUMBER	0x7ffffffeu

/**
 * topology_hwloc_init() - an hwloc topology that keeps what is not allowed
 * @hwloc: set; to be given back by hwloc_topology_destroy()
 * @error: why not
 *
 * Return: 0 or -ENOMEM.
 */
int topology_hwloc_init(hwloc_topology_t *hwloc, struct error *error);

/**
 * topology_convert() - copy what the project needs out of hwloc
 * @topology: filled; foreign is left false
 * @hwloc: loaded
 * @error: why not
 *
 * Return: 0, -EINVAL where hwloc's tree makes no sense (a damaged file) or is
 * too large, -ENOMEM.
 */
int topology_convert(struct topology *topology, hwloc_topology_t hwloc,
		     struct error *error);
