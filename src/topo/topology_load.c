// SPDX-License-Identifier: MIT
#include "topo/topology.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cgroup.h"
#include "base/node_memory.h"
#include "base/small_file.h"
#include "topo/topology_hwloc.h"

/* Far above any kernel's limit: a bound for the loop, not a promise. */
#define MAX_MASK_CPUS	(1 << 20)

/* hwloc lets each of these take the place of the machine. */
static const char *const replaces_machine[] = {
	"HWLOC_XMLFILE", "HWLOC_SYNTHETIC", "HWLOC_FSROOT", "HWLOC_CPUID_PATH",
};

/* The mask of the kernel may be larger than cpu_set_t: grow until it fits. */
static int get_affinity(cpu_set_t **mask, size_t *size, struct error *error)
{
	for (int cpus = CPU_SETSIZE; cpus <= MAX_MASK_CPUS; cpus *= 2) {
		int refused;

		*mask = CPU_ALLOC((size_t)cpus);
		if (!*mask)
			return error_set(error, ENOMEM,
				"no memory for the affinity of %d CPUs", cpus);
		*size = CPU_ALLOC_SIZE((size_t)cpus);
		if (!sched_getaffinity(0, *size, *mask))
			return 0;
		refused = errno;
		CPU_FREE(*mask);
		if (refused != EINVAL)
			return error_set(error, refused,
				"cannot read the affinity: %s",
				strerror(refused));
	}
	return error_set(error, EINVAL,
		"cannot read the affinity: more than %d CPUs", MAX_MASK_CPUS);
}

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

static int load_hwloc(struct topology *topology, struct error *error)
{
	hwloc_topology_t hwloc;
	int ret = topology_hwloc_init(&hwloc, error);

	if (ret)
		return ret;
	if (hwloc_topology_load(hwloc)) {
		ret = error_set(error, EIO,
				"hwloc cannot describe this machine: %s",
				strerror(errno));
	} else if (!hwloc_topology_is_thissystem(hwloc)) {
		ret = error_set(error, EINVAL,
			"hwloc says that it describes another machine: unset the HWLOC_ variables of the environment");
	} else {
		ret = topology_convert(topology, hwloc, error);
	}
	hwloc_topology_destroy(hwloc);
	return ret;
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

/* What hwloc does not know: this process's affinity, the kernel's policies */
static void restrict_to_process(struct topology *topology,
				const cpu_set_t *mask, size_t size)
{
	topology_for_each_cpu(cpu, topology) {
		int own = topology_node_index(topology,
					node_memory_node_of_cpu(cpu->cpu));

		/* CPU_ISSET_S checks the bound itself. */
		cpu->allowed = cpu->allowed &&
			       CPU_ISSET_S((size_t)cpu->cpu, size, mask);
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

int topology_load_this(struct topology *topology, struct error *error)
{
	cpu_set_t *mask = NULL;
	size_t size = 0;
	int ret;

	memset(topology, 0, sizeof(*topology));
	ret = refuse_replacement(error);
	/* Before hwloc, which may move the thread about while it looks. */
	if (!ret)
		ret = get_affinity(&mask, &size, error);
	if (ret)
		return ret;
	ret = load_hwloc(topology, error);
	if (!ret)
		restrict_to_process(topology, mask, size);
	CPU_FREE(mask);
	return ret;
}
