// SPDX-License-Identifier: MIT
#include "topo/topology_hwloc.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <hwloc/distances.h>
#if HWLOC_API_VERSION >= 0x00020400
#include <hwloc/cpukinds.h>
#endif

#if HWLOC_API_VERSION < 0x00020100
#define HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED HWLOC_TOPOLOGY_FLAG_WHOLE_SYSTEM
#endif
#if HWLOC_API_VERSION < 0x00030000
#define HWLOC_DISTANCES_KIND_VALUE_LATENCY HWLOC_DISTANCES_KIND_MEANS_LATENCY
#endif

/* One fewer than the numbers that an int holds; hwloc's are unsigned. */
#define MAX_NUMBER	0x7ffffffeu

int topology_hwloc_init(hwloc_topology_t *hwloc, struct error *error)
{
	if (hwloc_topology_init(hwloc))
		return error_set(error, ENOMEM, "hwloc cannot be initialised");
	hwloc_topology_set_flags(*hwloc,
				 HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	return 0;
}

static uint64_t node_bytes(hwloc_obj_t object)
{
	const struct hwloc_numanode_attr_s *memory = &object->attr->numanode;
	uint64_t bytes = memory->local_memory;

#if HWLOC_API_VERSION < 0x00030000
	/* Some exports state only how many pages of each size there are. */
	for (unsigned int i = 0; !memory->local_memory &&
				 i < memory->page_types_len; i++)
		bytes += memory->page_types[i].size *
			 memory->page_types[i].count;
#endif
	return bytes;
}

static int convert_nodes(struct topology *topology, hwloc_topology_t hwloc,
			 struct error *error)
{
	hwloc_const_nodeset_t allowed =
		hwloc_topology_get_allowed_nodeset(hwloc);

	for (int i = 0; i < topology->nr_nodes; i++) {
		hwloc_obj_t object = hwloc_get_obj_by_type(hwloc,
				HWLOC_OBJ_NUMANODE, (unsigned int)i);
		struct topology_node *node = &topology->nodes[i];

		if (!object || !object->attr ||
		    object->os_index > MAX_NUMBER)
			return error_set(error, EINVAL,
				"NUMA node without a number");
		for (int j = 0; j < i; j++) {
			if (topology->nodes[j].node == (int)object->os_index)
				return error_set(error, EINVAL,
					"two NUMA nodes have the number %u",
					object->os_index);
		}
		node->node = (int)object->os_index;
		node->memory_bytes = node_bytes(object);
		node->allowed = hwloc_bitmap_isset(allowed, object->os_index);
	}
	return 0;
}

/*
 * The nodes that a CPU is local to are the innermost ones. hwloc hangs memory
 * that belongs to no CPU (CXL, persistent memory) below the machine or the
 * package, as if it were local to each of their CPUs: taken at its word, no
 * two sockets of such a machine would be remote to each other.
 */
static void local_nodes(struct topology_cpu *cpu, hwloc_topology_t hwloc,
			const struct topology *topology)
{
	int weight, innermost = INT_MAX;

	for (int i = 0; i < topology->nr_nodes; i++) {
		hwloc_obj_t node = hwloc_get_obj_by_type(hwloc,
				HWLOC_OBJ_NUMANODE, (unsigned int)i);

		if (!node->cpuset ||
		    !hwloc_bitmap_isset(node->cpuset, (unsigned int)cpu->cpu))
			continue;
		weight = hwloc_bitmap_weight(node->cpuset);
		if (weight > innermost)
			continue;
		if (weight < innermost)
			memset(&cpu->nodes, 0, sizeof(cpu->nodes));
		innermost = weight;
		node_set_add(&cpu->nodes, i);
	}
}

static hwloc_obj_t last_level_cache(hwloc_obj_t pu)
{
	hwloc_obj_t last = NULL;

	for (hwloc_obj_t above = pu->parent; above; above = above->parent) {
		if (hwloc_obj_type_is_dcache(above->type))
			last = above;
	}
	return last;
}

static void convert_cpu(struct topology_cpu *cpu, hwloc_topology_t hwloc,
			hwloc_obj_t pu)
{
	int cores = hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_CORE);
	hwloc_obj_t package = hwloc_get_ancestor_obj_by_type(hwloc,
			HWLOC_OBJ_PACKAGE, pu);
	hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(hwloc,
			HWLOC_OBJ_CORE, pu);

	cpu->cpu = (int)pu->os_index;
	cpu->package = package ? (int)package->logical_index : -1;
	/* A machine that states no cores has one per CPU, each a new number. */
	cpu->core = core ? (int)core->logical_index :
		    (cores > 0 ? cores : 0) + (int)pu->logical_index;
	cpu->own = -1;
	cpu->allowed = hwloc_bitmap_isset(
			hwloc_topology_get_allowed_cpuset(hwloc),
			pu->os_index);
}

