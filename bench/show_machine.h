/* SPDX-License-Identifier: MIT */
/* The machine in a few lines: nodes, CPUs, distances, caches. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "topo/placement.h"

/* Chooses CPUs of a topology */
typedef bool (*cpu_filter)(const struct topology *topology,
			   const struct topology_cpu *cpu, int argument);

/*
 * Numbers, which this sorts, as ranges. @plain: as the kernel writes lists:
 * 0-3,8; else regular steps, too, are abbreviated: 0,4,8,..,92.
 */
void show_numbers(FILE *out, int *number, int n, bool plain);

/* The same of CPUs; returns how many there are. Nothing is printed for none. */
int show_cpus(FILE *out, const struct topology *topology, cpu_filter filter,
	      int argument, bool plain);

/* Allowed CPUs of the node at an index */
bool show_on_node(const struct topology *topology,
		  const struct topology_cpu *cpu, int index);

/*
 * Draws the machine. @from: index of the node from which distances are told
 * where there are too many nodes for a matrix: the consumer's.
 */
void show_machine(FILE *out, const struct topology *topology, int from);

/* What the node at an index is, without its number */
void show_node_words(FILE *out, const struct topology *topology, int index);
