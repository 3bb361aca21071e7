// SPDX-License-Identifier: MIT
/*
 * Plans of machines that are made up. Those of known machines, in plans.txt, are
 * held against bench --plan; test_random_machines.c has what holds for all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "base/small_file.h"
#include "plan_of.h"

#define LINE		512

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
	} else if (topology->nr_nodes &&
		   strncmp(line, "distances ", 10) == 0) {
		set_distances(topology, line + 10);
	} else if (sscanf(line, "cpus %63s %15s %d", list, what,
			  &number) >= 2) {
		topology_for_each_cpu(cpu, topology) {
			if (cpu_list_has(list, cpu->cpu))
				change_cpu(topology, cpu, what, number);
		}
	} else if (topology->nr_nodes &&
		   sscanf(line, "node %d %15s %d", &index, what,
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

static void test_numbers_of_producers(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_LOCAL, 0);
	struct topology topology;

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

TESTS(T(test_steps), T(test_numbers_of_producers))
