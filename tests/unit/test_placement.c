// SPDX-License-Identifier: MIT
/* Plans of known machines, and what must hold for all machines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <hwloc.h>

#include "topo/placement.h"
#include "topo/placement_parts.h"

#define TOPOLOGIES	TEST_DATA "/topologies"

static struct placement_room room;
static struct placement_plan plan = { .room = &room };

static struct placement_policy policy_of(enum placement placement,
					 int producers)
{
	return (struct placement_policy){
		.placement = placement,
		.producers = producers,
		.consumer_node = -1,
	};
}

static void load(struct topology *topology, const char *description)
{
	struct error error = { "" };

	if (topology_load_synthetic(topology, description, &error))
		fail_msg("%s: %s", description, error.text);
}

static void make_plan(const struct topology *topology,
		      enum placement placement, int producers)
{
	struct placement_policy policy = policy_of(placement, producers);

	placement_plan(&plan, topology, &policy);
}

static void expect_reason(const char *reason)
{
	assert_false(plan.available);
	assert_string_equal(plan.reason, reason);
}

static void expect_cpus(int consumer, int producers, const int *cpus)
{
	if (!plan.available)
		fail_msg("unavailable: %s", plan.reason);
	assert_int_equal(plan.consumer.cpu, consumer);
	assert_int_equal(plan.producers, producers);
	for (int i = 0; i < producers; i++)
		assert_int_equal(plan.producer[i].cpu, cpus[i]);
}

#define EXPECT_CPUS(consumer, ...) do {					\
	static const int cpus_[] = { __VA_ARGS__ };			\
	expect_cpus(consumer, (int)ARRAY_SIZE(cpus_), cpus_);		\
} while (0)

static void disallow(struct topology *topology, int cpu)
{
	for (int i = 0; i < topology->nr_cpus; i++) {
		if (topology->cpus[i].cpu == cpu)
			topology->cpus[i].allowed = false;
	}
}

/* Golden plans: plans.txt says why each is right. */

static size_t print_thread(char *text, size_t size,
			   const struct placement_thread *thread)
{
	return (size_t)snprintf(text, size, " %d/%d/%d/%d", thread->cpu,
				thread->core, thread->node,
				thread->memory_node);
}

static void print_plan(char *text, size_t size, enum placement placement,
		       int producers)
{
	size_t at = (size_t)snprintf(text, size, "%s %d:",
				     placement_names[placement], producers);

	if (!plan.available) {
		snprintf(text + at, size - at, " no: %s", plan.reason);
		return;
	}
	at += print_thread(text + at, size - at, &plan.consumer);
	at += (size_t)snprintf(text + at, size - at, " <-");
	for (int i = 0; i < plan.producers; i++)
		at += print_thread(text + at, size - at, &plan.producer[i]);
}

static bool next_line(FILE *file, char *line, int size)
{
	while (fgets(line, size, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] && line[0] != '#')
			return true;
	}
	return false;
}

static int compare_machine(FILE *file, const char *machine)
{
	static const int producers[] = { 1, 2, 4 };
	char path[1024], expected[512], actual[512];
	struct topology topology;
	struct error error;
	int wrong = 0;

	snprintf(path, sizeof(path), TOPOLOGIES "/%s.xml", machine);
	if (topology_load_file(&topology, path, &error))
		fail_msg("%s", error.text);
	/* hwloc 3 does not read what is stated by size of page alone */
	if (HWLOC_API_VERSION >= 0x00030000 &&
	    strcmp(machine, "xeon-4-sockets-one-node") == 0)
		topology.nodes[0].memory_bytes = 1;
	for (int i = 0; i < PLACEMENT_COUNT * 3; i++) {
		enum placement placement = (enum placement)(i / 3);
		struct placement_policy policy =
			policy_of(placement, producers[i % 3]);

		policy.home = HOME_PRODUCER;
		placement_plan(&plan, &topology, &policy);
		print_plan(actual, sizeof(actual), placement,
			   producers[i % 3]);
		if (!next_line(file, expected, sizeof(expected)))
			fail_msg("plans.txt ends before %s %s", machine,
				 actual);
		if (strcmp(expected, actual) != 0) {
			print_error("%s\n-%s\n+%s\n", machine, expected,
				    actual);
			wrong++;
		}
	}
	topology_free(&topology);
	return wrong;
}

