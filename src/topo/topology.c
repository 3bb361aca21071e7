// SPDX-License-Identifier: MIT
#include "topo/topology.h"

#include <stdlib.h>
#include <string.h>

#define LOCAL_DISTANCE	10
#define REMOTE_DISTANCE	20

void topology_free(struct topology *topology)
{
	free(topology->cpus);
	free(topology->nodes);
	free(topology->distances);
	memset(topology, 0, sizeof(*topology));
}

uint32_t topology_distance(const struct topology *topology, int from, int to)
{
	if (topology->distances)
		return topology->distances[from * topology->nr_nodes + to];
	return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

int topology_allowed_cpus(const struct topology *topology)
{
	int count = 0;

	topology_for_each_cpu(cpu, topology)
		count += cpu->allowed;
	return count;
}

int topology_node_index(const struct topology *topology, int node)
{
	for (int i = 0; i < topology->nr_nodes; i++) {
		if (topology->nodes[i].node == node)
			return i;
	}
	return -1;
}

int topology_cpu_node(const struct topology *topology,
		      const struct topology_cpu *cpu)
{
	const struct topology_node *nodes = topology->nodes;
	int best = -1;

	if (cpu->own >= 0)
		return cpu->own;
	for (int i = 0; i < topology->nr_nodes; i++) {
		bool memory = nodes[i].memory_bytes > 0;

		if (!node_set_has(&cpu->nodes, i))
			continue;
		if (best < 0 || memory > (nodes[best].memory_bytes > 0) ||
		    (memory == (nodes[best].memory_bytes > 0) &&
		     nodes[i].node < nodes[best].node))
			best = i;
	}
	return best;
}

bool topology_cpu_is_on(const struct topology_cpu *cpu, int index)
{
	return cpu->own >= 0 ? cpu->own == index :
			       node_set_has(&cpu->nodes, index);
}

static bool may_hold_memory(const struct topology_node *node)
{
	return node->allowed && node->memory_bytes > 0;
}

int topology_memory_node(const struct topology *topology, int from)
{
	uint32_t distance, least = 0;
	int best = -1;

	if (may_hold_memory(&topology->nodes[from]))
		return from;
	for (int i = 0; i < topology->nr_nodes; i++) {
		if (!may_hold_memory(&topology->nodes[i]))
			continue;
		distance = topology_distance(topology, from, i);
		if (best < 0 || distance < least ||
		    (distance == least &&
		     topology->nodes[i].node < topology->nodes[best].node)) {
			best = i;
			least = distance;
		}
	}
	return best;
}

bool topology_has_own_memory(const struct topology *topology,
			     const struct topology_cpu *cpu)
{
	const int memory = topology_memory_node(topology,
					topology_cpu_node(topology, cpu));

	return memory >= 0 && node_set_has(&cpu->nodes, memory);
}

int topology_elsewhere(const struct topology *topology, int index)
{
	topology_for_each_cpu(cpu, topology) {
		if (cpu->allowed && topology_cpu_node(topology, cpu) == index &&
		    !topology_has_own_memory(topology, cpu))
			return topology_memory_node(topology, index);
	}
	return -1;
}

void node_set_add(struct node_set *set, int index)
{
	set->bits[index / 64] |= UINT64_C(1) << (index % 64);
}

bool node_set_has(const struct node_set *set, int index)
{
	return set->bits[index / 64] >> (index % 64) & 1;
}

bool node_set_equal(const struct node_set *a, const struct node_set *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool node_set_disjoint(const struct node_set *a, const struct node_set *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(a->bits); i++) {
		if (a->bits[i] & b->bits[i])
			return false;
	}
	return true;
}

bool node_set_empty(const struct node_set *set)
{
	return node_set_disjoint(set, set);
}
