// SPDX-License-Identifier: MIT
/* Why there is no plan: each reason is held against the machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "random_machines.h"

static bool any_cpu(const struct topology *topology,
		    const struct topology_cpu *consumer, bool allowed,
		    bool of_kind)
{
	topology_for_each_cpu(cpu, topology) {
		if (is_remote(consumer, cpu) && (!allowed || cpu->allowed) &&
		    (!of_kind || (cpu->allowed &&
				  cpu->kind == consumer->kind)))
			return true;
	}
	return false;
}

/*
 * What a reason says of the CPUs of one node, counted again: it has so many
 * that may be had, and a share of so many was needed.
 */
static void check_too_few(const struct topology *topology,
			  const struct placement_policy *policy,
			  const struct topology_cpu *consumer)
{
	const bool mixed = policy->placement == PLACEMENT_MIXED;
	const char *needs = strstr(plan.reason, " need");
	const char *word = strstr(plan.reason, " has ");
	const struct topology_cpu *like = NULL;
	int node = -1, need, has = 0;

	assert_non_null(needs);
	assert_non_null(word);
	assert_int_equal(sscanf(plan.reason, "node %d ", &node), 1);
	need = atoi(needs + strcspn(needs, "0123456789"));
	if (strncmp(word, " has no ", 8) != 0)
		has = atoi(word + 5);
	topology_for_each_cpu(cpu, topology) {
		if (!like && topology->nodes[topology_cpu_node(topology,
						cpu)].node == node)
			like = cpu;
	}
	assert_non_null(like);
	assert_int_equal(has, count_where(topology, policy->placement,
					  consumer, like));
	assert_true(has < need);
	if (mixed)
		assert_true(need <= policy->producers);
	else
		assert_int_equal(need, policy->producers);
	/* Kinds are named exactly where other kinds would have been enough. */
	topology_for_each_cpu(cpu, topology) {
		struct topology_cpu same = *cpu;

		if (same.kind == consumer->kind)
			continue;
		same.kind = consumer->kind;
		has += belongs(policy->placement, consumer, &same) &&
		       node_set_equal(&like->nodes, &same.nodes);
	}
	assert_int_equal(has >= need,
			 strstr(plan.reason, "kinds of cores") != NULL);
}

/* Whether a core has threads besides the consumer's, and which are allowed */
static void check_smt_reason(const struct topology *topology,
			     const struct placement_policy *policy,
			     const struct topology_cpu *consumer)
{
	int threads = 0, allowed = 0;

	topology_for_each_cpu(cpu, topology) {
		if (cpu->core != consumer->core || cpu == consumer)
			continue;
		threads++;
		allowed += cpu->allowed;
	}
	if (strstr(plan.reason, "has no second hardware thread"))
		assert_int_equal(threads, 0);
	else if (strstr(plan.reason, "no other hardware thread"))
		assert_true(threads > 0 && allowed == 0);
	else
		assert_true(allowed > 0 && allowed < policy->producers);
}

/* A cache that is said to be the only one, or of one core, is that. */
static void check_cache_reason(const struct topology *topology,
			       const struct topology_cpu *consumer)
{
	const bool one = strstr(plan.reason, "one last-level cache") != NULL;

	topology_for_each_cpu(cpu, topology) {
		if (cpu->core == consumer->core ||
		    !node_set_equal(&cpu->nodes, &consumer->nodes))
			continue;
		assert_true((cpu->llc == consumer->llc) == one);
	}
}

static void check_too_few_at_all(const struct topology *topology,
				 const struct placement_policy *policy)
{
	int allowed = 0, said, need;
	const char *needs = strstr(plan.reason, " consumer need ");

	topology_for_each_cpu(cpu, topology)
		allowed += cpu->allowed;
	assert_non_null(needs);
	assert_int_equal(sscanf(plan.reason, "%d CPU", &said), 1);
	assert_int_equal(said, allowed);
	assert_int_equal(sscanf(needs, " consumer need %d", &need), 1);
	assert_int_equal(need, policy->producers + 1);
	assert_true(allowed < need);
}

/* Each reason there is, held against the machine by the words of it. */
static void check_reason(const struct topology *topology,
			 const struct placement_policy *policy,
			 const struct topology_cpu *consumer)
{
	const char *reason = plan.reason;

	if (strncmp(reason, "node ", 5) == 0)
		check_too_few(topology, policy, consumer);
	else if (policy->placement == PLACEMENT_SMT)
		check_smt_reason(topology, policy, consumer);
	else if (strstr(reason, "last-level cache"))
		check_cache_reason(topology, consumer);
	else if (policy->placement == PLACEMENT_OS)
		check_too_few_at_all(topology, policy);
	else if (strstr(reason, "mixed needs at least 2"))
		assert_int_equal(policy->producers, 1);
	else if (strstr(reason, "has one NUMA node"))
		assert_int_equal(topology->nr_nodes, 1);
	else if (strstr(reason, "no CPU is on another") ||
		 strstr(reason, "and that of its memory"))
		assert_false(any_cpu(topology, consumer, false, false));
	else if (strstr(reason, "another NUMA node is allowed"))
		assert_true(any_cpu(topology, consumer, false, false) &&
			    !any_cpu(topology, consumer, true, false));
	else if (strstr(reason, "of the consumer's kind of core"))
		assert_true(any_cpu(topology, consumer, true, false) &&
			    !any_cpu(topology, consumer, true, true));
	else
		fail_msg("a reason that is not checked: %s", reason);
}

/* No thread at all can be placed: no CPU, or no memory */
static void check_no_consumer(const struct topology *topology)
{
	const bool cpus = strstr(plan.reason, "no CPU that is local") != NULL;

	if (!cpus)
		assert_non_null(strstr(plan.reason, "states no memory on any"));
	topology_for_each_cpu(cpu, topology)
		assert_false(cpus && cpu->allowed &&
			     !node_set_empty(&cpu->nodes));
	for (int i = 0; !cpus && i < topology->nr_nodes; i++)
		assert_false(topology->nodes[i].allowed &&
			     topology->nodes[i].memory_bytes);
}

static int unavailable;

/* What is refused must be impossible by counting, and for that reason. */
static void check_unavailable(const struct topology *topology,
			      const struct placement_policy *policy,
			      const struct topology_cpu *consumer)
{
	if (plan.available)
		return;
	unavailable++;
	assert_true(plan.reason[0]);
	assert_null(strchr(plan.reason, '\n'));
	assert_true(strlen(plan.reason) < sizeof(room.reason) - 1);
	if (!consumer || strstr(plan.reason, "states no memory")) {
		check_no_consumer(topology);
		return;
	}
	if (policy->placement != PLACEMENT_REMOTE &&
	    policy->placement != PLACEMENT_MIXED)
		assert_true(count_where(topology, policy->placement, consumer,
					NULL) < policy->producers);
	check_reason(topology, policy, consumer);
}

static void test_reasons(void **state)
{
	for_random_plans(check_unavailable);
	/* or nothing was tested */
	assert_true(unavailable > 2000);
}

TESTS(T(test_reasons))
