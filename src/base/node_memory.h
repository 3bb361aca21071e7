/* SPDX-License-Identifier: MIT */
/*
 * Memory on a chosen NUMA node, and the kernel's word that it lies there. Nodes
 * and CPUs go by the system's numbers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define NODE_ANY	(-1)	/* where the thread that first touches it is */

/**
 * node_memory_alloc() - map zeroed memory on a node, or NODE_ANY
 * @bytes: rounded up to pages
 *
 * Every page is touched before the call returns, so that no page fault is
 * left for the measured window. Transparent huge pages are refused for it:
 * whether one is had depends on what ran before. Memory with an explicit
 * policy is left alone by the kernel's NUMA balancing.
 *
 * Where the process may not set a memory policy (a container's seccomp
 * filter), memory comes from wherever it is; node_memory_verify() tells.
 *
 * Return: page-aligned memory for node_memory_free(), or NULL.
 */
void *node_memory_alloc(size_t bytes, int node, struct error *error);

/**
 * node_memory_bind() - put a part of a fresh mapping on a node, and touch it
 * @memory: page-aligned start, not touched yet
 *
 * Return: 0, -EINVAL where the node has no memory or may not be used.
 */
int node_memory_bind(void *memory, size_t bytes, int node,
		     struct error *error);

/**
 * node_memory_bind_near() - node_memory_bind() of what is one CPU's
 * @node: where it lies if the CPU's node has no memory
 *
 * It is noted (node_memory_note()) where the list wants this CPU's.
 */
int node_memory_bind_near(void *memory, size_t bytes, int cpu, int node,
			  struct error *error);

/* What is larger lies on many pages, and on the average of them anyway. */
#define NODE_MEMORY_SMALL	((size_t)1 << 20)
#define NODE_MEMORY_PARTS	64

/*
 * Memory that node_memory_bind() has placed.
 * @renews_cpu: whether what is a CPU's own is listed: of a large machine's CPUs
 *	few run in a trial, and each part costs time; NULL: of all
 */
struct node_memory_list {
	/* whole pages; each piece in it had NODE_MEMORY_SMALL at most */
	struct node_memory_part {
		void *memory;
		size_t bytes;
		int node;
	} part[NODE_MEMORY_PARTS];
	size_t n;	/* how many; what there is no room for is not listed */
	bool (*renews_cpu)(int cpu, const void *context);
	const void *context;
};

/**
 * node_memory_note() - list what is placed from here on, by the only thread
 * @list: added to, until another call; NULL: nothing is
 */
void node_memory_note(struct node_memory_list *list);

/**
 * node_memory_renew() - other pages, with the same content, at the same
 *	addresses and on the same nodes
 * @list: of memory that is still there, and that nobody uses meanwhile
 *
 * On which pages memory lies decides how far the line of a pool's head is from
 * its CPUs, and which lines share a set of a cache: some percent of a figure,
 * for as long as it lies there. Where the kernel has no other pages, it stays.
 */
void node_memory_renew(const struct node_memory_list *list);

/** node_memory_map() - untouched memory for node_memory_bind(), or NULL */
void *node_memory_map(size_t bytes, struct error *error);

/** node_memory_map_huge() - the same, from where a huge page can start */
void *node_memory_map_huge(size_t bytes, struct error *error);

/** node_memory_huge_share() - of touched memory, 0 to 1; NAN: not known */
double node_memory_huge_share(const void *memory, size_t bytes);

/** node_memory_free() - unmap so many bytes as were asked for; or NULL */
void node_memory_free(void *memory, size_t bytes);

/**
 * node_memory_verify() - whether all pages of touched memory lie on a node
 * @node: NODE_ANY accepts all
 *
 * Return: 0, -EXDEV where a page lies elsewhere, -EPERM or -ENOSYS where the
 * kernel refuses to say.
 */
int node_memory_verify(const void *memory, size_t bytes, int node,
		       struct error *error);

/**
 * node_memory_is_allowed() - whether this process is to have memory on a node
 *
 * A policy that binds the process to some nodes (numactl --membind) would not
 * keep memory with a policy of its own from others: who places memory on a
 * node must ask. The cpuset is not asked here: the kernel enforces it.
 *
 * Return: true also where the kernel does not say.
 */
bool node_memory_is_allowed(int node);

/** node_memory_node_of_cpu() - it may have no memory; NODE_ANY: not known */
int node_memory_node_of_cpu(int cpu);