static void test_golden_plans(void **state)
{
	FILE *file = fopen(TOPOLOGIES "/plans.txt", "r");
	int machines = 0, wrong = 0;
	char line[512];

	(void)state;
	assert_non_null(file);
	while (next_line(file, line, sizeof(line))) {
		assert_memory_equal(line, "machine ", 8);
		wrong += compare_machine(file, line + 8);
		machines++;
	}
	fclose(file);
	assert_int_equal(machines, 9);
	assert_int_equal(wrong, 0);
}

/* Random machines */

static uint64_t random_state;

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
	for (int i = 0; i < topology->nr_cpus; i++) {
		topology->cpus[i].allowed = random_below(8) > 0;
		topology->cpus[i].kind = topology->cpus[i].core % kinds;
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

static const struct topology_cpu *cpu_at(const struct topology *topology,
					 int cpu)
{
	for (int i = 0; i < topology->nr_cpus; i++) {
		if (topology->cpus[i].cpu == cpu)
			return &topology->cpus[i];
	}
	fail_msg("there is no CPU %d", cpu);
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

static int count_where(const struct topology *topology,
		       enum placement placement,
		       const struct topology_cpu *consumer,
		       const struct topology_cpu *like)
{
	int count = 0;

	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

		count += belongs(placement, consumer, cpu) &&
			 (!like || node_set_equal(&like->nodes, &cpu->nodes));
	}
	return count;
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
	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];
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
	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];
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
	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

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

	for (int i = 0; i < topology->nr_cpus; i++)
		allowed += topology->cpus[i].allowed;
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

