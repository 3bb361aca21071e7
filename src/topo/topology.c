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

static int compare_numbers(const void *a, const void *b)
{
	const int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Return: how many numbers, from the first on, have equal steps. */
static int run_length(const int *number, int n)
{
	int length = n < 2 ? n : 2;

	while (length < n && number[length] - number[length - 1] ==
			     number[1] - number[0])
		length++;
	return length;
}

void topology_print_numbers(FILE *out, int *number, int n, bool plain)
{
	const char *comma = "";
	int length;

	qsort(number, (size_t)n, sizeof(*number), compare_numbers);
	for (int i = 0; i < n; i += length, comma = ",") {
		int last;

		length = run_length(number + i, n - i);
		last = number[i + length - 1];
		if (length > 1 && number[i + 1] == number[i] + 1) {
			fprintf(out, "%s%d-%d", comma, number[i], last);
		} else if (length > 4 && !plain) {
			fprintf(out, "%s%d,%d,%d,..,%d", comma, number[i],
				number[i + 1], number[i + 2], last);
		} else {
			fprintf(out, "%s%d", comma, number[i]);
			length = 1;
		}
	}
}

int topology_print_cpus(FILE *out, const struct topology *topology,
			cpu_filter filter, int argument, bool plain)
{
	int *number = calloc((size_t)topology->nr_cpus, sizeof(*number));
	int n = 0;

	topology_for_each_cpu(cpu, topology) {
		if (!filter(cpu, argument))
			continue;
		if (number)
			number[n] = cpu->cpu;
		n++;
	}
	if (number && out)
		topology_print_numbers(out, number, n, plain);
	free(number);
	return n;
}
