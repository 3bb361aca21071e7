// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A request in words becomes a setting, or one line that says what is wrong. */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "role.h"
#include "rpc.h"
#include "trial.h"

/* the ring of net page_pool has no more */
#define MAX_MAX		16384
#define SLICES_LIMIT	1024
#define SLICE_MS_MAX	1000
#define WARMUP_US_MAX	1000000
#define LIMIT_S_MAX	3600
/* A trial may have one of so many pages that nobody uses. */
#define PAGES_SHARE	3

const char *const scenario_names[SCENARIO_COUNT] = {
	"handoff", "rpc", "uncontended"
};
const char *const put_names[PUT_MODES] = { "single", "bulk" };

static int refuse_value(struct error *error, const char *key,
			const char *value, const char *right)
{
	return error_set(error, EINVAL, "%s=%s: %s would be right", key, value,
			 right);
}

static int parse_name(const char *value, const char *const *names, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (!strcmp(value, names[i]))
			return i;
	}
	return -EINVAL;
}

static int parse_cpus(char *value, struct trial_config *config,
		      unsigned int *cpus)
{
	char *word;

	for (*cpus = 0; (word = strsep(&value, ",")); ++*cpus) {
		if (*cpus == ARRAY_SIZE(config->cpu) ||
		    kstrtouint(word, 10, &config->cpu[*cpus]))
			return -EINVAL;
	}
	return 0;
}

/* Several producers put at once, other than in rpc, where they take turns. */
static bool puts_at_once(const struct trial_config *config)
{
	return config->producers > 1 && config->scenario != SCENARIO_RPC;
}

/* Return: 0; -EINVAL: there is none; -EBUSY: not for so many producers. */
static int add_pool(struct trial_config *config, const char *name)
{
	const bool all = !strcmp(name, "all");
	size_t count, i;
	const struct pool_ops *const *pools = pool_registry(&count);
	unsigned int k;

	for (i = 0; i < count; i++) {
		if (!all && strcmp(name, pools[i]->name))
			continue;
		if (puts_at_once(config) &&
		    pools[i]->capabilities & POOL_SERIALIZED_PUTS) {
			if (all)
				continue;
			return -EBUSY;
		}
		for (k = 0; k < config->subjects; k++) {
			if (config->subject[k] == pools[i])
				break;
		}
		if (k == config->subjects)
			config->subject[config->subjects++] = pools[i];
		if (!all)
			return 0;
	}
	return all ? 0 : -EINVAL;
}

/* When all else is known. The base is in every trial, and first. */
static int parse_pools(char *value, struct trial_config *config,
		       struct error *error)
{
	char *word;
	int err;

	add_pool(config, TRIAL_BASE_POOL);
	while ((word = strsep(&value, ","))) {
		err = add_pool(config, word);
		if (err)
			return error_set(error, EINVAL, err == -EBUSY ?
				"pools=%s: it needs its puts serialized: one producer or scenario rpc would be right" :
				"pools=%s: no such pool; file pools has the names",
				word);
	}
	return 0;
}

static int parse_word(char *key, char *value, struct trial_config *config,
		      unsigned int *cpus, char **pools, struct error *error)
{
	const struct {
		const char *key;
		unsigned int *to;
		unsigned int least;
		unsigned int most;
		const char *right;
	} numbers[] = {
		{ "burst", &config->burst, 0, ROLE_MAX_BURST,
		  "1 to 512, in scenario rpc 0 (the mix) to 260" },
		{ "max", &config->max, 1, MAX_MAX, "1 to 16384" },
		{ "slices", &config->slices, 1, SLICES_LIMIT, "1 to 1024" },
		{ "window_ms", &config->window_ms, 1, U32_MAX / 2,
		  "1 or more" },
		{ "warmup_us", &config->warmup_us, 0, WARMUP_US_MAX,
		  "0 to 1000000" },
		{ "limit_s", &config->limit_s, 1, LIMIT_S_MAX, "1 to 3600" },
	};
	unsigned int i, number;
	int found;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (strcmp(key, numbers[i].key))
			continue;
		if (kstrtouint(value, 10, &number) ||
		    number < numbers[i].least || number > numbers[i].most)
			return refuse_value(error, key, value,
					    numbers[i].right);
		*numbers[i].to = number;
		return 0;
	}
	if (!strcmp(key, "scenario")) {
		found = parse_name(value, scenario_names, SCENARIO_COUNT);
		if (found < 0)
			return refuse_value(error, key, value,
					    "handoff, rpc or uncontended");
		config->scenario = found;
		return 0;
	}
	if (!strcmp(key, "put")) {
		found = parse_name(value, put_names, PUT_MODES);
		if (found < 0)
			return refuse_value(error, key, value,
					    "single or bulk");
		config->put = found;
		return 0;
	}
	if (!strcmp(key, "seed"))
		return kstrtou64(value, 0, &config->seed) ?
		       refuse_value(error, key, value, "a number") : 0;
	if (!strcmp(key, "node"))
		return kstrtoint(value, 10, &config->node) ?
		       refuse_value(error, key, value, "a node") : 0;
	if (!strcmp(key, "cpus"))
		return parse_cpus(value, config, cpus) ?
		       error_set(error, EINVAL,
				 "cpus: CPUs in a list would be right, the consumer's first, at most %zu",
				 ARRAY_SIZE(config->cpu)) : 0;
	if (!strcmp(key, "pools")) {
		*pools = value;
		return 0;
	}
	return error_set(error, EINVAL,
			 "%s: no such word; scenario, pools, cpus, node, burst, put, max, slices, window_ms, warmup_us, seed and limit_s are known",
			 key);
}