static void check_available(const struct topology *topology,
			    const struct placement_policy *policy)
{
	const struct topology_cpu *consumer =
		cpu_at(topology, plan.consumer.cpu);

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

static bool any_cpu(const struct topology *topology,
		    const struct topology_cpu *consumer, bool allowed,
		    bool of_kind)
{
	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

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
	for (int i = 0; i < topology->nr_cpus && !like; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

		if (topology->nodes[topology_cpu_node(topology, cpu)].node ==
		    node)
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
	for (int i = 0; i < topology->nr_cpus; i++) {
		struct topology_cpu same = topology->cpus[i];

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

	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

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

	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

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

	for (int i = 0; i < topology->nr_cpus; i++)
		allowed += topology->cpus[i].allowed;
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
	for (int i = 0; cpus && i < topology->nr_cpus; i++)
		assert_false(topology->cpus[i].allowed &&
			     !node_set_empty(&topology->cpus[i].nodes));
	for (int i = 0; !cpus && i < topology->nr_nodes; i++)
		assert_false(topology->nodes[i].allowed &&
			     topology->nodes[i].memory_bytes);
}

/* What is refused must be impossible by counting, and for that reason. */
static void check_unavailable(const struct topology *topology,
			      const struct placement_policy *policy,
			      const struct topology_cpu *consumer)
{
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

/* The consumer's CPU, which is the same in all plans; NULL: there is none */
static const struct topology_cpu *
consumer_of(const struct topology *topology)
{
	static struct placement_groups groups;

	placement_find_groups(&groups, topology, -1);
	return groups.consumer;
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
		for (int c = 0; c < topology->nr_cpus; c++)
			possible |= belongs(PLACEMENT_REMOTE, consumer,
					    &topology->cpus[c]) &&
				    topology_cpu_is_on(&topology->cpus[c], i);
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

static void test_random_machines(void **state)
{
	int available = 0, unavailable = 0;
	struct topology topology;

	(void)state;
	random_state = 2024;
	for (int machine = 0; machine < 400; machine++) {
		const struct topology_cpu *consumer;

		random_machine(&topology);
		consumer = consumer_of(&topology);
		if (consumer) {
			memory_of_consumer = topology_memory_node(&topology,
				topology_cpu_node(&topology, consumer));
			check_named(&topology, consumer);
		}
		for (int i = 0; i < PLACEMENT_COUNT * 6; i++) {
			struct placement_policy policy = policy_of(
				(enum placement)(i / 6), 1 + i % 6);

			placement_plan(&plan, &topology, &policy);
			if (!plan.available) {
				check_unavailable(&topology, &policy,
						  consumer);
				unavailable++;
				continue;
			}
			if (!consumer) {
				fail_msg("a plan for a machine without a consumer");
				continue;
			}
			available++;
			if (policy.placement == PLACEMENT_OS) {
				check_os(&topology, consumer);
				continue;
			}
			assert_int_equal(plan.consumer.cpu, consumer->cpu);
			check_available(&topology, &policy);
		}
		topology_free(&topology);
	}
	/* Neither side of the test may be empty. */
	assert_true(available > 2000);
	assert_true(unavailable > 2000);
}

/* Chosen machines */

static void test_consumer_is_on_the_node_with_most_cores(void **state)
{
	struct topology topology;

	(void)state;
	load(&topology, "numa:3 core:3 pu:2");
	make_plan(&topology, PLACEMENT_LOCAL, 4);
	EXPECT_CPUS(0, 2, 4, 3, 5);
	/* Node 0 loses a core; node 1 only the first thread of one. */
	disallow(&topology, 0);
	disallow(&topology, 1);
	disallow(&topology, 6);
	make_plan(&topology, PLACEMENT_LOCAL, 3);
	EXPECT_CPUS(8, 7, 10, 11);
	make_plan(&topology, PLACEMENT_LOCAL, 4);
	expect_reason("node 1 has 3 allowed CPUs besides the consumer's core, 4 producers need 4");
	/* No core of node 1 has its first thread left. */
	for (int cpu = 8; cpu < 18; cpu += 2)
		disallow(&topology, cpu);
	for (int cpu = 2; cpu < 6; cpu++)
		disallow(&topology, cpu);
	make_plan(&topology, PLACEMENT_LOCAL, 2);
	EXPECT_CPUS(7, 9, 11);
	for (int cpu = 0; cpu < 18; cpu++)
		disallow(&topology, cpu);
	make_plan(&topology, PLACEMENT_LOCAL, 1);
	expect_reason("no CPU that is local to a NUMA node is allowed");
	topology_free(&topology);
}

static void test_remote_by_distance(void **state)
{
	/* Row 0 counts; the matrix is not symmetric. */
	static const uint32_t distances[] = {
		10, 20, 40, 40,
		99, 10, 20, 20,
		20, 20, 10, 20,
		20, 20, 20, 10,
	};
	struct topology topology;

	(void)state;
	load(&topology, "numa:4 core:2 pu:1");
	make_plan(&topology, PLACEMENT_REMOTE, 1);
	EXPECT_CPUS(0, 2);
	topology.distances = malloc(sizeof(distances));
	assert_non_null(topology.distances);
	memcpy(topology.distances, distances, sizeof(distances));
	make_plan(&topology, PLACEMENT_REMOTE, 2);
	EXPECT_CPUS(0, 4, 5);
	/* The lowest number is meant, not the lowest index. */
	topology.nodes[2].node = 3;
	topology.nodes[3].node = 2;
	make_plan(&topology, PLACEMENT_REMOTE, 2);
	EXPECT_CPUS(0, 6, 7);
	make_plan(&topology, PLACEMENT_REMOTE, 3);
	expect_reason("node 2 has 2 allowed CPUs, 3 producers need 3");
	/* The farthest node with allowed CPUs, though it has too few. */
	disallow(&topology, 6);
	make_plan(&topology, PLACEMENT_REMOTE, 2);
	expect_reason("node 2 has 1 allowed CPU, 2 producers need 2");
	disallow(&topology, 7);
	make_plan(&topology, PLACEMENT_REMOTE, 2);
	EXPECT_CPUS(0, 4, 5);
	for (int cpu = 2; cpu < 6; cpu++)
		disallow(&topology, cpu);
	make_plan(&topology, PLACEMENT_REMOTE, 1);
	expect_reason("no CPU of another NUMA node is allowed");
	make_plan(&topology, PLACEMENT_MIXED, 2);
	expect_reason("no CPU of another NUMA node is allowed");
	topology_free(&topology);
}

static void plan_remote_node(const struct topology *topology, int node)
{
	struct placement_policy policy = policy_of(PLACEMENT_REMOTE, 1);

	policy.nr_remote = 1;
	policy.remote_node[0] = node;
	placement_plan(&plan, topology, &policy);
}

static void test_remote_node_by_name(void **state)
{
	struct topology topology;

	(void)state;
	load(&topology, "numa:4 core:2 pu:1");
	plan_remote_node(&topology, 3);
	EXPECT_CPUS(0, 6);
	plan_remote_node(&topology, 0);
	expect_reason("remote node 0 is the consumer's own node");
	plan_remote_node(&topology, 7);
	expect_reason("remote node 7 does not exist: nodes are 0-3");
	topology.nodes[3].node = 5;
	plan_remote_node(&topology, 3);
	expect_reason("remote node 3 does not exist: nodes are some of 0-5");
	disallow(&topology, 2);
	disallow(&topology, 3);
	plan_remote_node(&topology, 1);
	expect_reason("remote node 1 has CPUs, but none of them is allowed");
	/* Node 2's CPUs move to node 1: memory without CPUs is left. */
	for (int i = 4; i < 6; i++)
		topology.cpus[i].nodes = topology.cpus[2].nodes;
	plan_remote_node(&topology, 2);
	expect_reason("remote node 2 has no CPUs");
	plan_remote_node(&topology, 1);
	EXPECT_CPUS(0, 4);
	topology_free(&topology);
	load(&topology, "numa:1 core:2 pu:1");
	plan_remote_node(&topology, 1);
	expect_reason("remote node 1 does not exist: the only node is 0");
	topology_free(&topology);
}

static void test_sets_that_overlap_are_neither_local_nor_remote(void **state)
{
	struct topology topology;

	(void)state;
	load(&topology, "numa:2 core:2 pu:1");
	/* CPUs 2 and 3 are local to both nodes. */
	node_set_add(&topology.cpus[2].nodes, 0);
	node_set_add(&topology.cpus[3].nodes, 0);
	make_plan(&topology, PLACEMENT_LOCAL, 2);
	expect_reason("node 0 has 1 allowed CPU besides the consumer's core, 2 producers need 2");
	make_plan(&topology, PLACEMENT_REMOTE, 1);
	expect_reason("no CPU is on another NUMA node");
	plan_remote_node(&topology, 1);
	expect_reason("remote node 1 has CPUs that are local to the consumer's node");
	/* Local to no node at all: no place for a thread. */
	for (int i = 2; i < 4; i++)
		memset(&topology.cpus[i].nodes, 0,
		       sizeof(topology.cpus[i].nodes));
	make_plan(&topology, PLACEMENT_REMOTE, 1);
	expect_reason("no CPU is on another NUMA node");
	topology_free(&topology);
}

static void test_kinds_are_not_mixed(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_LOCAL, 1);
	struct topology topology;

	(void)state;
	/* Cores 0 and 1 are small, 2 and 3 large; one thread each. */
	load(&topology, "numa:2 core:4 pu:1");
	topology.nr_kinds = 2;
	for (int i = 0; i < 8; i++)
		topology.cpus[i].kind = i == 2 || i == 3;
	make_plan(&topology, PLACEMENT_LOCAL, 1);
	EXPECT_CPUS(2, 3);
	make_plan(&topology, PLACEMENT_LOCAL, 2);
	expect_reason("node 0 has 1 allowed CPU besides the consumer's core of its kind (kinds of cores are not mixed), 2 producers need 2");
	make_plan(&topology, PLACEMENT_LOCAL, 4);
	expect_reason("node 0 has 1 allowed CPU besides the consumer's core, 4 producers need 4");
	make_plan(&topology, PLACEMENT_REMOTE, 1);
	expect_reason("no CPU of another NUMA node is of the consumer's kind of core (kinds are not mixed)");
	plan_remote_node(&topology, 1);
	expect_reason("remote node 1 has no CPUs of the consumer's kind of core (kinds are not mixed)");
	/* Small cores are no reason to share a large one. */
	disallow(&topology, 3);
	policy.oversubscribe = true;
	placement_plan(&plan, &topology, &policy);
	expect_reason("node 0 has no allowed CPUs besides the consumer's core of its kind (kinds of cores are not mixed), 1 producer needs 1");
	/* With the large cores not allowed, the small ones are the highest. */
	disallow(&topology, 2);
	make_plan(&topology, PLACEMENT_REMOTE, 2);
	EXPECT_CPUS(4, 0, 1);
	topology_free(&topology);
}

static void test_smt_and_caches(void **state)
{
	struct topology topology;

	(void)state;
	load(&topology, "numa:1 l3:2 core:2 pu:2");
	make_plan(&topology, PLACEMENT_SMT, 1);
	EXPECT_CPUS(0, 1);
	make_plan(&topology, PLACEMENT_LLC, 2);
	EXPECT_CPUS(0, 2, 3);
	make_plan(&topology, PLACEMENT_XLLC, 4);
	EXPECT_CPUS(0, 4, 6, 5, 7);
	disallow(&topology, 1);
	make_plan(&topology, PLACEMENT_SMT, 1);
	expect_reason("no other hardware thread of core 0 is allowed");
	disallow(&topology, 2);
	disallow(&topology, 3);
	make_plan(&topology, PLACEMENT_LLC, 1);
	expect_reason("node 0 has no allowed CPUs on other cores of the consumer's cache, 1 producer needs 1");
	topology_free(&topology);
	load(&topology, "numa:1 l3:2 core:1 pu:1");
	make_plan(&topology, PLACEMENT_LLC, 1);
	expect_reason("the consumer's core has its last-level cache to itself");
	topology_free(&topology);
}

static void test_oversubscribe(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_LOCAL, 4);
	struct topology topology;

	(void)state;
	policy.oversubscribe = true;
	load(&topology, "numa:2 core:3 pu:1");
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 1, 2, 1, 2);
	assert_true(plan.oversubscribed);
	policy.producers = 2;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 1, 2);
	assert_false(plan.oversubscribed);
	policy.placement = PLACEMENT_REMOTE;
	policy.producers = 5;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 3, 4, 5, 3, 4);
	policy.placement = PLACEMENT_SMT;
	placement_plan(&plan, &topology, &policy);
	expect_reason("core 0 has no second hardware thread");
	topology_free(&topology);
	load(&topology, "numa:1 core:1 pu:2");
	policy.placement = PLACEMENT_LOCAL;
	policy.producers = 2;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 0, 0);
	assert_true(plan.oversubscribed);
	policy.producers = 1;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 0);
	assert_true(plan.oversubscribed);
	policy.producers = 2;
	policy.placement = PLACEMENT_REMOTE;
	placement_plan(&plan, &topology, &policy);
	expect_reason("this machine has one NUMA node");
	policy.placement = PLACEMENT_MIXED;
	placement_plan(&plan, &topology, &policy);
	expect_reason("this machine has one NUMA node");
	topology_free(&topology);
}