static int convert_cpus(struct topology *topology, hwloc_topology_t hwloc,
			struct error *error)
{
	hwloc_bitmap_t seen = hwloc_bitmap_alloc();
	hwloc_obj_t cache, previous_cache = NULL;
	int caches = 0, ret = 0;

	for (int i = 0; !ret && i < topology->nr_cpus; i++) {
		struct topology_cpu *cpu = &topology->cpus[i];
		hwloc_obj_t pu = hwloc_get_obj_by_type(hwloc, HWLOC_OBJ_PU,
						       (unsigned int)i);

		if (!pu || pu->os_index > MAX_NUMBER ||
		    hwloc_bitmap_isset(seen, pu->os_index)) {
			ret = error_set(error, EINVAL,
				"CPU without a number of its own");
			break;
		}
		hwloc_bitmap_set(seen, pu->os_index);
		convert_cpu(cpu, hwloc, pu);
		local_nodes(cpu, hwloc, topology);
		if (i > 0 && cpu->core == cpu[-1].core)
			cpu->smt = cpu[-1].smt + 1;
		/* Where cores differ in levels, logical indexes would clash. */
		cache = last_level_cache(pu);
		if (cache && cache != previous_cache)
			caches++;
		cpu->llc = cache ? caches - 1 : -1;
		if (cache && cache->attr->cache.size > topology->cache_bytes)
			topology->cache_bytes = cache->attr->cache.size;
		previous_cache = cache;
	}
	hwloc_bitmap_free(seen);
	return ret;
}

#if HWLOC_API_VERSION >= 0x00020400
/*
 * A core of less than 2/3 of another's capacity is of another kind. Equal cores
 * lie closer together than that, however their boost clocks differ; cores of
 * two designs lie further apart.
 */
#define ALIKE_OF	2
#define ALIKE_IN	3

/* What hwloc knows of one of its kinds */
struct kind {
	const char *type;	/* "IntelAtom"; NULL where none is stated */
	long capacity;	/* the kernel's, 1024: the fastest; 0: none is stated */
	int rank;	/* of those told apart here: 0 the fastest; -1: none */
};

static void read_stated(struct kind *kind, hwloc_topology_t hwloc,
			unsigned int index)
{
	struct hwloc_info_s *info = NULL;
	unsigned int n = 0;

#if HWLOC_API_VERSION >= 0x00030000
	struct hwloc_infos_s *infos = NULL;

	if (hwloc_cpukinds_get_info(hwloc, index, NULL, NULL, &infos, 0) ||
	    !infos)
		return;
	info = infos->array;
	n = infos->count;
#else
	if (hwloc_cpukinds_get_info(hwloc, index, NULL, NULL, &n, &info, 0))
		return;
#endif
	for (unsigned int i = 0; i < n; i++) {
		if (strcmp(info[i].name, "CoreType") == 0)
			kind->type = info[i].value;
		else if (strcmp(info[i].name, "LinuxCapacity") == 0)
			kind->capacity = strtol(info[i].value, NULL, 10);
	}
}

/* @fastest: of its kind; where one states no capacity, nothing sets them apart */
static bool is_alike(const struct kind *kind,
		     const struct kind *fastest)
{
	if (!kind->type != !fastest->type ||
	    (kind->type && strcmp(kind->type, fastest->type) != 0))
		return false;
	return kind->capacity <= 0 || fastest->capacity <= 0 ||
	       kind->capacity >= fastest->capacity / ALIKE_IN * ALIKE_OF;
}

/*
 * Return: the fastest without a rank: the last in hwloc's own order, unless all
 * state a capacity; NULL where each has one.
 */
static const struct kind *fastest_left(const struct kind *kind, int n)
{
	const struct kind *fastest = NULL;
	bool by_capacity = true;

	for (int i = 0; i < n; i++)
		by_capacity = by_capacity && kind[i].capacity > 0;
	for (int i = 0; i < n; i++) {
		if (kind[i].rank < 0 && (!fastest || !by_capacity ||
					 kind[i].capacity >= fastest->capacity))
			fastest = &kind[i];
	}
	return fastest;
}

/* hwloc makes kinds of cores whose boost clocks alone differ: docs/numa.md */
static int convert_kinds(struct topology *topology, hwloc_topology_t hwloc,
			 struct error *error)
{
	const int n = hwloc_cpukinds_get_nr(hwloc, 0);
	const struct kind *fastest;
	struct kind *kind;
	int kinds = 0;

