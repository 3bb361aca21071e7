// SPDX-License-Identifier: MIT
/*
 * Plans of machines that are made up, and what must hold for all machines. Those
 * of known machines, in plans.txt, are held against bench --plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/small_file.h"
#include "topo/placement.h"
#include "topo/placement_parts.h"

#define LINE		512

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

static void print_plan(FILE *out)
{
	if (!plan.available) {
		fprintf(out, " no: %s", plan.reason);
		return;
	}
	for (int i = -1; i < plan.producers; i++) {
		const struct placement_thread *thread =
			i < 0 ? &plan.consumer : &plan.producer[i];

		fprintf(out, "%s %d/%d/%d/%d", i == 0 ? " <-" : "",
			thread->cpu, thread->core, thread->node,
			thread->memory_node);
	}
	fprintf(out, ", pool %d%s%s%s", plan.pool_node,
		plan.oversubscribed ? ", oversubscribed" : "",
		plan.mixed_kinds ? ", mixed kinds" : "",
		plan.memory_elsewhere ? ", memory elsewhere" : "");
	if (plan.unpinned_cpus)
		fprintf(out, ", on %d CPUs", plan.unpinned_cpus);
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

/* Made-up machines, step by step: steps.txt says what its words mean. */

static void parse_home(const char *value, enum home *home, int *node)
{
	*home = strcmp(value, "producer") == 0 ? HOME_PRODUCER : HOME_NODE;
	*node = atoi(value);
}

static void parse_option(struct placement_policy *policy, const char *word)
{
	const char *value = strchr(word, '=');

	value = value ? value + 1 : "";
	if (strcmp(word, "nearest") == 0)
		policy->nearest = true;
	else if (strcmp(word, "oversubscribe") == 0)
		policy->oversubscribe = true;
	else if (strncmp(word, "consumer=", 9) == 0)
		policy->consumer_node = atoi(value);
	else if (strncmp(word, "home=", 5) == 0)
		parse_home(value, &policy->home, &policy->home_node);
	else if (strncmp(word, "pool-home=", 10) == 0)
		parse_home(value, &policy->pool_home, &policy->pool_home_node);
	else if (strncmp(word, "remote=", 7) == 0)
		policy->nr_remote = sscanf(value, "%d,%d",
					   &policy->remote_node[0],
					   &policy->remote_node[1]);
	else
		fail_msg("no option: %s", word);
}

/* @text: "remote 2 nearest" */
static struct placement_policy parse_policy(char *text)
{
	struct placement_policy policy = policy_of(PLACEMENT_COUNT, 0);
	char *rest, *word = strtok_r(text, " ", &rest);

	for (int i = 0; word && i < PLACEMENT_COUNT; i++) {
		if (strcmp(word, placement_names[i]) == 0)
			policy.placement = (enum placement)i;
	}
	word = strtok_r(NULL, " ", &rest);
	assert_non_null(word);
	policy.producers = atoi(word);
	while ((word = strtok_r(NULL, " ", &rest)))
		parse_option(&policy, word);
	return policy;
}

static void change_cpu(struct topology *topology, struct topology_cpu *cpu,
		       const char *what, int number)
{
	if (strcmp(what, "off") == 0)
		cpu->allowed = false;
	else if (strcmp(what, "isolated") == 0)
		cpu->isolated = true;
	else if (strcmp(what, "kind") == 0)
		cpu->kind = number;
	else if (strcmp(what, "node") == 0)
		node_set_add(&cpu->nodes, number);
	else if (strcmp(what, "like") == 0)
		cpu->nodes = topology->cpus[number].nodes;
	else if (strcmp(what, "nowhere") == 0)
		memset(&cpu->nodes, 0, sizeof(cpu->nodes));
	else
		fail_msg("no such change of a CPU: %s", what);
}

static void change_node(struct topology_node *node, const char *what,
			int number)
{
	if (strcmp(what, "number") == 0)
		node->node = number;
	else if (strcmp(what, "off") == 0)
		node->allowed = false;
	else if (strcmp(what, "empty") == 0)
		node->memory_bytes = 0;
	else
		fail_msg("no such change of a node: %s", what);
}

