/* SPDX-License-Identifier: MIT */
/* The machine as a plain struct: CPUs, cores, caches, nodes, distances. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

#define TOPOLOGY_MAX_NODES	256

/*
 * A set of NUMA nodes. A CPU can be local to several nodes (KNL: DDR and
 * MCDRAM), and a node can have no CPU, or no memory.
 * @bits: bit i stands for topology->nodes[i], not for the system's number
 */
struct node_set {
	uint64_t bits[TOPOLOGY_MAX_NODES / 64];
};

/*
 * One logical CPU (hardware thread).
 * @core: hwloc's logical index; where it knows none, a number of its own
 * @llc: number of its last-level cache, counted in the order of CPUs (where
 *	all are of one level: hwloc's logical index); -1 where there is none
 * @kind: rank of its kind of core (0: least performant), 0 on a machine of
 *	one kind; cores whose clocks alone differ are of one kind
 * @nodes: the nodes that it is local to; a node that spans several such nodes
 *	(memory of a package or of the machine that has no CPU of its own) is
 *	local to none
 * @own: index of the node that the kernel counts it to, one of @nodes: hwloc
 *	makes a node without CPUs local to the CPUs that are nearest to it; -1
 *	where that is not known (a file)
 * @isolated: the scheduler moves no thread to it or away (isolcpus, an
 *	isolated partition of cpusets)
 */
struct topology_cpu {
	int cpu;	/* the system's number */
	int core;
	int package;	/* hwloc's logical index; -1 where there is none */
	int smt;	/* 0 for the first thread of its core, then 1, ... */
	int llc;
	int kind;
	struct node_set nodes;
	int own;
	bool allowed;	/* this process may run on it */
	bool isolated;
};

struct topology_node {
	int node;	/* the system's number */
	uint64_t memory_bytes;	/* 0: it has none, or it is not stated */
	bool allowed;	/* this process may have memory there */
};

/*
 * A machine. Owned by whoever loaded it; topology_free() frees all of it.
 * @cpus: by hwloc's logical order: neighbours share caches, and the threads of
 *	one core follow each other
 * @distances: nr_nodes x nr_nodes, row-major, [from][to], 10 is local; NULL
 *	where the machine states none
 */
struct topology {
	int nr_cpus;	/* CPUs that are online, allowed or not */
	struct topology_cpu *cpus;
	int nr_nodes;			/* nodes, in the order of hwloc */
	struct topology_node *nodes;	/* what there is to know of each */
	uint32_t *distances;
	int nr_kinds;	/* kinds of cores; 1 on a homogeneous machine */
	uint64_t cache_bytes;	/* of the largest last-level one; 0: unknown */
	bool foreign;	/* read from a file: nothing can be run on it */
};

/**
 * topology_load_this() - this machine, as this process may use it
 *
 * A CPU counts as allowed when it is in sched_getaffinity() of the calling
 * thread; hwloc's own allowed set knows the cpuset but not the affinity.
 *
 * HWLOC_XMLFILE and its like, which make hwloc describe another machine, are
 * an error: a result must not name a machine that it was not measured on.
 */
int topology_load_this(struct topology *topology, struct error *error);

/**
 * topology_load_file() - another machine: hwloc 2 XML of `lstopo machine.xml`
 *
 * hwloc itself crashes on some damaged files, or reads them for ever, and heeds
 * HWLOC_ variables of the environment: where the file may be anything, read it
 * in a confined process.
 *
 * Return: 0, an error of open(), -EINVAL: it is not valid hwloc 2 XML.
 */
int topology_load_file(struct topology *topology, const char *path,
		       struct error *error);

/** topology_free() - free what a load function filled, or a zeroed one */
void topology_free(struct topology *topology);

/**
 * topology_distance() - relative cost of memory access between two nodes
 * @from: index of the accessing CPU's node
 * @to: index of the memory's node
 *
 * Return: 10 for local, more for remote; where the machine states none, 10
 * for the same node and 20 for another.
 */
uint32_t topology_distance(const struct topology *topology, int from, int to);

#define topology_for_each_cpu(cpu, topology)				\
	for (struct topology_cpu *cpu = (topology)->cpus;		\
	     cpu < (topology)->cpus + (topology)->nr_cpus; cpu++)

/** topology_allowed_cpus() - how many CPUs this process may use */
int topology_allowed_cpus(const struct topology *topology);

/** topology_node_index() - index of the node of this number; -1: none */
int topology_node_index(const struct topology *topology, int node);

/**
 * topology_cpu_node() - the node that is printed for a CPU
 *
 * Return: index of the node that the kernel counts it to; where that is not
 * known, of the lowest-numbered node that the CPU is local to, with memory if
 * any of them has memory; -1 where it is local to none.
 */
int topology_cpu_node(const struct topology *topology,
		      const struct topology_cpu *cpu);

/**
 * topology_cpu_is_on() - whether the kernel counts a CPU to a node; where that
 *	is not known, whether it is local to it
 */
bool topology_cpu_is_on(const struct topology_cpu *cpu, int index);

/**
 * topology_memory_node() - where memory for a node's CPUs lies
 * @from: index of the node
 *
 * Return: index of the node that is nearest to @from among those with memory
 * that this process may have, itself before others and the lowest number among
 * equals; -1 where there is none.
 */
int topology_memory_node(const struct topology *topology, int from);

/**
 * topology_has_own_memory() - whether a CPU, which is local to some node, is
 *	local to that of its memory
 */
bool topology_has_own_memory(const struct topology *topology,
			     const struct topology_cpu *cpu);

/**
 * topology_elsewhere() - index of the node with the memory of allowed CPUs that
 *	are printed with this node and local to no memory; -1: no such CPUs
 */
int topology_elsewhere(const struct topology *topology, int index);

/* Chooses CPUs of a topology */
typedef bool (*cpu_filter)(const struct topology_cpu *cpu, int argument);

/**
 * topology_print_cpus() - the numbers of some CPUs, as ranges
 * @out: NULL: only count them
 *
 * Return: how many there are; nothing is printed for none.
 */
int topology_print_cpus(FILE *out, const struct topology *topology,
			cpu_filter filter, int argument, bool plain);

/**
 * topology_print_numbers() - numbers as ranges
 * @number: sorted by this
 * @plain: as the kernel writes lists: 0-3,8; else regular steps, too, are
 *	abbreviated: 0,4,8,..,92
 */
void topology_print_numbers(FILE *out, int *number, int n, bool plain);

void node_set_add(struct node_set *set, int index);
bool node_set_has(const struct node_set *set, int index);
bool node_set_equal(const struct node_set *a, const struct node_set *b);
bool node_set_disjoint(const struct node_set *a, const struct node_set *b);
bool node_set_empty(const struct node_set *set);
