/* SPDX-License-Identifier: MIT */
/* Machines at random, and a plan of each kind; <cmocka.h> comes before. */
#pragma once

#include "plan_of.h"
#include "topo/placement_parts.h"

static uint64_t random_state;

static inline int random_below(int limit)
{
	random_state = random_state * UINT64_C(6364136223846793005) +
		       UINT64_C(1442695040888963407);
	return (int)((random_state >> 33) % (uint64_t)limit);
}

static inline void random_machine(struct topology *topology)
{
	char text[128];
	int kinds;

	snprintf(text, sizeof(text), random_below(4) ?
		 "pack:%d numa:%d l3:%d core:%d pu:%d" :
		 "[numa] pack:%d [numa] group:%d l3:%d core:%d pu:%d",
		 1 + random_below(3), 1 + random_below(3),
		 1 + random_below(3), 1 + random_below(4),
		 1 + random_below(3));
	load(topology, text);
	kinds = random_below(4) ? 1 : 2;
	topology->nr_kinds = kinds;
	topology_for_each_cpu(cpu, topology) {
		cpu->allowed = random_below(8) > 0;
		cpu->kind = cpu->core % kinds;
	}
	for (int i = 0; i < topology->nr_nodes; i++) {
		topology->nodes[i].allowed = random_below(8) > 0;
		topology->nodes[i].memory_bytes = random_below(8) ? 1 : 0;
	}
	if (random_below(2)) {
		int n = topology->nr_nodes;

		topology->distances = calloc((size_t)(n * n),
					     sizeof(*topology->distances));
		assert_non_null(topology->distances);
		for (int i = 0; i < n * n; i++)
			topology->distances[i] = i / n == i % n ? 10 :
				(uint32_t)(11 + random_below(3));
	}
}

static inline const struct topology_cpu *
cpu_at(const struct topology *topology, int number)
{
	topology_for_each_cpu(cpu, topology) {
		if (cpu->cpu == number)
			return cpu;
	}
	fail_msg("there is no CPU %d", number);
	return NULL;
}

/* Index of the node with the memory of the consumer at hand; -1: none has any */
static int memory_of_consumer;

static inline bool is_remote(const struct topology_cpu *consumer,
			     const struct topology_cpu *cpu)
{
	return node_set_disjoint(&consumer->nodes, &cpu->nodes) &&
	       (memory_of_consumer < 0 ||
		!node_set_has(&cpu->nodes, memory_of_consumer));
}

/* Whether a producer may run on @cpu, by the words of placement.h alone. */
static inline bool belongs(enum placement placement,
			   const struct topology_cpu *consumer,
			   const struct topology_cpu *cpu)
{
	bool local = node_set_equal(&consumer->nodes, &cpu->nodes);
	bool core = consumer->core == cpu->core;

	if (!cpu->allowed || cpu->kind != consumer->kind || cpu == consumer)
		return false;
	switch (placement) {
	case PLACEMENT_LOCAL:
		return local && !core;
	case PLACEMENT_REMOTE:
		return is_remote(consumer, cpu);
	case PLACEMENT_MIXED:
		return !core;
	case PLACEMENT_SMT:
		return core;
	case PLACEMENT_LLC:
		return local && !core && cpu->llc == consumer->llc;
	case PLACEMENT_XLLC:
		return local && !core && cpu->llc != consumer->llc;
	default:
		return false;
	}
}

static inline int count_where(const struct topology *topology,
			      enum placement placement,
			      const struct topology_cpu *consumer,
			      const struct topology_cpu *like)
{
	int count = 0;

	topology_for_each_cpu(cpu, topology) {
		count += belongs(placement, consumer, cpu) &&
			 (!like || node_set_equal(&like->nodes, &cpu->nodes));
	}
	return count;
}

/* The consumer's CPU, which is the same in all plans; NULL: there is none */
static inline const struct topology_cpu *
consumer_of(const struct topology *topology)
{
	static struct placing p;

	p.topology = topology;
	placement_find_groups(&p, -1);
	return p.consumer;
}

/* Calls @each for plans of many machines; @consumer is NULL where none runs. */
static inline void
for_random_plans(void (*each)(const struct topology *topology,
			      const struct placement_policy *policy,
			      const struct topology_cpu *consumer))
{
	struct topology topology;

	random_state = 2024;
	for (int machine = 0; machine < 400; machine++) {
		const struct topology_cpu *consumer;

		random_machine(&topology);
		consumer = consumer_of(&topology);
		memory_of_consumer = !consumer ? -1 :
			topology_memory_node(&topology,
				topology_cpu_node(&topology, consumer));
		for (int i = 0; i < PLACEMENT_COUNT * 6; i++) {
			struct placement_policy policy = policy_of(
				(enum placement)(i / 6), 1 + i % 6);

			placement_plan(&plan, &topology, &policy);
			each(&topology, &policy, consumer);
		}
		topology_free(&topology);
	}
}