/* Memory */

static void test_no_thread_is_pinned(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_OS, 3);
	struct topology topology;

	(void)state;
	load(&topology, "numa:2 core:2 pu:1");
	policy.consumer_node = 1;
	policy.home = HOME_PRODUCER;
	policy.pool_home = HOME_PRODUCER;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(CPU_ANY, CPU_ANY, CPU_ANY, CPU_ANY);
	assert_int_equal(plan.unpinned_cpus, 4);
	assert_false(plan.oversubscribed);
	assert_int_equal(plan.consumer.memory_node, 1);
	assert_int_equal(plan.pool_node, 0);
	assert_int_equal(plan.producer[0].memory_node, 1);
	assert_int_equal(plan.producer[1].memory_node, 0);
	assert_int_equal(plan.producer[2].memory_node, 1);
	assert_int_equal(placement_put_cpus(&plan), 4);
	policy.producers = 4;
	placement_plan(&plan, &topology, &policy);
	expect_reason("4 CPUs are allowed, 4 producers and a consumer need 5");
	policy.oversubscribe = true;
	placement_plan(&plan, &topology, &policy);
	assert_true(plan.available);
	assert_true(plan.oversubscribed);
	assert_false(plan.mixed_kinds);
	topology.cpus[3].kind = 1;
	make_plan(&topology, PLACEMENT_OS, 1);
	assert_true(plan.mixed_kinds);
	disallow(&topology, 3);
	make_plan(&topology, PLACEMENT_OS, 1);
	assert_false(plan.mixed_kinds);
	topology.cpus[3].isolated = true;
	make_plan(&topology, PLACEMENT_OS, 1);
	assert_true(plan.available);
	topology.cpus[0].isolated = true;
	make_plan(&topology, PLACEMENT_OS, 1);
	expect_reason("1 of 3 allowed CPUs is isolated (isolcpus, or a cpuset partition): the scheduler moves no thread to or from there");
	make_plan(&topology, PLACEMENT_LOCAL, 1);
	assert_int_equal(plan.unpinned_cpus, 0);
	assert_int_equal(placement_put_cpus(&plan), 1);
	topology_free(&topology);
}

