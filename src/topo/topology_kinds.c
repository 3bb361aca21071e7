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

/* What hwloc knows of one of its kinds */
struct stated {
	int index;		/* its number there */
	const char *type;	/* "IntelAtom"; NULL where none is stated */
	/* by the kernel, 1024 for the fastest; 0 where none is stated */
	long capacity;
};

static void read_stated(struct stated *stated, hwloc_topology_t hwloc,
			int index)
{
	struct hwloc_info_s *info = NULL;
	unsigned int n = 0;

	*stated = (struct stated){ .index = index };
#if HWLOC_API_VERSION >= 0x00030000
	struct hwloc_infos_s *infos = NULL;

	if (hwloc_cpukinds_get_info(hwloc, (unsigned int)index, NULL, NULL,
				    &infos, 0) || !infos)
		return;
	info = infos->array;
	n = infos->count;
#else
	if (hwloc_cpukinds_get_info(hwloc, (unsigned int)index, NULL, NULL,
				    &n, &info, 0))
		return;
#endif
	for (unsigned int i = 0; i < n; i++) {
		if (strcmp(info[i].name, "CoreType") == 0)
			stated->type = info[i].value;
		else if (strcmp(info[i].name, "LinuxCapacity") == 0)
			stated->capacity = strtol(info[i].value, NULL, 10);
	}
}

static int by_capacity(const void *left, const void *right)
{
	const struct stated *a = left, *b = right;

	return a->capacity != b->capacity ?
	       (a->capacity > b->capacity) - (a->capacity < b->capacity) :
	       (a->index > b->index) - (a->index < b->index);
}

/* The least performant first: hwloc's own order, unless capacities say more. */
static void sort(struct stated *stated, int n)
{
	for (int i = 0; i < n; i++) {
		if (stated[i].capacity <= 0)
			return;
	}
	qsort(stated, (size_t)n, sizeof(*stated), by_capacity);
}

/* @fastest: of its kind; where one states no capacity, nothing sets them apart */
static bool is_alike(const struct stated *stated,
		     const struct stated *fastest)
{
	if (!stated->type != !fastest->type ||
	    (stated->type && strcmp(stated->type, fastest->type) != 0))
		return false;
	return stated->capacity <= 0 || fastest->capacity <= 0 ||
	       stated->capacity >= fastest->capacity / ALIKE_IN * ALIKE_OF;
}

/* Return: how many kinds there are; @kinds->rank is filled. */
static int join(struct topology_kinds *kinds, const struct stated *stated,
		const struct stated **fastest)
{
	int found = 0;

	for (int i = kinds->stated - 1; i >= 0; i--) {
		int kind = 0;

		while (kind < found && !is_alike(&stated[i], fastest[kind]))
			kind++;
		if (kind == found)
			fastest[found++] = &stated[i];
		kinds->rank[stated[i].index] = kind;
	}
	for (int i = 0; i < kinds->stated; i++)
		kinds->rank[i] = found - 1 - kinds->rank[i];
	return found;
}

int topology_kinds_find(struct topology_kinds *kinds, hwloc_topology_t hwloc,
			struct error *error)
{
	const int n = hwloc_cpukinds_get_nr(hwloc, 0);
	const struct stated **fastest;
	struct stated *stated;

	*kinds = (struct topology_kinds){ .count = 1 };
	if (n < 1)
		return 0;
	kinds->rank = calloc((size_t)n, sizeof(*kinds->rank));
	stated = calloc((size_t)n, sizeof(*stated));
	fastest = calloc((size_t)n, sizeof(*fastest));
	if (kinds->rank && stated && fastest) {
		kinds->stated = n;
		for (int i = 0; i < n; i++)
			read_stated(&stated[i], hwloc, i);
		sort(stated, n);
		kinds->count = join(kinds, stated, fastest);
	}
	free(stated);
	free(fastest);
	return kinds->stated ? 0 :
	       error_set(error, ENOMEM, "no memory for %d kinds of cores", n);
}

int topology_kinds_rank(const struct topology_kinds *kinds,
			hwloc_topology_t hwloc, hwloc_obj_t pu)
{
	const int index = kinds->stated ?
		hwloc_cpukinds_get_by_cpuset(hwloc, pu->cpuset, 0) : -1;

	return index < 0 || index >= kinds->stated ? 0 : kinds->rank[index];
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
