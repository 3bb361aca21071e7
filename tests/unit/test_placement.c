// SPDX-License-Identifier: MIT
/*
 * Plans of machines that are made up. Those of known machines, in plans.txt, are
 * held against bench --plan; test_random_machines.c has what holds for all.
 */
#include "test.h"
#include "plan_of.h"
#include "steps.h"

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

static struct topology topology;

static bool step(const char *line)
{
	return change(&topology, line);
}

static void answer(FILE *out, char *question)
{
	int consumer, producer;

	if (sscanf(question, "pair %d %d", &consumer, &producer) == 2) {
		placement_pair(&plan, room.producer, &topology, consumer,
			       producer);
	} else {
		const struct placement_policy policy = parse_policy(question);

		placement_plan(&plan, &topology, &policy);
	}
	print_plan(out);
}

static void test_steps(void **state)
{
	assert_int_equal(play(TEST_DATA "/topologies/steps.txt", step, answer),
			 97);
	topology_free(&topology);
}

static void test_numbers_of_producers(void **state)
{
	struct placement_policy policy = policy_of(PLACEMENT_LOCAL, 0);

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
