// SPDX-License-Identifier: MIT
/* CPUs, cores, caches, nodes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/internal.h"
#include "trial/trial.h"

#define CPU_FOLDER	"/sys/devices/system/cpu"
#define MAX_CACHES	16

static int count_allowed(const struct topology *topology)
{
	int count = 0;

	for (int i = 0; i < topology->nr_cpus; i++)
		count += topology->cpus[i].allowed;
	return count;
}

static int next_cpu(const struct topology *topology, int after, bool allowed)
{
	int next = -1;

	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

		if (cpu->cpu > after && (cpu->allowed || !allowed) &&
		    (next < 0 || cpu->cpu < next))
			next = cpu->cpu;
	}
	return next;
}

/* The topology is not in the order of numbers; the kernel's lists are. */
static void print_cpus(struct environment *environment,
		       const struct topology *topology, bool allowed)
{
	int first = next_cpu(topology, -1, allowed);
	const char *comma = "";

	while (first >= 0) {
		int last = first;
		int next = next_cpu(topology, first, allowed);

		while (next == last + 1) {
			last = next;
			next = next_cpu(topology, last, allowed);
		}
		environment_print(environment, "%s%d", comma, first);
		if (last > first)
			environment_print(environment, "-%d", last);
		comma = ",";
		first = next;
	}
}

static void add_cpus(struct environment *environment,
		     const struct topology *topology)
{
	static const struct environment_judgement few = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "the consumer and each producer need a CPU of their own; what many producers cost cannot be seen",
		.remedy = "use a machine with more CPUs, or allow this process more (taskset, cpuset, container limits)",
	};
	int count = count_allowed(topology);

	print_cpus(environment, topology, false);
	environment_add_printed(environment, "cpus_online", NULL);
	print_cpus(environment, topology, true);
	if (count >= 4) {
		environment_add_printed(environment, "cpus_allowed", NULL);
		return;
	}
	environment_add_unfit(environment, "cpus_allowed",
		environment->pending, &few,
		count == 3 ? "3 CPUs: two producers at most" :
		count == 2 ? "2 CPUs: one producer at most" :
			     "1 CPU: no producer beside the consumer");
	environment_drop_printed(environment);
}

static int count_packages(const struct topology *topology)
{
	int count = 0;

	for (int i = 0; i < topology->nr_cpus; i++) {
		int package = topology->cpus[i].package;
		bool seen = package < 0;

		for (int j = 0; j < i; j++)
			seen |= topology->cpus[j].package == package;
		count += !seen;
	}
	return count;
}

static void add_cores(struct environment *environment,
		      const struct topology *topology)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "the machine does not state its packages",
	};
	static const struct environment_judgement kinds = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "cores differ in speed; threads are placed on the fastest kind only",
	};
	int packages = count_packages(topology);
	int cores = 0;
	int threads = 0;

	for (int i = 0; i < topology->nr_cpus; i++) {
		cores += topology->cpus[i].smt == 0;
		if (topology->cpus[i].smt >= threads)
			threads = topology->cpus[i].smt + 1;
	}
	if (packages)
		environment_print(environment, "%d", packages);
	environment_add_printed(environment, "packages",
				packages ? NULL : &unstated);
	environment_print(environment, "%d", cores);
	if (topology->nr_kinds > 1)
		environment_print(environment, " of %d kinds",
				  topology->nr_kinds);
	environment_add_printed(environment, "cores",
				topology->nr_kinds > 1 ? &kinds : NULL);
	environment_print(environment, "%s: %d thread%s per core",
			  threads > 1 ? "active" : "not active", threads,
			  threads > 1 ? "s" : "");
	environment_add_printed(environment, "smt", NULL);
}

static int count_nodes_allowed(const struct topology *topology)
{
	struct node_set seen = { { 0 } };
	int count = 0;

	for (int i = 0; i < topology->nr_cpus; i++) {
		int node = topology_cpu_node(topology, &topology->cpus[i]);

		if (!topology->cpus[i].allowed || node < 0 ||
		    node_set_has(&seen, node))
			continue;
		node_set_add(&seen, node);
		count++;
	}
	return count;
}

static void add_nodes(struct environment *environment,
		      const struct topology *topology)
{
	static const struct environment_judgement one = {
		.verdict = ENVIRONMENT_UNFIT,
		.why = "producers and consumer share a node, so that remote placements cannot be measured",
		.remedy = "use a machine with several NUMA nodes, and allow this process CPUs of two of them",
	};
	char value[32];

	snprintf(value, sizeof(value), "%d", topology->nr_nodes);
	if (count_nodes_allowed(topology) >= 2)
		environment_add(environment, "nodes", value, NULL);
	else
		environment_add_unfit(environment, "nodes", value, &one,
			topology->nr_nodes < 2 ?
				"one NUMA node: nothing remote" :
				"CPUs of one NUMA node: nothing remote");
}

