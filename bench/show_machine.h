/* SPDX-License-Identifier: MIT */
/* The machine in a few lines: nodes, CPUs, distances, caches. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "topo/placement.h"

/* Chooses CPUs of a topology */
typedef bool (*cpu_filter)(const struct topology *topology,
			   const struct topology_cpu *cpu, int argument);

/**
 * show_numbers() - numbers as ranges
 * @out: where to
 * @number: the numbers; sorted by this
 * @n: how many
 * @plain: as the kernel writes lists: 0-3,8; else regular steps, too, are
 *	abbreviated: 0,4,8,..,92
 */
void show_numbers(FILE *out, int *number, int n, bool plain);

/**
 * show_cpus() - numbers of CPUs as ranges
 * @out: where to
 * @topology: the machine
 * @filter: which of its CPUs
 * @argument: handed to @filter
 * @plain: as for show_numbers()
 *
 * Return: how many there are; nothing is printed for none.
 */
int show_cpus(FILE *out, const struct topology *topology, cpu_filter filter,
	      int argument, bool plain);

/* Allowed CPUs of the node at an index */
bool show_on_node(const struct topology *topology,
		  const struct topology_cpu *cpu, int index);

/**
 * show_machine() - draw the machine
 * @out: where to; text
 * @topology: the machine
 * @from: index of the node from which distances are told where there are too
 *	many nodes for a matrix: the consumer's
 */
void show_machine(FILE *out, const struct topology *topology, int from);

/**
 * show_node_words() - what a node is, without its number
 * @out: where to
 * @topology: the machine
 * @index: of the node
 */
void show_node_words(FILE *out, const struct topology *topology, int index);
