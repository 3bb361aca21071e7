// SPDX-License-Identifier: MIT
#include "bench/show_machine.h"

#include <inttypes.h>
#include <stdlib.h>

/* A matrix of more nodes is no longer read. */
#define MATRIX_NODES	16
/* So many caches are listed one by one. */
#define CACHES_LISTED	8

static int compare_numbers(const void *a, const void *b)
{
	const int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Return: how many numbers, from the first on, have equal steps. */
static int run_length(const int *number, int n)
{
	int length = n < 2 ? n : 2;

	while (length < n && number[length] - number[length - 1] ==
			     number[1] - number[0])
		length++;
	return length;
}

static void print_numbers(FILE *out, const int *number, int n, bool plain)
{
	const char *comma = "";

	for (int i = 0; i < n; comma = ",") {
		const int length = run_length(number + i, n - i);
		const int last = number[i + length - 1];

		if (length > 1 && number[i + 1] == number[i] + 1) {
			fprintf(out, "%s%d-%d", comma, number[i], last);
			i += length;
		} else if (length > 4 && !plain) {
			fprintf(out, "%s%d,%d,%d,..,%d", comma, number[i],
				number[i + 1], number[i + 2], last);
			i += length;
		} else {
			fprintf(out, "%s%d", comma, number[i++]);
		}
	}
}

void show_numbers(FILE *out, int *number, int n, bool plain)
{
	qsort(number, (size_t)n, sizeof(*number), compare_numbers);
	print_numbers(out, number, n, plain);
}

int show_cpus(FILE *out, const struct topology *topology, cpu_filter filter,
	      int argument, bool plain)
{
	int *number = malloc((size_t)topology->nr_cpus * sizeof(*number));
	int n = 0;

	for (int i = 0; number && i < topology->nr_cpus; i++) {
		if (filter(topology, &topology->cpus[i], argument))
			number[n++] = topology->cpus[i].cpu;
	}
	if (number)
		show_numbers(out, number, n, plain);
	free(number);
	return n;
}

static int count_cpus(const struct topology *topology, cpu_filter filter,
		      int argument)
{
	int n = 0;

	for (int i = 0; i < topology->nr_cpus; i++)
		n += filter(topology, &topology->cpus[i], argument);
	return n;
}

bool show_on_node(const struct topology *topology,
		  const struct topology_cpu *cpu, int index)
{
	return cpu->allowed && topology_cpu_is_on(cpu, index);
}

static bool is_first_thread(const struct topology *topology,
			    const struct topology_cpu *cpu, int index)
{
	return show_on_node(topology, cpu, index) && !cpu->smt;
}

static bool is_second_thread(const struct topology *topology,
			     const struct topology_cpu *cpu, int index)
{
	return show_on_node(topology, cpu, index) && cpu->smt;
}

static bool is_at_all_on(const struct topology *topology,
			 const struct topology_cpu *cpu, int index)
{
	return topology_cpu_is_on(cpu, index);
}

static bool is_disallowed(const struct topology *topology,
			  const struct topology_cpu *cpu, int unused)
{
	return !cpu->allowed;
}

static bool is_of_kind(const struct topology *topology,
		       const struct topology_cpu *cpu, int kind)
{
	return cpu->kind == kind;
}

static bool is_of_cache(const struct topology *topology,
			const struct topology_cpu *cpu, int cache)
{
	return cpu->llc == cache;
}

static int count_cores(const struct topology *topology, int index)
{
	int cores = 0, previous = -1;

	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

		if (!show_on_node(topology, cpu, index))
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
	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

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
		fprintf(out, count_cpus(topology, is_at_all_on, index) ?
			"no CPU allowed" : "no CPUs");
		return;
	}
	if (same >= 0) {
		fprintf(out, "the same CPUs as node %d",
			topology->nodes[same].node);
		return;
	}
	fprintf(out, "CPU%s ", n > 1 ? "s" : "");
	show_cpus(out, topology, show_on_node, index, false);
	fprintf(out, " (%d core%s", cores, cores > 1 ? "s" : "");
	if (seconds && seconds < n) {
		fprintf(out, ", first threads ");
		show_cpus(out, topology, is_first_thread, index, false);
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

/* The nodes at each distance from one */
static void print_classes(FILE *out, const struct topology *topology, int from)
{
	int number[TOPOLOGY_MAX_NODES], nodes = 0, n;
	uint32_t distance = 0;

	fprintf(out, "  distances from node %d:", topology->nodes[from].node);
	while (nodes < topology->nr_nodes) {
		uint32_t next = UINT32_MAX;

		for (int i = 0; i < topology->nr_nodes; i++) {
			const uint32_t to = topology_distance(topology, from,
							      i);

			if ((!nodes || to > distance) && to < next)
				next = to;
		}
		distance = next;
		n = 0;
		for (int i = 0; i < topology->nr_nodes; i++) {
			if (topology_distance(topology, from, i) == distance)
				number[n++] = topology->nodes[i].node;
		}
		fprintf(out, "%s %" PRIu32 " to node%s ", nodes ? ";" : "",
			distance, n > 1 ? "s" : "");
		show_numbers(out, number, n, false);
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

static int count_caches(const struct topology *topology)
{
	int caches = 0;

	for (int i = 0; i < topology->nr_cpus; i++) {
		if (topology->cpus[i].llc >= caches)
			caches = topology->cpus[i].llc + 1;
	}
	return caches;
}

/* Caches are numbered in the order of CPUs: those of one follow each other. */
static void print_cache_sizes(FILE *out, const struct topology *topology,
			      int caches)
{
	int least = topology->nr_cpus, most = 1, n = 0;

	for (int i = 0; i < topology->nr_cpus; i++) {
		const struct topology_cpu *cpu = &topology->cpus[i];

		n = i && cpu->llc == cpu[-1].llc ? n + 1 : 1;
		if (i + 1 < topology->nr_cpus && cpu[1].llc == cpu->llc)
			continue;
		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	if (least == most)
		fprintf(out, "%d, each of %d CPU%s", caches, most,
			most > 1 ? "s" : "");
	else
		fprintf(out, "%d, of %d to %d CPUs", caches, least, most);
}

static void print_caches(FILE *out, const struct topology *topology)
{
	const int caches = count_caches(topology);

	fputs("  last-level caches: ", out);
	if (!caches)
		fputs("none stated", out);
	for (int i = 0; i < caches && caches <= CACHES_LISTED; i++) {
		fprintf(out, "%sCPUs ", i ? " | " : "");
		show_cpus(out, topology, is_of_cache, i, false);
	}
	if (caches > CACHES_LISTED)
		print_cache_sizes(out, topology, caches);
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
		show_cpus(out, topology, is_of_kind, i, false);
	}
	fputc('\n', out);
}

/* Only the kernel of this machine knows. */
static void print_offline(FILE *out, const struct topology *topology)
{
	FILE *file = topology->foreign ? NULL :
		fopen("/sys/devices/system/cpu/offline", "re");
	char text[200] = "";

	if (!file)
		return;
	if (fscanf(file, "%199s", text) == 1)
		fprintf(out, "  offline: CPUs %s\n", text);
	fclose(file);
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
		show_cpus(out, topology, is_disallowed, 0, false);
		fputc('\n', out);
	}
	print_offline(out, topology);
}
