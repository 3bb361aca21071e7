/* SPDX-License-Identifier: MIT */
/*
 * Files of lines that are steps: made-up machines that change, and what is
 * expected of them. steps.txt says what the words mean.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/small_file.h"
#include "synthetic.h"

#define LINE		512

/*
 * Takes each step of a file; a line that is none is a question, a colon and the
 * answer that is expected. Return: how many of these there are.
 */
static inline int play(const char *path, bool (*step)(const char *line),
		       void (*answer)(FILE *out, char *question))
{
	char line[LINE], question[LINE], actual[2 * LINE];
	FILE *file = fopen(path, "r"), *out;
	int wrong = 0, questions = 0;

	if (!file)
		fail_msg("cannot open %s", path);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!line[0] || line[0] == '#' || step(line))
			continue;
		snprintf(question, sizeof(question), "%.*s",
			 (int)strcspn(line, ":"), line);
		out = fmemopen(actual, sizeof(actual), "w");
		assert_non_null(out);
		fprintf(out, "%s:", question);
		answer(out, question);
		fclose(out);
		if (strcmp(line, actual) != 0)
			print_error("-%s\n+%s\n", line, actual);
		wrong += strcmp(line, actual) != 0;
		questions++;
	}
	fclose(file);
	assert_int_equal(wrong, 0);
	return questions;
}

static inline void change_cpu(struct topology *topology,
			      struct topology_cpu *cpu, const char *what,
			      int number)
{
	if (strcmp(what, "off") == 0)
		cpu->allowed = false;
	else if (strcmp(what, "isolated") == 0)
		cpu->isolated = true;
	else if (strcmp(what, "balanced") == 0)
		cpu->isolated = false;
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

static inline void change_node(struct topology_node *node, const char *what,
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

static inline void set_distances(struct topology *topology, const char *text)
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
static inline bool change(struct topology *topology, const char *line)
{
	char list[64], what[16];
	int index, number = 0;

	if (strncmp(line, "machine ", 8) == 0) {
		topology_free(topology);
		load(topology, line + 8);
	} else if (topology->nr_nodes &&
		   strncmp(line, "distances ", 10) == 0) {
		set_distances(topology, line + 10);
	} else if (strncmp(line, "cpus ", 5) == 0 &&
		   sscanf(line, "cpus %63s %15s %d", list, what,
			  &number) >= 2) {
		topology_for_each_cpu(cpu, topology) {
			if (cpu_list_has(list, cpu->cpu))
				change_cpu(topology, cpu, what, number);
		}
	} else if (topology->nr_nodes &&
		   sscanf(line, "node %d %15s %d", &index, what,
			  &number) >= 2) {
		change_node(&topology->nodes[index], what, number);
	} else if (sscanf(line, "kinds %d", &number) == 1) {
		topology->nr_kinds = number;
	} else if (sscanf(line, "cache %d", &number) == 1) {
		topology->cache_bytes = (uint64_t)number << 20;
	} else {
		return false;
	}
	return true;
}
