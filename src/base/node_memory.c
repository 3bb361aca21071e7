// SPDX-License-Identifier: MIT
#include "base/node_memory.h"

#include <errno.h>
#include <math.h>
#include <numa.h>
#include <numaif.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Flags of a policy (static or relative nodes) are above this. */
#define MODE_WITHOUT_FLAGS	0xff
/* What THP calls huge on x86-64, and on arm64 with pages of 4 KiB */
#define HUGE_BYTES		((size_t)2 << 20)

/* <sys/mman.h> before glibc 2.35 has it not. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE	23
#endif

/*
 * libnuma calls these, to be replaced, for what it cannot find out, and would
 * print it during a run; what follows from it is reported elsewhere.
 */
void numa_warn(int number, char *format, ...)
{
}

void numa_error(char *where)
{
}

static size_t page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t round_to_pages(size_t bytes)
{
	return (bytes + page_bytes() - 1) & ~(page_bytes() - 1);
}

static void *map(size_t bytes, struct error *error)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory != MAP_FAILED)
		return memory;
	error_set(error, errno, "cannot map %zu bytes: %m", bytes);
	return NULL;
}

void *node_memory_map(size_t bytes, struct error *error)
{
	void *memory = map(round_to_pages(bytes), error);

	/* Fails only on kernels built without huge pages: nothing to refuse. */
	if (memory)
		(void)madvise(memory, round_to_pages(bytes), MADV_NOHUGEPAGE);
	return memory;
}

void *node_memory_map_huge(size_t bytes, struct error *error)
{
	const size_t size = round_to_pages(bytes);
	char *mapped = map(size + HUGE_BYTES, error);
	size_t before;

	if (!mapped)
		return NULL;
	before = -(uintptr_t)mapped % HUGE_BYTES;
	if (before)
		munmap(mapped, before);
	munmap(mapped + before + size, HUGE_BYTES - before);
	/* a kernel without them gives the same memory */
	(void)madvise(mapped + before, size, MADV_HUGEPAGE);
	return mapped + before;
}

/* Sums up AnonHugePages of the mappings that begin between two addresses. */
static double huge_bytes(FILE *maps, uintptr_t start, uintptr_t end)
{
	unsigned long first, last, kib;
	bool inside = false;
	char line[512];
	double sum = 0;

	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx ", &first, &last) == 2)
			inside = first >= start && first < end;
		else if (inside &&
			 sscanf(line, "AnonHugePages: %lu kB", &kib) == 1)
			sum += (double)kib * 1024;
	}
	return sum;
}

double node_memory_huge_share(const void *memory, size_t bytes)
{
	const uintptr_t start = (uintptr_t)memory;
	FILE *maps = fopen("/proc/self/smaps", "re");
	double share;

	if (!maps)
		return NAN;
	share = huge_bytes(maps, start, start + bytes) / (double)bytes;
	fclose(maps);
	/* a neighbour may be part of the same mapping */
	return share > 1 ? 1 : share;
}

static struct node_memory_list *noted;

void node_memory_note(struct node_memory_list *list)
{
	noted = list;
}

/* Neighbours of one node become one part: each costs a flush of all TLBs. */
static void note(void *memory, size_t bytes, int node)
{
	const size_t size = round_to_pages(bytes);

	if (!noted || bytes > NODE_MEMORY_SMALL)
		return;
	for (size_t i = 0; i < noted->n; i++) {
		struct node_memory_part *part = &noted->part[i];

		if (part->node != node)
			continue;
		if ((char *)memory + size == part->memory)
			part->memory = memory;
		else if ((char *)part->memory + part->bytes != memory)
			continue;
		part->bytes += size;
		return;
	}
	if (noted->n < NODE_MEMORY_PARTS)
		noted->part[noted->n++] = (struct node_memory_part){
			memory, size, node
		};
}

/* Return: 0, -EPERM or -ENOSYS where the kernel binds nothing, other errors */
static int bind_to_node(void *memory, size_t size, int node)
{
	struct bitmask *nodes;
	int refused;

	if (node == NODE_ANY)
		return 0;
	nodes = numa_allocate_nodemask();
	numa_bitmask_setbit(nodes, (unsigned int)node);
	refused = mbind(memory, size, MPOL_BIND, nodes->maskp,
			nodes->size + 1, 0) ? errno : 0;
	numa_bitmask_free(nodes);
	return -refused;
}