static void test_memory_homes(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_MIXED, 3);
	struct topology topology;

	(void)state;
	load(&topology, "numa:3 core:2 pu:1");
	placement_plan(&plan, &topology, &policy);
	for (int i = 0; i < 3; i++)
		assert_int_equal(plan.producer[i].memory_node, 0);
	policy.home = HOME_PRODUCER;
	placement_plan(&plan, &topology, &policy);
	for (int i = 0; i < 3; i++)
		assert_int_equal(plan.producer[i].memory_node, i);
	policy.home = HOME_NODE;
	policy.home_node = 2;
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(plan.consumer.memory_node, 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(plan.producer[i].memory_node, 2);
	topology.nodes[2].allowed = false;
	placement_plan(&plan, &topology, &policy);
	expect_reason("this process may not have memory on home node 2");
	topology.nodes[2].memory_bytes = 0;
	placement_plan(&plan, &topology, &policy);
	expect_reason("home node 2 has no memory");
	policy.home_node = 3;
	placement_plan(&plan, &topology, &policy);
	expect_reason("home node 3 does not exist: nodes are 0-2");
	topology_free(&topology);
}

static void test_nodes_without_memory(void **state)
{
	static const uint32_t distances[] = {
		10, 30, 20,
		20, 10, 30,
		30, 20, 10,
	};
	struct placement_policy policy = policy_of(PLACEMENT_MIXED, 3);
	struct topology topology;

	(void)state;
	policy.home = HOME_PRODUCER;
	load(&topology, "numa:3 core:2 pu:1");
	topology.distances = malloc(sizeof(distances));
	assert_non_null(topology.distances);
	memcpy(topology.distances, distances, sizeof(distances));
	topology.nodes[0].memory_bytes = 0;
	placement_plan(&plan, &topology, &policy);
	/* The consumer is on the first that has some. */
	EXPECT_CPUS(2, 3, 0, 4);
	assert_false(plan.memory_elsewhere);
	assert_int_equal(plan.producer[1].memory_node, 2);
	policy.consumer_node = 0;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 1, 2, 4);
	assert_true(plan.memory_elsewhere);
	assert_int_equal(plan.consumer.memory_node, 2);
	assert_int_equal(plan.producer[0].memory_node, 2);
	assert_int_equal(plan.producer[1].memory_node, 1);
	/* A node's own memory is nearest, whatever the matrix says. */
	topology.distances[2 * 3 + 1] = 9;
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(plan.producer[2].memory_node, 2);
	topology.nodes[2].allowed = false;
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(plan.consumer.memory_node, 1);
	assert_int_equal(plan.producer[2].node, 2);
	assert_int_equal(plan.producer[2].memory_node, 1);
	/* The memory's own node is not remote. */
	policy.producers = 1;
	policy.placement = PLACEMENT_REMOTE;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 4);
	policy.nearest = true;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 4);
	policy.nr_remote = 1;
	policy.remote_node[0] = 1;
	placement_plan(&plan, &topology, &policy);
	expect_reason("remote node 1 has the consumer's memory");
	policy.nr_remote = 0;
	disallow(&topology, 4);
	disallow(&topology, 5);
	placement_plan(&plan, &topology, &policy);
	expect_reason("no CPU of another NUMA node is allowed");
	/* Nobody is anywhere in particular. */
	policy.placement = PLACEMENT_OS;
	placement_plan(&plan, &topology, &policy);
	assert_true(plan.available);
	assert_false(plan.memory_elsewhere);
	placement_pair(&plan, room.producer, &topology, 0, 2);
	assert_true(plan.memory_elsewhere);
	placement_pair(&plan, room.producer, &topology, 2, 0);
	assert_false(plan.memory_elsewhere);
	topology.nodes[1].memory_bytes = 0;
	placement_plan(&plan, &topology, &policy);
	expect_reason("the topology states no memory on any allowed node");
	topology_free(&topology);
}