static void set_distances(struct topology *topology, const char *text)
{
	int n = topology->nr_nodes * topology->nr_nodes;
	char *rest;

	free(topology->distances);
	topology->distances = calloc((size_t)n, sizeof(*topology->distances));
	assert_non_null(topology->distances);
	for (int i = 0; i < n; i++, text = rest)
		topology->distances[i] = (uint32_t)strtoul(text, &rest, 10);
}

/* Return: whether the line is a change of the machine. */
static bool change(struct topology *topology, const char *line)
{
	char list[64], what[16];
	int index, number = 0;

	if (strncmp(line, "machine ", 8) == 0) {
		topology_free(topology);
		load(topology, line + 8);
	} else if (strncmp(line, "distances ", 10) == 0) {
		set_distances(topology, line + 10);
	} else if (sscanf(line, "cpus %63s %15s %d", list, what,
			  &number) >= 2) {
		topology_for_each_cpu(cpu, topology) {
			if (cpu_list_has(list, cpu->cpu))
				change_cpu(topology, cpu, what, number);
		}
	} else if (sscanf(line, "node %d %15s %d", &index, what,
			  &number) >= 2) {
		change_node(&topology->nodes[index], what, number);
	} else {
		return false;
	}
	return true;
}

static void test_steps(void **state)
{
	FILE *file = fopen(TEST_DATA "/topologies/steps.txt", "r");
	struct topology topology = { 0 };
	char line[LINE], text[LINE], actual[2 * LINE];
	int wrong = 0, plans = 0;

	(void)state;
	assert_non_null(file);
	while (next_line(file, line, sizeof(line))) {
		struct placement_policy policy;
		int consumer, producer;
		FILE *out;

		if (change(&topology, line))
			continue;
		snprintf(text, sizeof(text), "%.*s", (int)strcspn(line, ":"),
			 line);
		out = fmemopen(actual, sizeof(actual), "w");
		assert_non_null(out);
		fprintf(out, "%s:", text);
		if (sscanf(text, "pair %d %d", &consumer, &producer) == 2) {
			placement_pair(&plan, room.producer, &topology,
				       consumer, producer);
		} else {
			policy = parse_policy(text);
			placement_plan(&plan, &topology, &policy);
		}
		print_plan(out);
		fclose(out);
		if (strcmp(line, actual) != 0)
			print_error("-%s\n+%s\n", line, actual);
		wrong += strcmp(line, actual) != 0;
		plans++;
	}
	topology_free(&topology);
	fclose(file);
	assert_int_equal(plans, 96);
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

	topology_for_each_cpu(cpu, topology) {
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

static void test_numbers_of_producers(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_LOCAL, 0);
	struct topology topology;

	(void)state;
	load(&topology, "numa:1 core:1030 pu:1");
	placement_plan(&plan, &topology, &policy);
	assert_string_equal(plan.reason, "0 producers: 1 to 1024 can be placed");
	policy.producers = PLACEMENT_MAX_PRODUCERS + 1;
	placement_plan(&plan, &topology, &policy);
	assert_string_equal(plan.reason,
			    "1025 producers: 1 to 1024 can be placed");
	policy.producers = PLACEMENT_MAX_PRODUCERS;
	placement_plan(&plan, &topology, &policy);
	assert_true(plan.available);
	assert_false(plan.oversubscribed);
	assert_int_equal(plan.producer[1023].cpu, 1024);
	assert_int_equal(placement_put_cpus(&plan), 1024);
	policy = policy_of(PLACEMENT_OS, 1);
	placement_plan(&plan, &topology, &policy);
	assert_int_equal(placement_put_cpus(&plan), 1030);
	policy.placement = PLACEMENT_COUNT;
	placement_plan(&plan, &topology, &policy);
	assert_false(plan.available);
	topology_free(&topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_random_machines),
		cmocka_unit_test(test_numbers_of_producers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
