// SPDX-License-Identifier: MIT
/* Whether a point's memory fits: the kernel would kill the worker half way. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cgroup.h"
#include "base/node_memory.h"
#include "base/small_file.h"
#include "plan/points_internal.h"

#define MIB(bytes)	((uint64_t)(bytes) >> 20)

/* Free, or taken by what the kernel drops when memory is asked for */
static uint64_t node_free(int node)
{
	static const char *const keys[] = {
		" MemFree:", " Active(file):", " Inactive(file):",
		" SReclaimable:",
	};
	char text[8192];
	uint64_t sum = 0, kib;

	if (!small_file_read("", text, sizeof(text),
			     "/sys/devices/system/node/node%d/meminfo", node))
		return UINT64_MAX;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *at = strstr(text, keys[i]);

		if (at && sscanf(at + strlen(keys[i]), "%" SCNu64, &kib) == 1)
			sum += kib * 1024;
	}
	return sum;
}

void points_memory_find(struct memory_room *room,
			const struct topology *topology)
{
	uint64_t limit, all = 0;

	*room = (struct memory_room){
		.topology = topology,
		.cgroup = UINT64_MAX,
		.least = UINT64_MAX,
	};
	for (int i = 0; i < topology->nr_nodes; i++) {
		const struct topology_node *node = &topology->nodes[i];
		/* of a file's machine nothing is free or used */
		const uint64_t bytes = topology->foreign ?
				       node->memory_bytes :
				       node_free(node->node);

		all += node->memory_bytes;
		room->node[i] = bytes;
		/* no point is planned to have memory where there is none */
		if (node->memory_bytes && bytes < room->least)
			room->least = bytes;
	}
	if (!topology->foreign) {
		all = (uint64_t)sysconf(_SC_PHYS_PAGES) *
		      (uint64_t)sysconf(_SC_PAGESIZE);
		if (cgroup_memory("", &limit, &room->cgroup) != CGROUP_LIMITED)
			room->cgroup = UINT64_MAX;
	}
	room->half = all ? all / 2 : UINT64_MAX;
	if (room->half < room->least)
		room->least = room->half;
	if (room->cgroup < room->least)
		room->least = room->cgroup;
}

static bool refuse(char *reason, size_t size, uint64_t needed, uint64_t allowed,
		   const char *of_what)
{
	snprintf(reason, size,
		 "needs %" PRIu64 " MiB, %" PRIu64 " MiB are allowed: %s",
		 MIB(needed), MIB(allowed), of_what);
	return false;
}

bool points_memory_suffices(const struct memory_room *room,
			    const struct point *point,
			    const struct pool_ops *pool, char *reason,
			    size_t size)
{
	const struct topology *topology = room->topology;
	const uint64_t needed = trial_bytes(pool, &point->config, NODE_ANY);
	char text[64];

	if (needed <= room->least)
		return true;
	if (needed > room->half)
		return refuse(reason, size, needed, room->half,
			      "half of the machine's memory");
	if (needed > room->cgroup)
		return refuse(reason, size, needed, room->cgroup,
			      "what the memory limit of its cgroup leaves");
	for (int i = 0; i < topology->nr_nodes; i++) {
		const int node = topology->nodes[i].node;
		const uint64_t bound = trial_bytes(pool, &point->config, node);

		if (bound <= room->node[i])
			continue;
		snprintf(text, sizeof(text), "what node %d has %s", node,
			 topology->foreign ? "in all" : "free");
		return refuse(reason, size, bound, room->node[i], text);
	}
	return true;
}