/* Nodes 0 and 1 are near each other, as are 2 and 3. */
static const uint32_t pairs[] = {
	10, 12, 30, 40,
	12, 10, 40, 30,
	30, 40, 10, 12,
	40, 30, 12, 10,
};

static void load_pairs(struct topology *topology)
{
	load(topology, "numa:4 core:2 pu:1");
	topology->distances = malloc(sizeof(pairs));
	assert_non_null(topology->distances);
	memcpy(topology->distances, pairs, sizeof(pairs));
}

static void test_remote_nearest_and_several(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_REMOTE, 2);
	struct topology topology;

	(void)state;
	load_pairs(&topology);
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 6, 7);
	policy.nearest = true;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 2, 3);
	policy.nr_remote = 2;
	policy.remote_node[0] = 3;
	policy.remote_node[1] = 1;
	policy.producers = 3;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(0, 6, 2, 7);
	policy.producers = 5;
	placement_plan(&plan, &topology, &policy);
	expect_reason("node 3 has 2 allowed CPUs, 5 producers need 3");
	policy.producers = 1;
	placement_plan(&plan, &topology, &policy);
	expect_reason("2 remote nodes need at least 2 producers, 1 was asked for");
	policy.producers = 2;
	policy.remote_node[1] = 0;
	placement_plan(&plan, &topology, &policy);
	expect_reason("remote node 0 is the consumer's own node");
	/* A node whose CPUs are those of another */
	policy.consumer_node = 0;
	policy.remote_node[1] = 2;
	node_set_add(&topology.cpus[6].nodes, 2);
	node_set_add(&topology.cpus[7].nodes, 2);
	for (int i = 4; i < 6; i++)
		topology.cpus[i].nodes = topology.cpus[6].nodes;
	placement_plan(&plan, &topology, &policy);
	expect_reason("remote nodes 3 and 2 have the same CPUs");
	topology_free(&topology);
}

