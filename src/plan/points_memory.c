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

	if (!small_file_read(text, sizeof(text),
			     "/sys/devices/system/node/node%d/meminfo", node))
		return UINT64_MAX;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *at = strstr(text, keys[i]);

		if (at && sscanf(at + strlen(keys[i]), "%" SCNu64, &kib) == 1)
			sum += kib * 1024;
	}
	return sum;
}

static void find_free(struct memory_room *room,
		      const struct topology *topology)
{
	uint64_t limit, all = 0;

	room->cgroup = UINT64_MAX;
	for (int i = 0; i < topology->nr_nodes; i++) {
		const struct topology_node *node = &topology->nodes[i];

		all += node->memory_bytes;
		/* of a file's machine nothing is free or used */
		room->node[i] = topology->foreign ? node->memory_bytes :
						    node_free(node->node);
	}
	if (!topology->foreign) {
		all = (uint64_t)sysconf(_SC_PHYS_PAGES) *
		      (uint64_t)sysconf(_SC_PAGESIZE);
		if (cgroup_memory(&limit, &room->cgroup) != CGROUP_LIMITED)
			room->cgroup = UINT64_MAX;
	}
	room->half = all ? all / 2 : UINT64_MAX;
}

void points_memory_find(struct memory *memory, const struct topology *topology,
			const struct memory_room *kept)
{
	const struct memory_room *room = &memory->room;

	*memory = (struct memory){ .topology = topology };
	if (kept)
		memory->room = *kept;
	else
		find_free(&memory->room, topology);
	memory->least = room->half < room->cgroup ? room->half : room->cgroup;
	for (int i = 0; i < topology->nr_nodes; i++) {
		/* no point is planned to have memory where there is none */
		if (topology->nodes[i].memory_bytes &&
		    room->node[i] < memory->least)
			memory->least = room->node[i];
	}
}

static bool refuse(char *reason, size_t size, uint64_t needed, uint64_t allowed,
		   const char *of_what)
{
	snprintf(reason, size,
		 "needs %" PRIu64 " MiB, %" PRIu64 " MiB are allowed: %s",
		 MIB(needed), MIB(allowed), of_what);
	return false;
}

/* Of a trial of a pool, and of the base where there is one beside it */
static size_t needed(const struct trial_config *config,
		     const struct pool_ops *pool, const struct pool_ops *base,
		     int node)
{
	struct trial_need need = { 0 };

	trial_need_add(&need, pool, config, node);
	if (base && base != pool)
		trial_need_add(&need, base, config, node);
	return trial_need_bytes(&need);
}

static bool fits(const struct memory *memory,
		 const struct trial_config *config,
		 const struct pool_ops *pool, const struct pool_ops *base,
		 char *reason, size_t size)
{
	const struct topology *topology = memory->topology;
	const struct memory_room *room = &memory->room;
	const uint64_t all = needed(config, pool, base, NODE_ANY);
	char text[64];

	if (all <= memory->least)
		return true;
	if (all > room->half)
		return refuse(reason, size, all, room->half,
			      "half of the machine's memory");
	if (all > room->cgroup)
		return refuse(reason, size, all, room->cgroup,
			      "what the memory limit of its cgroup leaves");
	for (int i = 0; i < topology->nr_nodes; i++) {
		const int node = topology->nodes[i].node;
		const uint64_t bound = needed(config, pool, base, node);

		if (bound <= room->node[i])
			continue;
		snprintf(text, sizeof(text), "what node %d has %s", node,
			 topology->foreign ? "in all" : "free");
		return refuse(reason, size, bound, room->node[i], text);
	}
	return true;
}

bool points_memory_suffices(const struct memory *memory,
			    const struct point *point,
			    const struct pool_ops *pool, char *reason,
			    size_t size)
{
	const struct pool_ops *base = memory->base;

	/* where the base does not fit it is not beside the pool */
	if (base && !fits(memory, &point->config, base, NULL, reason, size))
		base = NULL;
	return fits(memory, &point->config, pool, base, reason, size);
}
