/* SPDX-License-Identifier: MIT */
/* Made-up machines in hwloc's synthetic syntax: "pack:2 numa:4 core:4 pu:2" */
#pragma once

#include <errno.h>
#include <string.h>

#include "topo/topology_hwloc.h"

static inline int topology_load_synthetic(struct topology *topology,
					  const char *description,
					  struct error *error)
{
	hwloc_topology_t hwloc;
	int ret;

	memset(topology, 0, sizeof(*topology));
	ret = topology_hwloc_init(&hwloc, error);
	if (ret)
		return ret;
	if (hwloc_topology_set_synthetic(hwloc, description) ||
	    hwloc_topology_load(hwloc))
		ret = error_set(error, EINVAL,
				"not hwloc's synthetic syntax: %s",
				description);
	else
		ret = topology_convert(topology, hwloc, error);
	topology->foreign = !ret;
	hwloc_topology_destroy(hwloc);
	return ret;
}

static inline void load(struct topology *topology, const char *description)
{
	struct error error = { "" };

	if (topology_load_synthetic(topology, description, &error))
		fail_msg("%s: %s", description, error.text);
}