static void test_consumer_node(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_LOCAL, 1);
	struct topology topology;

	(void)state;
	load_pairs(&topology);
	policy.consumer_node = 2;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(4, 5);
	assert_int_equal(plan.consumer.memory_node, 2);
	policy.placement = PLACEMENT_REMOTE;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(4, 2);
	policy.placement = PLACEMENT_MIXED;
	policy.producers = 4;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(4, 5, 0, 2, 6);
	/* The kind of the node's own cores is the one that is not mixed. */
	topology.nr_kinds = 2;
	for (int i = 0; i < 4; i++)
		topology.cpus[i].kind = 1;
	placement_plan(&plan, &topology, &policy);
	expect_reason("node 2 has 1 allowed CPU besides the consumer's core, 4 producers need 2");
	policy.producers = 2;
	placement_plan(&plan, &topology, &policy);
	EXPECT_CPUS(4, 5, 6);
	disallow(&topology, 4);
	disallow(&topology, 5);
	placement_plan(&plan, &topology, &policy);
	expect_reason("consumer node 2 has CPUs, but none of them is allowed");
	topology.cpus[4].nodes = topology.cpus[5].nodes =
		topology.cpus[0].nodes;
	placement_plan(&plan, &topology, &policy);
	expect_reason("consumer node 2 has no CPUs");
	policy.consumer_node = 9;
	placement_plan(&plan, &topology, &policy);
	expect_reason("consumer node 9 does not exist: nodes are 0-3");
	topology_free(&topology);
}

