// SPDX-License-Identifier: MIT
#include "bench/show_machine.h"

#include <inttypes.h>
#include <sys/param.h>

#include "base/small_file.h"

/* A matrix of more nodes is no longer read. */
#define MATRIX_NODES	16
/* So many caches are listed one by one. */
#define CACHES_LISTED	8
#define CPU_OFFLINE	"/sys/devices/system/cpu/offline"

bool show_on_node(const struct topology_cpu *cpu, int index)
{
	return cpu->allowed && topology_cpu_is_on(cpu, index);
}

/* More that topology_print_cpus() may ask of a CPU, with one argument */
#define FILTER(name, condition)						\
	static bool name(const struct topology_cpu *cpu, int of)	\
	{								\
		return condition;					\
	}
FILTER(is_first_thread, show_on_node(cpu, of) && !cpu->smt)
FILTER(is_second_thread, show_on_node(cpu, of) && cpu->smt)
FILTER(is_disallowed, !cpu->allowed)
FILTER(is_of_kind, cpu->kind == of)
FILTER(is_of_cache, cpu->llc == of)

static int count_cpus(const struct topology *topology, cpu_filter filter,
		      int of)
{
	return topology_print_cpus(NULL, topology, filter, of, false);
}

static int count_cores(const struct topology *topology, int index)
{
	int cores = 0, previous = -1;

	topology_for_each_cpu(cpu, topology) {
		if (!show_on_node(cpu, index))
			continue;
		/* the threads of a core follow each other */
		cores += cpu->core != previous;
		previous = cpu->core;
	}
	return cores;
}

/* Return: index of an earlier node with the same CPUs, -1 where none has. */
static int same_cpus_before(const struct topology *topology, int index)
{
	topology_for_each_cpu(cpu, topology) {
		if (!topology_cpu_is_on(cpu, index))
			continue;
		for (int other = 0; other < index; other++) {
			if (topology_cpu_is_on(cpu, other))
				return other;
		}
		return -1;
	}
	return -1;
}

static void print_memory(FILE *out, const struct topology_node *node)
{
	const double gib = (double)node->memory_bytes / (1 << 30);

	if (!node->memory_bytes)
		fprintf(out, "no memory");
	else
		fprintf(out, gib < 1 ? "%.0f MiB" : gib < 10 ? "%.1f GiB" :
			"%.0f GiB", gib < 1 ? gib * 1024 : gib);
	if (!node->allowed && node->memory_bytes)
		fprintf(out, " (not allowed)");
}

static void print_node_cpus(FILE *out, const struct topology *topology,
			    int index)
{
	const int n = count_cpus(topology, show_on_node, index);
	const int seconds = count_cpus(topology, is_second_thread, index);
	const int same = same_cpus_before(topology, index);
	const int cores = count_cores(topology, index);

	if (!n) {
		fprintf(out, count_cpus(topology, topology_cpu_is_on, index) ?
			"no CPU allowed" : "no CPUs");
		return;
	}
	if (same >= 0) {
		fprintf(out, "the same CPUs as node %d",
			topology->nodes[same].node);
		return;
	}
	fprintf(out, "CPU%s ", n > 1 ? "s" : "");
	topology_print_cpus(out, topology, show_on_node, index, false);
	fprintf(out, " (%d core%s", cores, cores > 1 ? "s" : "");
	if (seconds && seconds < n) {
		fprintf(out, ", first threads ");
		topology_print_cpus(out, topology, is_first_thread, index,
				    false);
	}
	fputc(')', out);
}

void show_node_words(FILE *out, const struct topology *topology, int index)
{
	const int elsewhere = topology_elsewhere(topology, index);

	print_memory(out, &topology->nodes[index]);
	fputs(", ", out);
	print_node_cpus(out, topology, index);
	if (elsewhere >= 0)
		fprintf(out, ", whose memory is on node %d",
			topology->nodes[elsewhere].node);
}

static void print_matrix(FILE *out, const struct topology *topology)
{
	const int n = topology->nr_nodes;

	fprintf(out, "  distances, from a row's CPU to a column's memory:\n    %8s", "");
	for (int i = 0; i < n; i++)
		fprintf(out, " %5d", topology->nodes[i].node);
	for (int i = 0; i < n; i++) {
		fprintf(out, "\n    node %3d", topology->nodes[i].node);
		for (int j = 0; j < n; j++)
			fprintf(out, " %5" PRIu32,
				topology_distance(topology, i, j));
	}
	fputc('\n', out);
}