/*
 * Pages for memory that has none as yet: all at once, which takes a third of
 * the time that a fault for each does. Return: whether the kernel can; before
 * 5.14 whoever writes first faults them in.
 */
static bool populate(void *memory, size_t size)
{
	return !madvise(memory, size, MADV_POPULATE_WRITE);
}

static void renew(const struct node_memory_part *part)
{
	struct error error;
	void *fresh = node_memory_map(part->bytes, &error);

	if (!fresh)
		return;
	/* what cannot be bound would lie where this thread runs */
	if (!bind_to_node(fresh, part->bytes, part->node)) {
		(void)populate(fresh, part->bytes);
		memcpy(fresh, part->memory, part->bytes);
		if (mremap(fresh, part->bytes, part->bytes,
			   MREMAP_MAYMOVE | MREMAP_FIXED,
			   part->memory) != MAP_FAILED)
			return;
	}
	node_memory_free(fresh, part->bytes);
}

void node_memory_renew(const struct node_memory_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		renew(&list->part[i]);
}

int node_memory_bind(void *memory, size_t bytes, int node,
		     struct error *error)
{
	const int refused = bind_to_node(memory, round_to_pages(bytes), node);

	if (refused && refused != -EPERM && refused != -ENOSYS)
		return error_set(error, -refused,
			"cannot place memory on node %d: %m (no memory there, or this process may not use it)",
			node);
	if (!populate(memory, round_to_pages(bytes)))
		memset(memory, 0, round_to_pages(bytes));
	note(memory, bytes, node);
	return 0;
}

int node_memory_bind_near(void *memory, size_t bytes, int cpu, int node,
			  struct error *error)
{
	struct node_memory_list *const list = noted;
	const int near = node_memory_node_of_cpu(cpu);
	struct error refused;
	int result = -ENOENT;

	if (list && list->renews_cpu &&
	    !list->renews_cpu(cpu, list->context))
		noted = NULL;
	if (near != NODE_ANY)
		result = node_memory_bind(memory, bytes, near, &refused);
	if (result)
		result = node_memory_bind(memory, bytes, node, error);
	noted = list;
	return result;
}

void *node_memory_alloc(size_t bytes, int node, struct error *error)
{
	void *memory = node_memory_map(bytes, error);

	if (memory && node_memory_bind(memory, bytes, node, error)) {
		node_memory_free(memory, bytes);
		return NULL;
	}
	return memory;
}

void node_memory_free(void *memory, size_t bytes)
{
	if (memory)
		munmap(memory, round_to_pages(bytes));
}

int node_memory_verify(const void *memory, size_t bytes, int node,
		       struct error *error)
{
	enum { BATCH = 512 };
	const size_t pages = round_to_pages(bytes) / page_bytes();
	size_t wrong = 0;
	int where = NODE_ANY;

	if (node == NODE_ANY)
		return 0;
	for (size_t done = 0; done < pages; done += BATCH) {
		size_t count = pages - done < BATCH ? pages - done : BATCH;
		void *address[BATCH];
		int status[BATCH];

		for (size_t i = 0; i < count; i++)
			address[i] = (char *)(uintptr_t)memory +
				     (done + i) * page_bytes();
		if (move_pages(0, count, address, NULL, status, 0))
			return error_set(error, errno,
				"the kernel refuses to say on which node memory lies (move_pages: %m)");
		for (size_t i = 0; i < count; i++) {
			if (status[i] == node)
				continue;
			if (!wrong++)
				where = status[i];
		}
	}
	if (wrong)
		return error_set(error, EXDEV,
			"%zu of %zu pages that belong on node %d lie elsewhere, the first on node %d",
			wrong, pages, node, where);
	return 0;
}

bool node_memory_is_allowed(int node)
{
	struct bitmask *nodes = numa_allocate_nodemask();
	bool allowed = true;
	int mode;

	if (!get_mempolicy(&mode, nodes->maskp, nodes->size + 1, NULL, 0) &&
	    (mode & MODE_WITHOUT_FLAGS) == MPOL_BIND)
		allowed = numa_bitmask_isbitset(nodes, (unsigned int)node);
	numa_bitmask_free(nodes);
	return allowed;
}

int node_memory_node_of_cpu(int cpu)
{
	int node;

	if (numa_available() < 0)
		return NODE_ANY;
	node = numa_node_of_cpu(cpu);
	return node >= 0 ? node : NODE_ANY;
}