	if (n < 1)
		return 0;
	kind = calloc((size_t)n, sizeof(*kind));
	if (!kind)
		return error_set(error, ENOMEM,
				 "no memory for %d kinds of cores", n);
	for (int i = 0; i < n; i++) {
		kind[i].rank = -1;
		read_stated(&kind[i], hwloc, (unsigned int)i);
	}
	for (; (fastest = fastest_left(kind, n)); kinds++) {
		for (int i = 0; i < n; i++) {
			if (kind[i].rank < 0 && is_alike(&kind[i], fastest))
				kind[i].rank = kinds;
		}
	}
	for (int i = 0; i < topology->nr_cpus; i++) {
		const int index = hwloc_cpukinds_get_by_cpuset(hwloc,
			hwloc_get_obj_by_type(hwloc, HWLOC_OBJ_PU,
					      (unsigned int)i)->cpuset, 0);

		/* one that states nothing is of the slowest */
		if (index >= 0 && index < n)
			topology->cpus[i].kind = kinds - 1 - kind[index].rank;
	}
	topology->nr_kinds = kinds;
	free(kind);
	return 0;
}
#else
/* It knows of none. */
static int convert_kinds(struct topology *topology, hwloc_topology_t hwloc,
			 struct error *error)
{
	return 0;
}
#endif

/* Return: the distances; NULL where some node has none, to be released. */
static struct hwloc_distances_s *stated_distances(hwloc_topology_t hwloc,
						  int nodes)
{
	struct hwloc_distances_s *stated;
	unsigned int nr = 1;

	if (hwloc_distances_get_by_type(hwloc, HWLOC_OBJ_NUMANODE, &nr, &stated,
					HWLOC_DISTANCES_KIND_VALUE_LATENCY, 0) ||
	    nr < 1)
		return NULL;
	if ((int)stated->nbobjs == nodes)
		return stated;
	/* A matrix that leaves out a node says nothing of the whole machine. */
	hwloc_distances_release(hwloc, stated);
	return NULL;
}

static void convert_distances(struct topology *topology,
			      const struct hwloc_distances_s *stated)
{
	size_t n = (size_t)topology->nr_nodes;

	for (size_t i = 0; i < n * n; i++) {
		hwloc_obj_t from = stated->objs[i / n];
		hwloc_obj_t to = stated->objs[i % n];

		topology->distances[from->logical_index * n +
				    to->logical_index] =
			stated->values[i] > UINT32_MAX ? UINT32_MAX :
			(uint32_t)stated->values[i];
	}
}

/* Its arrays, zeroed, once it has nr_cpus and nr_nodes */
static int alloc(struct topology *topology, bool distances,
		 struct error *error)
{
	size_t nodes = (size_t)topology->nr_nodes;

	topology->cpus = calloc((size_t)topology->nr_cpus,
				sizeof(*topology->cpus));
	topology->nodes = calloc(nodes, sizeof(*topology->nodes));
	topology->distances = distances ?
		calloc(nodes * nodes, sizeof(*topology->distances)) : NULL;
	if (topology->cpus && topology->nodes &&
	    (topology->distances || !distances))
		return 0;
	return error_set(error, ENOMEM, "no memory for %d CPUs",
			 topology->nr_cpus);
}

int topology_convert(struct topology *topology, hwloc_topology_t hwloc,
		     struct error *error)
{
	struct hwloc_distances_s *stated;
	int ret;

	*topology = (struct topology){ .nr_kinds = 1 };
	topology->nr_cpus = hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_PU);
	topology->nr_nodes = hwloc_get_nbobjs_by_type(hwloc,
						      HWLOC_OBJ_NUMANODE);
	if (topology->nr_cpus < 1)
		return error_set(error, EINVAL, "it has no CPUs");
	if (topology->nr_nodes < 1)
		return error_set(error, EINVAL, "it has no NUMA nodes");
	if (topology->nr_nodes > TOPOLOGY_MAX_NODES)
		return error_set(error, EINVAL,
			"it has %d NUMA nodes, %d is the most that can be used",
			topology->nr_nodes, TOPOLOGY_MAX_NODES);
	stated = stated_distances(hwloc, topology->nr_nodes);
	ret = alloc(topology, stated, error);
	if (!ret)
		ret = convert_nodes(topology, hwloc, error);
	if (!ret)
		ret = convert_cpus(topology, hwloc, error);
	if (!ret)
		ret = convert_kinds(topology, hwloc, error);
	if (ret)
		topology_free(topology);
	else if (stated)
		convert_distances(topology, stated);
	if (stated)
		hwloc_distances_release(hwloc, stated);
	return ret;
}
