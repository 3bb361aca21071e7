// SPDX-License-Identifier: MIT
#include "topo/topology.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cgroup.h"
#include "base/node_memory.h"
#include "base/small_file.h"
#include "topo/topology_hwloc.h"

/* hwloc lets each of these take the place of the machine. */
static const char *const replaces_machine[] = {
	"HWLOC_XMLFILE", "HWLOC_SYNTHETIC", "HWLOC_FSROOT", "HWLOC_CPUID_PATH",
};

static int refuse_replacement(struct error *error)
{
	for (size_t i = 0; i < ARRAY_SIZE(replaces_machine); i++) {
		const char *value = getenv(replaces_machine[i]);

		if (value && value[0])
			return error_set(error, EINVAL,
				"%s is set: hwloc would describe another machine; unset it",
				replaces_machine[i]);
	}
	return 0;
}

/* Where the kernel does not say, none is. */
static void find_isolated(struct topology *topology)
{
	char booted[4096], partition[4096];

	/* "(null)" of older kernels is an empty list */
	small_file_read("", booted, sizeof(booted), "%s",
			"/sys/devices/system/cpu/isolated");
	cgroup_unbalanced_cpus("", partition, sizeof(partition));
	topology_for_each_cpu(cpu, topology) {
		cpu->isolated = cpu_list_has(booted, cpu->cpu) ||
				cpu_list_has(partition, cpu->cpu);
	}
}

/* What hwloc does not know: the kernel's policies */
static void restrict_to_process(struct topology *topology)
{
	topology_for_each_cpu(cpu, topology) {
		int own = topology_node_index(topology,
					node_memory_node_of_cpu(cpu->cpu));

		if (own >= 0 && node_set_has(&cpu->nodes, own))
			cpu->own = own;
	}
	find_isolated(topology);
	for (int i = 0; i < topology->nr_nodes; i++) {
		struct topology_node *node = &topology->nodes[i];

		node->allowed = node->allowed &&
				node_memory_is_allowed(node->node);
	}
}

/* What is not of the topology: this thread's affinity */
static int restrict_to_affinity(struct topology *topology,
				hwloc_topology_t hwloc, struct error *error)
{
	hwloc_bitmap_t mask = hwloc_bitmap_alloc();
	int ret = 0;

	if (!mask || hwloc_get_cpubind(hwloc, mask, HWLOC_CPUBIND_THREAD))
		ret = error_set(error, errno, "cannot read the affinity: %s",
				strerror(errno));
	topology_for_each_cpu(cpu, topology) {
		cpu->allowed = cpu->allowed && !ret &&
			       hwloc_bitmap_isset(mask, (unsigned int)cpu->cpu);
	}
	hwloc_bitmap_free(mask);
	return ret;
}

int topology_load_this(struct topology *topology, struct error *error)
{
	hwloc_topology_t hwloc;
	int ret = refuse_replacement(error);

	memset(topology, 0, sizeof(*topology));
	if (!ret)
		ret = topology_hwloc_init(&hwloc, error);
	if (ret)
		return ret;
	if (hwloc_topology_load(hwloc))
		ret = error_set(error, EIO,
				"hwloc cannot describe this machine: %s",
				strerror(errno));
	else if (!hwloc_topology_is_thissystem(hwloc))
		ret = error_set(error, EINVAL,
			"hwloc says that it describes another machine: unset the HWLOC_ variables of the environment");
	else
		ret = topology_convert(topology, hwloc, error);
	if (!ret)
		ret = restrict_to_affinity(topology, hwloc, error);
	if (!ret)
		restrict_to_process(topology);
	if (ret)
		topology_free(topology);
	hwloc_topology_destroy(hwloc);
	return ret;
}
