/* SPDX-License-Identifier: MIT */
/* The machine in a few lines: nodes, CPUs, distances, caches. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "topo/placement.h"

/* Allowed CPUs of the node at an index */
bool show_on_node(const struct topology_cpu *cpu, int index);

/* @from: index of the node that distances are told of, if not by a matrix */
void show_machine(FILE *out, const struct topology *topology, int from);

/* What the node at an index is, without its number */
void show_node_words(FILE *out, const struct topology *topology, int index);