/* A page's node is told by its address, see arena_is_wrong_node(). */
static int check_node_range(int node, struct error *error)
{
	int other;

	if (IS_ENABLED(CONFIG_SPARSEMEM) && !IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP))
		return error_set(error, EINVAL,
			"the kernel has no contiguous map of pages; CONFIG_SPARSEMEM_VMEMMAP would be right");
	for_each_node_state(other, N_MEMORY) {
		if (other != node &&
		    node_start_pfn(other) < node_end_pfn(node) &&
		    node_start_pfn(node) < node_end_pfn(other))
			return error_set(error, EINVAL,
				"node=%d lies between pages of node %d: another node would be right",
				node, other);
	}
	return 0;
}

static int check_places(struct trial_config *config, unsigned int cpus,
			struct error *error)
{
	unsigned int i, k;

	if (!cpus)
		return error_set(error, EINVAL,
				 "cpus is missing: the consumer's, then each producer's");
	if ((config->scenario == SCENARIO_UNCONTENDED) != (cpus == 1))
		return error_set(error, EINVAL,
				 "cpus: scenario %s wants %s",
				 scenario_names[config->scenario],
				 cpus == 1 ? "a producer's, too" : "one");
	for (i = 0; i < cpus; i++) {
		if (config->cpu[i] >= nr_cpu_ids || !cpu_online(config->cpu[i]))
			return error_set(error, EINVAL, "cpus: %u is not online",
					 config->cpu[i]);
		for (k = 0; k < i; k++) {
			if (config->cpu[k] == config->cpu[i])
				return error_set(error, EINVAL,
					"cpus: %u is there twice; each thread has its own",
					config->cpu[i]);
		}
	}
	config->producers = cpus - 1;
	if (config->node == NUMA_NO_NODE)
		config->node = cpu_to_mem(config->cpu[0]);
	if (config->node < 0 || config->node >= MAX_NUMNODES ||
	    !node_state(config->node, N_MEMORY))
		return error_set(error, EINVAL, "node=%d has no memory",
				 config->node);
	return check_node_range(config->node, error);
}

/* Pools that keep all that is put where producers put at once */
static unsigned int unbounded_pools(const struct trial_config *config)
{
	const struct pool_params params = {
		.max = config->max, .put = config->put,
		.producers = puts_at_once(config) ? config->producers : 1,
	};
	unsigned int i, n = 0;

	for (i = 0; i < config->subjects; i++) {
		const struct pool_ops *pool = config->subject[i];

		n += pool && pool->max_excess &&
		     pool->max_excess(&params) == POOL_EXCESS_UNBOUNDED;
	}
	return n;
}

static int check_size(struct trial_config *config, struct error *error)
{
	const unsigned int burst = config->burst ?: RPC_SLOTS;
	/* on the queue or in rings, and one that each thread may have */
	const unsigned int messages = 1 + config->producers +
		(config->scenario == SCENARIO_RPC ? RPC_QUEUE_MAX + 1 :
		 config->producers * FORWARD_MESSAGES);
	u64 pages, most = si_mem_available() / PAGES_SHARE;

	if (config->scenario == SCENARIO_RPC ? config->burst > RPC_SLOTS :
					       !config->burst)
		return error_set(error, EINVAL,
			"burst=%u: 1 to 512 would be right, in scenario rpc 0 (the mix) to 260",
			config->burst);
	if (config->window_ms > (u64)config->slices * SLICE_MS_MAX ||
	    config->window_ms < config->slices / 10)
		return error_set(error, EINVAL,
			"window_ms=%u in %u slices: 100 to 1000000 us each would be right",
			config->window_ms, config->slices);
	if (trial_slices(config) > TRIAL_SLICES_MAX)
		return error_set(error, EINVAL,
			"slices=%u of %u pools: together at most %u would be right",
			config->slices, config->subjects, TRIAL_SLICES_MAX);
	/*
	 * What all pools may retain, twice since some have a second list, and
	 * what one of them has in flight, which one without a cap may also
	 * retain; of scenario rpc also all slots.
	 */
	pages = (u64)config->subjects *
		(2 * config->max + RPC_SLOTS * (config->producers + 1)) +
		(u64)messages * burst * (1 + unbounded_pools(config));
	if (pages > most)
		return error_set(error, EINVAL,
			"it may need %llu pages, and %llu would be right: fewer pools, a smaller max or burst",
			pages, most);
	return 0;
}

int request_parse(char *text, struct trial_config *config,
		  struct error *error)
{
	char all[] = "all", *pools = all, *word;
	unsigned int cpus = 0;
	int err;

	*config = (struct trial_config){
		.scenario = SCENARIO_HANDOFF, .node = NUMA_NO_NODE,
		.burst = 17, .put = PUT_SINGLE, .max = 256, .slices = 50,
		.window_ms = 50, .warmup_us = 300, .limit_s = 600,
	};
	while ((word = strsep(&text, " \t\n"))) {
		char *value = strchr(word, '=');

		if (!*word)
			continue;
		if (!value)
			return error_set(error, EINVAL,
				"%s: word=value would be right", word);
		*value++ = 0;
		err = parse_word(word, value, config, &cpus, &pools, error);
		if (err)
			return err;
	}
	err = check_places(config, cpus, error);
	if (!err)
		err = parse_pools(pools, config, error);
	if (err)
		return err;
	/* NULL is line_transfer, which is between threads */
	if (config->producers)
		config->subject[config->subjects++] = NULL;
	return check_size(config, error);
}