/* The nodes at each distance from one, the nearest first */
static void print_classes(FILE *out, const struct topology *topology, int from)
{
	int number[TOPOLOGY_MAX_NODES], nodes = 0;
	uint32_t distance, next = 0;

	fprintf(out, "  distances from node %d:", topology->nodes[from].node);
	while (nodes < topology->nr_nodes) {
		int n = 0;

		distance = next;
		next = UINT32_MAX;
		for (int i = 0; i < topology->nr_nodes; i++) {
			const uint32_t to = topology_distance(topology, from,
							      i);

			if (to == distance)
				number[n++] = topology->nodes[i].node;
			else if (to > distance && to < next)
				next = to;
		}
		if (!n)
			continue;
		fprintf(out, "%s %" PRIu32 " to node%s ", nodes ? ";" : "",
			distance, n > 1 ? "s" : "");
		topology_print_numbers(out, number, n, false);
		nodes += n;
	}
	fputs(" (--format csv has all)\n", out);
}

static void print_distances(FILE *out, const struct topology *topology,
			    int from)
{
	if (topology->nr_nodes == 1)
		return;
	if (!topology->distances)
		fputs("  distances: none are stated, taken to be 10 and 20\n",
		      out);
	else if (topology->nr_nodes <= MATRIX_NODES)
		print_matrix(out, topology);
	else
		print_classes(out, topology, from);
}

static void print_caches(FILE *out, const struct topology *topology)
{
	int caches = 0, least = topology->nr_cpus, most = 0;

	topology_for_each_cpu(cpu, topology)
		caches = MAX(caches, cpu->llc + 1);
	fputs("  last-level caches: ", out);
	if (!caches)
		fputs("none stated", out);
	for (int i = 0; i < caches; i++) {
		const bool listed = caches <= CACHES_LISTED;
		int n;

		if (listed)
			fprintf(out, "%sCPUs ", i ? " | " : "");
		n = topology_print_cpus(listed ? out : NULL, topology,
					is_of_cache, i, false);
		least = MIN(least, n);
		most = MAX(most, n);
	}
	if (caches > CACHES_LISTED && least == most)
		fprintf(out, "%d, each of %d CPU%s", caches, most,
			most > 1 ? "s" : "");
	else if (caches > CACHES_LISTED)
		fprintf(out, "%d, of %d to %d CPUs", caches, least, most);
	fputc('\n', out);
}

static void print_kinds(FILE *out, const struct topology *topology)
{
	if (topology->nr_kinds < 2)
		return;
	fprintf(out, "  kinds of cores: %d, mixed by placement os alone:",
		topology->nr_kinds);
	for (int i = 0; i < topology->nr_kinds; i++) {
		fprintf(out, "%s CPUs ", i ? " |" : " (slowest first)");
		topology_print_cpus(out, topology, is_of_kind, i, false);
	}
	fputc('\n', out);
}

/* Only the kernel of this machine knows. */
static void print_offline(FILE *out, const struct topology *topology)
{
	char text[200];

	if (!topology->foreign &&
	    small_file_read(text, sizeof(text), CPU_OFFLINE) && text[0])
		fprintf(out, "  offline: CPUs %s\n", text);
}

void show_machine(FILE *out, const struct topology *topology, int from)
{
	const int disallowed = count_cpus(topology, is_disallowed, 0);

	fprintf(out, "%s: %d NUMA node%s, %d CPU%s\n", topology->foreign ?
		"the machine of the file" : "this machine",
		topology->nr_nodes, topology->nr_nodes > 1 ? "s" : "",
		topology->nr_cpus, topology->nr_cpus > 1 ? "s" : "");
	for (int i = 0; i < topology->nr_nodes; i++) {
		fprintf(out, "  node %d: ", topology->nodes[i].node);
		show_node_words(out, topology, i);
		fputc('\n', out);
	}
	print_distances(out, topology, from);
	print_caches(out, topology);
	print_kinds(out, topology);
	if (disallowed) {
		fprintf(out, "  not allowed for this process: CPU%s ",
			disallowed > 1 ? "s" : "");
		topology_print_cpus(out, topology, is_disallowed, 0, false);
		fputc('\n', out);
	}
	print_offline(out, topology);
}