static void test_pool_home(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_MIXED, 3);
	struct topology topology;

	(void)state;
	load_pairs(&topology);
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(plan.pool_node, 0);
	/* The first producer is on the consumer's own node. */
	policy.pool_home = HOME_PRODUCER;
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(plan.pool_node, 1);
	assert_int_equal(plan.producer[1].memory_node, 0);
	policy.placement = PLACEMENT_REMOTE;
	policy.producers = 2;
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(plan.pool_node, 3);
	policy.placement = PLACEMENT_LOCAL;
	policy.producers = 1;
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(plan.pool_node, 0);
	policy.pool_home = HOME_NODE;
	policy.pool_home_node = 2;
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(plan.pool_node, 2);
	assert_int_equal(plan.consumer.memory_node, 0);
	topology.nodes[2].memory_bytes = 0;
	placement_plan(&plan, &topology, &policy);
	expect_reason("pool home node 2 has no memory");
	/* Only pairs can mix kinds of cores, and say so. */
	placement_pair(&plan, room.producer, &topology, 0, 1);
	assert_false(plan.mixed_kinds);
	topology.cpus[1].kind = 1;
	placement_pair(&plan, room.producer, &topology, 0, 1);
	assert_true(plan.mixed_kinds);
	topology_free(&topology);
}

static void test_numbers_of_producers(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_LOCAL, 0);
	struct topology topology;

	(void)state;
	load(&topology, "numa:1 core:1030 pu:1");
	placement_plan(&plan, &topology, &policy);
	expect_reason("0 producers: 1 to 1024 can be placed");
	policy.producers = PLACEMENT_MAX_PRODUCERS + 1;
	placement_plan(&plan, &topology, &policy);
	expect_reason("1025 producers: 1 to 1024 can be placed");
	policy.producers = PLACEMENT_MAX_PRODUCERS;
	placement_plan(&plan, &topology, &policy);
	assert_true(plan.available);
	assert_false(plan.oversubscribed);
	assert_int_equal(plan.producer[1023].cpu, 1024);
	policy.placement = PLACEMENT_COUNT;
	placement_plan(&plan, &topology, &policy);
	assert_false(plan.available);
	topology_free(&topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_plans),
		cmocka_unit_test(test_random_machines),
		cmocka_unit_test(test_consumer_is_on_the_node_with_most_cores),
		cmocka_unit_test(test_remote_by_distance),
		cmocka_unit_test(test_remote_node_by_name),
		cmocka_unit_test(
			test_sets_that_overlap_are_neither_local_nor_remote),
		cmocka_unit_test(test_kinds_are_not_mixed),
		cmocka_unit_test(test_smt_and_caches),
		cmocka_unit_test(test_oversubscribe),
		cmocka_unit_test(test_no_thread_is_pinned),
		cmocka_unit_test(test_memory_homes),
		cmocka_unit_test(test_nodes_without_memory),
		cmocka_unit_test(test_remote_nearest_and_several),
		cmocka_unit_test(test_consumer_node),
		cmocka_unit_test(test_pool_home),
		cmocka_unit_test(test_numbers_of_producers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