static void add_distances(struct environment *environment,
			  const struct topology *topology)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "the machine does not state its distances: which node is the farthest is a guess",
	};
	bool stated = topology->distances || topology->nr_nodes == 1;

	for (int i = 0; stated && i < topology->nr_nodes; i++) {
		environment_print(environment, "%s%d:", i ? "; " : "",
				  topology->nodes[i].node);
		for (int j = 0; j < topology->nr_nodes; j++)
			environment_print(environment, " %" PRIu32,
					  topology_distance(topology, i, j));
	}
	environment_add_printed(environment, "node_distances",
				stated ? NULL : &unstated);
}

static void add_node_memory(struct environment *environment,
			    const struct topology *topology)
{
	static const struct environment_judgement none = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "a node states no memory: no thread's buffers can lie there",
		.remedy = "populate the memory slots of each node evenly",
	};
	static const struct environment_judgement elsewhere = {
		.verdict = ENVIRONMENT_WARNING,
		.why = "CPUs have no memory on their own node: what is local to the consumer's CPU is not local to its memory",
		.remedy = "allow this process the memory of the nodes whose CPUs it may use (cpuset.mems, --membind)",
	};
	bool all = true, own = true;

	for (int i = 0; i < topology->nr_nodes; i++) {
		const struct topology_node *node = &topology->nodes[i];
		const int at = topology_elsewhere(topology, i);

		environment_print(environment, "%s%d: %" PRIu64 " MiB",
				  i ? "; " : "", node->node,
				  node->memory_bytes >> 20);
		if (at >= 0)
			environment_print(environment, " (its CPUs' is on %d)",
					  topology->nodes[at].node);
		own = own && at < 0;
		all = all && node->memory_bytes;
	}
	environment_add_printed(environment, "node_memory",
				!own ? &elsewhere : all ? NULL : &none);
}

static bool print_cache(struct environment *environment,
			const struct environment_source *source, int cpu,
			int index)
{
	char level[16], type[32], size[32], shared[256];

	if (!environment_read(source, level, sizeof(level),
			CPU_FOLDER "/cpu%d/cache/index%d/level", cpu, index))
		return false;
	environment_read(source, type, sizeof(type),
			 CPU_FOLDER "/cpu%d/cache/index%d/type", cpu, index);
	if (!environment_read(source, size, sizeof(size),
			CPU_FOLDER "/cpu%d/cache/index%d/size", cpu, index))
		return false;
	environment_read(source, shared, sizeof(shared),
		CPU_FOLDER "/cpu%d/cache/index%d/shared_cpu_list", cpu, index);
	environment_print(environment, "%sL%s%s %s (CPU %s)",
			  environment->pending ? ", " : "", level,
			  type[0] == 'D' ? "d" : type[0] == 'I' ? "i" : "",
			  size, shared[0] ? shared : "?");
	return true;
}

/* Of one CPU: that all are alike is said by the kinds of cores. */
static void add_caches(struct environment *environment,
		       const struct environment_source *source)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "whether the buffers of a run fit into a cache decides what it measures",
	};
	int cpu = next_cpu(source->topology, -1, true);

	for (int index = 0; index < MAX_CACHES; index++) {
		if (!print_cache(environment, source, cpu, index))
			break;
	}
	environment_add_printed(environment, "caches",
				environment->pending ? NULL : &unstated);
}

/* What payloads of scenario rpc are copied from */
static void add_cold_source(struct environment *environment,
			    const struct topology *topology)
{
	static const struct environment_judgement unstated = {
		.verdict = ENVIRONMENT_UNKNOWN,
		.why = "bytes that scenario rpc copies may come from a cache that is larger than this",
	};
	const uint64_t cache = topology->cache_bytes;

	environment_print(environment, "%" PRIu64 " MiB",
			  trial_cold_bytes(cache) >> 20);
	if (cache)
		environment_print(environment,
			" for a last-level cache of %" PRIu64 " KiB",
			cache >> 10);
	else
		environment_print(environment, ", last-level cache not stated");
	environment_add_printed(environment, "cold_source",
				cache ? NULL : &unstated);
}

void environment_add_machine(struct environment *environment,
			     const struct environment_source *source)
{
	const struct topology *topology = source->topology;

	add_cpus(environment, topology);
	add_cores(environment, topology);
	add_nodes(environment, topology);
	add_distances(environment, topology);
	add_node_memory(environment, topology);
	add_caches(environment, source);
	add_cold_source(environment, topology);
}
