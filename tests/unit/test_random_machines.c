// SPDX-License-Identifier: MIT
/*
 * What must hold for the plans of all machines. steps.txt has the reasons why
 * there is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "plan_of.h"
#include "topo/placement_parts.h"

static uint64_t random_state = 2024;

static int random_below(int limit)
{
	random_state = random_state * UINT64_C(6364136223846793005) +
		       UINT64_C(1442695040888963407);
	return (int)((random_state >> 33) % (uint64_t)limit);
}

static void random_machine(struct topology *topology)
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

static const struct topology_cpu *
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

static bool is_remote(const struct topology_cpu *consumer,
		      const struct topology_cpu *cpu)
{
	return node_set_disjoint(&consumer->nodes, &cpu->nodes) &&
	       (memory_of_consumer < 0 ||
		!node_set_has(&cpu->nodes, memory_of_consumer));
}

/* Whether a producer may run on @cpu, by the words of placement.h alone. */
static bool belongs(enum placement placement,
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

/* The consumer's CPU, which is the same in all plans; NULL: there is none */
static const struct topology_cpu *
consumer_of(const struct topology *topology)
{
	static struct placing p;

	p.topology = topology;
	placement_find_groups(&p, -1);
	return p.consumer;
}

static void check_remote(const struct topology *topology,
			 const struct topology_cpu *consumer)
{
	const struct topology_cpu *first =
		cpu_at(topology, plan.producer[0].cpu);
	int from = topology_cpu_node(topology, consumer);
	int to = topology_cpu_node(topology, first);

	for (int i = 1; i < plan.producers; i++)
		assert_int_equal(plan.producer[i].node, plan.producer[0].node);
	topology_for_each_cpu(cpu, topology) {
		int node = topology_cpu_node(topology, cpu);
		uint32_t distance = topology_distance(topology, from, node);
		uint32_t chosen = topology_distance(topology, from, to);

		if (!belongs(PLACEMENT_REMOTE, consumer, cpu))
			continue;
		assert_true(distance <= chosen);
		if (distance == chosen)
			assert_true(topology->nodes[node].node >=
				    topology->nodes[to].node);
	}
}

/* Shares differ by at most one, and the consumer's node has the larger. */
static void check_mixed(const struct topology *topology)
{
	int share[TOPOLOGY_MAX_NODES] = { 0 };
	int least = plan.producers, most = 0;

	for (int i = 0; i < plan.producers; i++)
		share[plan.producer[i].node]++;
	assert_int_equal(plan.producer[0].node, plan.consumer.node);
	topology_for_each_cpu(cpu, topology) {
		int node = topology_cpu_node(topology, cpu);

		if (!cpu->allowed ||
		    cpu->kind != cpu_at(topology, plan.consumer.cpu)->kind)
			continue;
		node = topology->nodes[node].node;
		least = share[node] < least ? share[node] : least;
		most = share[node] > most ? share[node] : most;
	}
	assert_true(most - least <= 1);
	assert_int_equal(share[plan.consumer.node], most);
	assert_true(share[plan.producer[1].node] > 0);
	assert_int_not_equal(plan.producer[1].node, plan.consumer.node);
}

/* No thread is the second of its core while a core has none. */
static void check_cores_first(const struct topology *topology,
			      enum placement placement,
			      const struct topology_cpu *consumer)
{
	const struct topology_cpu *first =
		cpu_at(topology, plan.producer[0].cpu);
	int used[256] = { 0 };
	int most = 0;

	for (int i = 0; i < plan.producers; i++) {
		int core = plan.producer[i].core;

		used[core]++;
		most = used[core] > most ? used[core] : most;
	}
	topology_for_each_cpu(cpu, topology) {
		if (belongs(placement, consumer, cpu) &&
		    node_set_equal(&cpu->nodes, &first->nodes))
			assert_true(most < 2 || used[cpu->core] > 0);
	}
}

static int available, unavailable;

/* What is refused must be impossible by counting. */
static void check_unavailable(const struct topology *topology,
			      const struct placement_policy *policy,
			      const struct topology_cpu *consumer)
{
	int count = 0;

	unavailable++;
	assert_true(plan.reason[0]);
	assert_null(strchr(plan.reason, '\n'));
	assert_true(strlen(plan.reason) < sizeof(room.reason) - 1);
	if (!consumer || policy->placement == PLACEMENT_REMOTE ||
	    policy->placement == PLACEMENT_MIXED ||
	    strstr(plan.reason, "states no memory"))
		return;
	topology_for_each_cpu(cpu, topology)
		count += policy->placement == PLACEMENT_OS ?
			 cpu->allowed && cpu != consumer :
			 belongs(policy->placement, consumer, cpu);
	assert_true(count < policy->producers);
}

static void check_available(const struct topology *topology,
			    const struct placement_policy *policy,
			    const struct topology_cpu *consumer)
{
	available++;
	assert_non_null(consumer);
	/* steps.txt has where its memory lies */
	if (policy->placement == PLACEMENT_OS)
		return;
	assert_int_equal(plan.consumer.cpu, consumer->cpu);
	assert_true(consumer->allowed);
	assert_false(plan.oversubscribed);
	assert_int_equal(plan.producers, policy->producers);
	for (int i = 0; i < plan.producers; i++) {
		const struct topology_cpu *cpu =
			cpu_at(topology, plan.producer[i].cpu);

		assert_true(belongs(policy->placement, consumer, cpu));
		for (int j = 0; j < i; j++)
			assert_int_not_equal(plan.producer[j].cpu, cpu->cpu);
		assert_int_equal(plan.producer[i].memory_node,
				 plan.consumer.memory_node);
	}
	if (policy->placement == PLACEMENT_REMOTE)
		check_remote(topology, consumer);
	if (policy->placement == PLACEMENT_MIXED)
		check_mixed(topology);
	else
		check_cores_first(topology, policy->placement, consumer);
}

/* A node that is named is the node, or it is said why it cannot be. */
static void check_named(const struct topology *topology,
			const struct topology_cpu *consumer)
{
	for (int i = 0; i < topology->nr_nodes; i++) {
		struct placement_policy policy = policy_of(PLACEMENT_REMOTE, 1);
		bool possible = false;

		policy.nr_remote = 1;
		policy.remote_node[0] = topology->nodes[i].node;
		topology_for_each_cpu(cpu, topology)
			possible |= belongs(PLACEMENT_REMOTE, consumer, cpu) &&
				    topology_cpu_is_on(cpu, i);
		placement_plan(&plan, topology, &policy);
		if (!plan.available && strstr(plan.reason, "states no memory"))
			continue;
		assert_int_equal(plan.available, possible);
		if (possible)
			assert_true(topology_cpu_is_on(cpu_at(topology,
						plan.producer[0].cpu), i));
		else
			assert_non_null(strstr(plan.reason, "remote node"));
	}
}

static void test_plans(void **state)
{
	struct topology topology;

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
			(plan.available ? check_available : check_unavailable)(
				&topology, &policy, consumer);
		}
		if (consumer)
			check_named(&topology, consumer);
		topology_free(&topology);
	}
	/* or nothing was tested */
	assert_true(available > 2000 && unavailable > 2000);
}

TESTS(T(test_plans))
