// SPDX-License-Identifier: MIT
/* Which cores are of one kind. */
#include "topo/topology_hwloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if HWLOC_API_VERSION >= 0x00020400
#include <hwloc/cpukinds.h>

/*
 * A core of less than 2/3 of another's capacity is of another kind. Equal cores
 * lie closer together than that, however their boost clocks differ; cores of
 * two designs lie further apart.
 */
#define ALIKE_OF	2
#define ALIKE_IN	3

static void read_stated(struct topology_kind *kind, hwloc_topology_t hwloc,
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
static bool is_alike(const struct topology_kind *kind,
		     const struct topology_kind *fastest)
{
	if (!kind->type != !fastest->type ||
	    (kind->type && strcmp(kind->type, fastest->type) != 0))
		return false;
	return kind->capacity <= 0 || fastest->capacity <= 0 ||
	       kind->capacity >= fastest->capacity / ALIKE_IN * ALIKE_OF;
}

/*
 * Return: the fastest that has no rank as yet: the last in hwloc's own order,
 * unless all state a capacity; NULL where each has one.
 */
static const struct topology_kind *
fastest_left(const struct topology_kinds *kinds)
{
	const struct topology_kind *kind = kinds->kind, *fastest = NULL;
	bool by_capacity = true;

	for (int i = 0; i < kinds->stated; i++)
		by_capacity = by_capacity && kind[i].capacity > 0;
	for (int i = 0; i < kinds->stated; i++) {
		if (kind[i].rank < 0 && (!fastest || !by_capacity ||
					 kind[i].capacity >= fastest->capacity))
			fastest = &kind[i];
	}
	return fastest;
}

int topology_kinds_find(struct topology_kinds *kinds, hwloc_topology_t hwloc,
			struct error *error)
{
	const int n = hwloc_cpukinds_get_nr(hwloc, 0);
	const struct topology_kind *fastest;

	*kinds = (struct topology_kinds){ .count = 1 };
	if (n < 1)
		return 0;
	kinds->kind = calloc((size_t)n, sizeof(*kinds->kind));
	if (!kinds->kind)
		return error_set(error, ENOMEM,
				 "no memory for %d kinds of cores", n);
	kinds->stated = n;
	for (int i = 0; i < n; i++) {
		kinds->kind[i].rank = -1;
		read_stated(&kinds->kind[i], hwloc, (unsigned int)i);
	}
	for (int found = 0; (fastest = fastest_left(kinds)); found++) {
		for (int i = 0; i < n; i++) {
			if (kinds->kind[i].rank < 0 &&
			    is_alike(&kinds->kind[i], fastest))
				kinds->kind[i].rank = found;
		}
		kinds->count = found + 1;
	}
	return 0;
}

int topology_kinds_rank(const struct topology_kinds *kinds,
			hwloc_topology_t hwloc, hwloc_obj_t pu)
{
	const int index = kinds->stated ?
		hwloc_cpukinds_get_by_cpuset(hwloc, pu->cpuset, 0) : -1;

	return index < 0 || index >= kinds->stated ? 0 :
	       kinds->count - 1 - kinds->kind[index].rank;
}
#else
int topology_kinds_find(struct topology_kinds *kinds, hwloc_topology_t hwloc,
			struct error *error)
{
	*kinds = (struct topology_kinds){ .count = 1 };
	return 0;
}

int topology_kinds_rank(const struct topology_kinds *kinds,
			hwloc_topology_t hwloc, hwloc_obj_t pu)
{
	return 0;
}
#endif
