// SPDX-License-Identifier: MIT
/* What must hold for the plans of all machines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "random_machines.h"

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

static void check_unpinned(const struct placement_thread *thread)
{
	assert_int_equal(thread->cpu, CPU_ANY);
	assert_int_equal(thread->node, -1);
	assert_int_equal(thread->memory_node, plan.consumer.memory_node);
}

static void check_os(const struct topology *topology,
		     const struct topology_cpu *consumer)
{
	static struct placement_room local_room;
	struct placement_plan local = { .room = &local_room };
	struct placement_policy policy = policy_of(PLACEMENT_LOCAL, 1);
	int allowed = 0;

	topology_for_each_cpu(cpu, topology)
		allowed += cpu->allowed;
	assert_int_equal(plan.unpinned_cpus, allowed);
	assert_true(plan.producers < allowed);
	check_unpinned(&plan.consumer);
	for (int i = 0; i < plan.producers; i++)
		check_unpinned(&plan.producer[i]);
	/* The consumer's memory is where it is in the other placements. */
	policy.oversubscribe = true;
	placement_plan(&local, topology, &policy);
	if (local.available)
		assert_int_equal(plan.consumer.memory_node,
				 local.consumer.memory_node);
	else
		assert_true(consumer->allowed);
}

static int available;

static void check_available(const struct topology *topology,
			    const struct placement_policy *policy,
			    const struct topology_cpu *consumer)
{
	if (!plan.available)
		return;
	available++;
	assert_non_null(consumer);
	if (policy->placement == PLACEMENT_OS) {
		check_os(topology, consumer);
		return;
	}
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
			const struct placement_policy *like,
			const struct topology_cpu *consumer)
{
	/* once for each machine */
	if (!consumer || like->placement || like->producers > 1)
		return;
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
	for_random_plans(check_available);
	/* or nothing was tested */
	assert_true(available > 2000);
}

static void test_named_nodes(void **state)
{
	for_random_plans(check_named);
}

TESTS(T(test_plans), T(test_named_nodes))
